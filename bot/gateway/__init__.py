"""The one door: the only server that listens beyond loopback.

Every channel speaks to :mod:`bot.gateway.app`; Rasa stands behind it. What each message needs is done here once:
who may speak, length, rate, masking of personal details, choices, transcript, erasure, and a sentence when what
is behind is slow or down.
"""
