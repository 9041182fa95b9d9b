"""What a message says of the person: territory, role, size."""

from typing import Any

from bot.reading.roles import role_said
from bot.territory import Resolution, Territory, correction, population_said, resolve

MOST_HOMONYMS = 4


def _reference(place: Territory) -> dict[str, str]:
    return {"kind": place.kind, "code": place.code, "name": place.name}


def _candidates(resolution: Resolution) -> list[dict[str, str]]:
    """Places between which the text doesn't decide, with why; ``more`` when others could be meant too."""
    why = {"reason": resolution.reason or "name", **({"more": "1"} if resolution.more else {})}
    return [{**_reference(place), **why} for place in resolution.candidates[:MOST_HOMONYMS]]


def fields_said(text: str, asked: bool = False, place: Territory | None = None) -> dict[str, Any]:
    """Fields of a text, absent when unsaid.

    ``territoire``, ``homonymes`` (places that it may mean), ``repere`` (a well-known place that is no territory),
    ``role``, ``population``.

    Args:
        text: what was typed.
        asked: it is a bare place or role, read with more trust.
        place: where the person is, as far as is known: only a place that is stated replaces it, no mere mention, and a
            département that it lies in only when that corrects it.
    """
    found: dict[str, Any] = {}
    resolution = resolve(text, asked=asked, hint=place)
    corrected = correction(text, place) if place else None
    if corrected:
        found["territoire"] = _reference(corrected)
    elif resolution.territory and (place is None or resolution.stated):
        found["territoire"] = _reference(resolution.territory)
    elif resolution.status == "ambiguous" and asked:
        found["homonymes"] = _candidates(resolution)
    elif resolution.landmark and asked:
        found["repere"] = resolution.landmark
    role = role_said(text)
    if role:
        found["role"] = role
    population = population_said(text)
    if population is not None:
        found["population"] = float(population)
    return found
