"""When the server doesn't let us in."""

ENDED = ("M_UNKNOWN_TOKEN", "M_MISSING_TOKEN", "M_USER_DEACTIVATED", "M_USER_LOCKED")
"""Codes after which a session is of no use any more."""


class Refused(Exception):
    """No way in, or no more; the message is the server's code, or what is wrong with the settings."""
