"""What became of each need of one conversation: pure, from the lines of its transcript."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from bot.texts import texts

NOTHING, REFUSED = "aucun", "refus"
USEFUL = "oui"
_CONVERSATION = str(Path(__file__).parents[2] / "conversation" / "__init__.py")
"""Whose sentences are looked for; the package itself brings the ranker's modules, which the gateway does without."""
_OTHERS = "/autres_resultats"
"""The choice that sets a list aside."""


class Line(NamedTuple):
    """A line of a transcript."""

    id: int
    author: str
    entry: Mapping[str, Any]
    at: dt.datetime


@dataclass
class Need:
    """A need and what was answered to it."""

    id: int
    """Of the first line that answered it."""
    at: dt.datetime
    text: str
    nothing: bool = False
    refused: bool = False
    shown: frozenset[str] = frozenset()
    """Ids of the last list."""
    opinion: str | None = None

    @property
    def kind(self) -> str | None:
        """What went wrong; None when nothing did, or when a list was said to help."""
        if self.opinion:
            return None if self.opinion == USEFUL else self.opinion
        if self.nothing:
            return NOTHING
        return REFUSED if self.refused else None


@dataclass
class _Reading:
    picked: Mapping[str, str]
    opinions: Mapping[str, str]
    needs: list[Need] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def take(self, line: Line) -> None:
        text, custom = line.entry.get("text"), line.entry.get("custom")
        if line.author == "person":
            self._person(str(text or ""))
        elif isinstance(custom, dict):
            self._payload(line, custom)
        elif isinstance(text, str) and self.needs and text.startswith(_no_more()):
            self.needs[-1].refused = True

    def _person(self, text: str) -> None:
        payload = self.picked.get(text)
        if payload is None:
            self.said.append(text)
        elif payload.startswith(_OTHERS) and self.needs:
            self.needs[-1].refused = True

    def _payload(self, line: Line, custom: Mapping[str, Any]) -> None:
        kind = custom.get("type")
        if kind == "none":
            said = str(custom.get("need") or (self.said[-1] if self.said else ""))
            if said:
                self._need(line, said).nothing = True
        elif kind == "solutions" and isinstance(custom.get("need"), str) and custom["need"].strip():
            self._listed(line, custom)

    def _listed(self, line: Line, custom: Mapping[str, Any]) -> None:
        before = len(self.needs)
        need = self._need(line, custom["need"])
        ids = frozenset(str(item.get("id")) for item in custom.get("solutions") or [] if isinstance(item, dict))
        if len(self.needs) == before and need.shown and not need.shown & ids:
            need.refused = True  # the same need, and none of what was shown before
        need.shown, need.nothing = ids, False
        need.opinion = self.opinions.get(str(custom.get("list_id"))) or need.opinion

    def _need(self, line: Line, text: str) -> Need:
        """The need of this text: a known one that it only completes, or a new one."""
        for need in reversed(self.needs):
            if text.startswith(need.text):
                need.text = text
                return need
        self.needs.append(Need(line.id, line.at, text))
        return self.needs[-1]


def outcomes(lines: Iterable[Line], picked: Mapping[str, str], opinions: Mapping[str, str]) -> list[Need]:
    """The unmet needs of a conversation.

    Args:
        lines: of its transcript, in order.
        picked: titles of the choices that were offered, with their payload.
        opinions: of lists, by their id: ``oui``, or why not.
    """
    reading = _Reading(picked, opinions)
    for line in lines:
        reading.take(line)
    return [need for need in reading.needs if need.kind]


@lru_cache(maxsize=1)
def _no_more() -> tuple[str, ...]:
    """How the sentences begin that say that there is no other list."""
    return tuple(str(text) for text in texts(_CONVERSATION).get("autres.plus_rien"))
