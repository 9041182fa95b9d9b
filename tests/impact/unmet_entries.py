"""Entries of a transcript, as the dialogue answers."""

from typing import Any

from bot.conversation import payloads
from bot.texts import texts


def nothing_fits(need: str) -> dict[str, Any]:
    """What is shown when nothing fits."""
    said = texts(payloads.__file__).get("aucun.texte")[0]
    text = f"{said}\nVous pouvez :"
    return {"custom": {"type": "none", "decision": "none", "text": text, "need": need, "ways_on": []}}


def no_more(need: str) -> dict[str, Any]:
    """What is shown when there is no other list."""
    return {"text": texts(payloads.__file__).get("autres.plus_rien")[0] + " Le mieux…"}
