"""What a passage is compared with: its ways of being asked, the sentences of its text, and both together."""

import re

from bot.answers.passages import Passage, fields

_SENTENCE = re.compile(r"(?<=[.!?;])\s+")

LEAST = 25
"""Characters under which a sentence is read with the one before it: alone, it means little."""


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text."""
    found: list[str] = []
    for part in _SENTENCE.split(text):
        if found and min(len(part), len(found[-1])) < LEAST:
            found[-1] = f"{found[-1]} {part}"
        else:
            found.append(part)
    return tuple(found)


def asked_as(passage: Passage) -> tuple[str, ...]:
    """Ways of asking for a passage: its own question, or those of its field."""
    return (passage.question,) if passage.question else fields()[passage.field].questions


def whole(passage: Passage) -> str:
    """A passage's question and text; for a field, its most usual question."""
    return f"{asked_as(passage)[0]} {passage.text}"


def views(passage: Passage) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """The three of them."""
    return asked_as(passage), sentences(passage.text), whole(passage)
