"""Erasing on command: a request that has a number and hasn't left is kept or cancelled, never cancelled in silence.

« !effacer » erases at once when nothing waits; else it says what waits, and « !effacer garder » or « !effacer annuler »
erases. « !recommencer » does the same.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.connectors import common
from bot.connectors.common.gateway import GatewayClient, Reply
from bot.connectors.common.render import Message, plain_message
from bot.texts import texts

Wish = Literal["keep", "cancel"]
ERASE, RESTART = "effacer", "recommencer"
_COMMAND = re.compile(r"!(effacer|recommencer)(?:\s+(?:(gard)\w*|(annul)\w*))?\s*[.!]?", re.IGNORECASE)


@dataclass(frozen=True)
class Command:
    """What a command asks to erase."""

    name: str
    """:data:`ERASE` or :data:`RESTART`."""
    wish: Wish | None = None
    """What becomes of a request that hasn't left; None when it isn't said."""


@dataclass(frozen=True)
class Done:
    """What came of a command."""

    message: Message | None
    """What to say; None when the gateway refused."""
    erased: Sequence[str] = ()
    """The conversations that are no more."""
    refused: Reply | None = None


def command_of(text: str) -> Command | None:
    """The command that a text is, if it is one to erase."""
    match = _COMMAND.fullmatch(text.strip())
    if match is None:
        return None
    return Command(match[1].lower(), "keep" if match[2] else "cancel" if match[3] else None)


def _say(key: str, **values: object) -> str:
    return texts(common.__file__).say(key, **values)


async def erase(gateway: GatewayClient, conversations: Sequence[str], command: Command) -> Done:
    """Erase conversations, or ask first what becomes of the requests made in them that haven't left."""
    waiting = []
    for conversation in conversations if command.wish is None else ():
        request, refused = await gateway.request(conversation)
        if refused:
            return Done(None, refused=refused)
        if request and request.waits:
            waiting.append(request.number)
    if waiting:
        return Done(plain_message(_say("demande", numeros=", ".join(waiting), commande=f"!{command.name}")))
    erased: list[str] = []
    told: list[str] = []
    for conversation in conversations:
        # Nothing waits, as far as we were told: what would have come meanwhile is kept rather than lost.
        reply = await gateway.erase(conversation, command.wish or "keep")
        if reply.error is not None:
            return Done(None, erased, reply)
        erased.append(conversation)
        told += [reply.entries[0]["text"]] if reply.request not in (None, "none") else []
    done = [*dict.fromkeys(told), *([_say("recommence_besoin")] if command.name == RESTART else [])]
    text = " ".join(done) if told else _say("efface" if command.name == ERASE else "recommence")
    return Done(plain_message(text), erased)
