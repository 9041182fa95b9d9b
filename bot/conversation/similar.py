"""Which of the collectivities that the files name are like the person's: of the same région, or of a like size."""

import re
from collections.abc import Sequence
from functools import lru_cache

from bot.conversation.wording import say
from bot.reading.state import State
from bot.territory import Territory, resolve

_BETWEEN = re.compile(r"[,;()]|\bet\b|\bpuis\b|\bavec\b")
_AREA = re.compile(r"\b(?:[A-ZÉÈÎ][\w’'-]+)(?:[ -](?:et|de|la|le|les|du|des|d|l|en|[A-ZÉÈÎ])[\w’'-]*)*")
_ALIKE = 3.0
"""A collectivity up to so many times bigger or smaller is of a like size."""


@lru_cache(maxsize=1000)
def partners(named: str) -> tuple[Territory, ...]:
    """The collectivities that a file names as partners; what the gazetteer doesn't know for sure is left out."""
    found = (resolve(part, asked=True).territory for part in _BETWEEN.split(named) if part.strip()[:1].isupper())
    return tuple(place for place in found if place)


@lru_cache(maxsize=1000)
def areas(usage: str) -> tuple[Territory, ...]:
    """The départements and régions that a sentence names (its communes may be ordinary words)."""
    found = (resolve(part.group(), asked=True).territory for part in _AREA.finditer(usage))
    return tuple(place for place in found if place and place.kind in ("departement", "region"))


def kinship(state: State, places: Sequence[Territory]) -> str | None:
    """What makes one of these places like the person's: ``region``, else ``taille``; None when nothing known does."""
    mine = state.place
    if mine and mine.region and any(place.region == mine.region for place in places):
        return "region"
    own = mine if mine and _is_theirs(state, mine) else None  # an area is where they are, not who they are
    size = state.population or (own.population if own else None)
    kind = own.kind if own else state.role or "commune"
    for place in places:
        if size and place.population and place.kind == kind and 1 / _ALIKE <= place.population / size <= _ALIKE:
            return "taille"
    return None


def _is_theirs(state: State, place: Territory) -> bool:
    """Whether a place is the collectivité of the person: a département or a region only when they say to be of it."""
    return (
        place.kind == state.role
        or place.kind in ("commune", "epci")
        and state.role in (None, "commune", "ccas", "epci")
    )


def near(kin: str | None) -> str:
    """What makes a collectivity like the person's, in brackets; nothing when nothing does."""
    return " " + say("pairs.region" if kin == "region" else "pairs.taille") if kin else ""
