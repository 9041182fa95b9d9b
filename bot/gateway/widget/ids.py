"""Ids of the widget's conversations: 128 random bits and the server's signature, so that nobody makes up one."""

import hmac
import re
import secrets

from bot.gateway.identity import WIDGET_CALLER, Identity
from bot.gateway.refusals import Refusal

_FORM = re.compile(r"([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{22})")


def issue(identity: Identity) -> str:
    """A new id."""
    name = secrets.token_urlsafe(16)
    return f"{name}.{identity.signature(name)}"


def key_of(identity: Identity, conversation: str) -> str:
    """What the conversation of an id is stored under.

    Raises:
        Refusal: 401, this server never issued that id.
    """
    form = _FORM.fullmatch(conversation)
    if form is None or not hmac.compare_digest(identity.signature(form[1]), form[2]):
        raise Refusal(401, "unauthorized", said="conversation")
    return identity.conversation_key(WIDGET_CALLER, form[1])
