"""The secret of one run of the service: made by the supervisor, known to what it starts, written nowhere."""

import os
import secrets

VARIABLE = "ORIENTATION_START_SECRET"
"""In the environment of the processes that the supervisor starts; it is no setting."""


def make_secret() -> dict[str, str]:
    """Environment that hands a new secret to a process."""
    return {VARIABLE: secrets.token_urlsafe(32)}


def start_secret() -> str:
    """The secret that this process was started with; empty when it was started by hand."""
    return os.environ.get(VARIABLE, "")
