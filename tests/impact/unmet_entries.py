"""Entries of a transcript, as the dialogue answers."""

from typing import Any

from bot.conversation import payloads
from bot.texts import texts


def nothing_fits(need: str) -> dict[str, Any]:
    """What is shown when nothing fits."""
    said = texts(payloads.__file__).say("aucun.texte", besoin=payloads.recalled(need))
    return {"custom": {"type": "none", "decision": "none", "text": f"{said}\nVous pouvez :", "ways_on": []}}


def no_more(need: str) -> dict[str, Any]:
    """What is shown when there is no other list."""
    return {"text": texts(payloads.__file__).say("autres.plus_rien", besoin=payloads.recalled(need)) + " Le mieux…"}
