"""What can't wait: an emergency under way, told by rules that a person can read (``data/emergencies``)."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from bot import folders
from bot.reading.emergency_signs import Signs

LONGEST = 1_500
"""Characters that are read: whoever calls for help does it at once."""

NEVER = "jamais"
"""The signs that the whole message is of something else."""

GENERAL = "general"
"""The file of what all kinds share; each other file is a kind."""


_CALL = re.compile(r"appelez|ouvrez", re.IGNORECASE)


@dataclass(frozen=True)
class Emergency:
    """A kind of emergency."""

    kind: str
    advice: str
    """What to do now and whom to call, in French."""

    sources: tuple[str, ...]
    after: str | None
    """Id of the service that helps once it is over."""

    checked: str | None
    """When the team read the advice and signed it."""

    @property
    def call(self) -> str:
        """The line of the advice that says whom to call, or what to open."""
        lines = self.advice.split("\n")
        return next((line for line in lines if _CALL.search(line)), lines[0])


@dataclass(frozen=True)
class _Rules:
    emergencies: dict[str, Emergency]
    """By kind, in the order in which they are looked for."""

    signs: Signs


@lru_cache(maxsize=1)
def _rules() -> _Rules:
    folder = folders.data() / "emergencies"
    raw: dict[str, Any] = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in folder.glob("*.yml")}
    general = raw.pop(GENERAL)
    kinds = sorted(raw.values(), key=lambda item: int(item["ordre"]))
    groups = dict(general["signes"])
    for item in kinds:
        groups |= {f"{item['sorte']}.{strength}": item[strength] for strength in ("forts", "faibles")}
    return _Rules({item["sorte"]: _emergency(item) for item in kinds}, Signs(groups, general["listes"]))


def _emergency(item: dict[str, Any]) -> Emergency:
    sources = tuple(source["url"] for source in item["sources"])
    signed = item["reviewed"]
    return Emergency(item["sorte"], item["consigne"].strip(), sources, item["suite"], str(signed) if signed else None)


def emergencies() -> tuple[Emergency, ...]:
    """All kinds, in the order in which they are looked for."""
    return tuple(_rules().emergencies.values())


def signs_said(text: str) -> dict[str, list[str]]:
    """Groups of signs that a message has, with those signs: why it is taken for an emergency, or isn't."""
    return _rules().signs.said(text[:LONGEST])


def emergency_said(text: str) -> Emergency | None:
    """The emergency that a message says is under way; None for a past, general or feared one.

    A strong sign is enough, unless the message asks for a tool or speaks of the past; it is heard even then when
    something says that it is happening. A weak sign needs that, or help asked for, or a second one.
    """
    said = signs_said(text)
    if NEVER in said:
        return None
    under_way = "maintenant" in said
    elsewhere = "ordinaire" in said or "passe" in said
    if under_way or not elsewhere:
        kind = _most(said, "forts", 1)
        if kind:
            return kind
    if elsewhere:
        return None
    at_hand = under_way or "appel" in said or "sur_place" in said
    return _most(said, "faibles", 1 if at_hand else 2)


def _most(said: dict[str, list[str]], strength: str, least: int) -> Emergency | None:
    """The kind with most signs, of those that have so many of that strength; of two that have as many, the first."""
    kinds = [kind for kind in _rules().emergencies if len(said.get(f"{kind}.{strength}", ())) >= least]
    if not kinds:
        return None
    best = max(kinds, key=lambda kind: 2 * len(said.get(f"{kind}.forts", ())) + len(said.get(f"{kind}.faibles", ())))
    return _rules().emergencies[best]
