"""What a message says of the person: territory, role, size."""

from typing import Any

from bot.reading.roles import role_said
from bot.territory import Territory, population_said, resolve

MOST_HOMONYMS = 4


def _reference(place: Territory) -> dict[str, str]:
    return {"kind": place.kind, "code": place.code, "name": place.name}


def fields_said(text: str, asked: bool = False) -> dict[str, Any]:
    """Fields of a text: ``territoire``, ``homonymes`` (places of one name), ``role``, ``population``; unsaid: absent.

    Args:
        text: what was typed.
        asked: it is a bare place or role, read with more trust.
    """
    found: dict[str, Any] = {}
    resolution = resolve(text, asked=asked)
    if resolution.territory:
        found["territoire"] = _reference(resolution.territory)
    elif resolution.status == "ambiguous" and asked:
        found["homonymes"] = [_reference(item) for item in resolution.candidates[:MOST_HOMONYMS]]
    role = role_said(text)
    if role:
        found["role"] = role
    population = population_said(text)
    if population is not None:
        found["population"] = float(population)
    return found
