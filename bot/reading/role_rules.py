"""Who speaks by the rules alone: the bodies and jobs that a text mentions, and how plainly each is its author's.

A text is read clause by clause. Each body or job that it mentions (``roles.yml``) gets a strength from the words
around it. What belongs to somebody else gets none.
"""

from dataclasses import dataclass

from bot.reading.role_attribution import NONE, strength
from bot.reading.role_mentions import OTHER, Clause, Mention, clauses, mentions
from bot.territory import population_said

_TOWN = ("commune", "habitant", OTHER)


@dataclass(frozen=True)
class Heard:
    """What the rules hear in a text."""

    clauses: tuple[Clause, ...]
    mentions: tuple[Mention, ...]
    strengths: tuple[int, ...]
    """One a mention."""

    role: str | None
    """What they make of it, :data:`~bot.reading.role_mentions.OTHER` included."""


def hear(text: str) -> Heard:
    """Read a text by the rules."""
    said = clauses(text)
    found = mentions(said)
    strengths = tuple(strength(mention) for mention in found)
    return Heard(tuple(said), tuple(found), strengths, _role(text, found, strengths))


def _role(text: str, found: list[Mention], strengths: tuple[int, ...]) -> str | None:
    best: Mention | None = None
    most = NONE
    for mention, plain in zip(found, strengths):
        if plain > most or (best and plain == most and _more_particular(mention, best)):
            best, most = mention, plain
    if best is None and any(mention.kind == "commune" and mention.sort == "corps" for mention in found):
        return "commune" if _sized(text, found) else None
    return best.kind if best else None


def _more_particular(mention: Mention, best: Mention) -> bool:
    """Said as plainly: the CCAS rather than its town, the body rather than the trade ("médecin au département")."""
    if best.kind == OTHER:
        return best.sort == "metiers" and mention.kind not in _TOWN
    if best.said == "spanc":
        return mention.sort == "corps" and mention.kind in ("syndicat", "commune")
    if best.said.startswith("benevole"):
        return mention.sort == "corps" and mention.kind not in _TOWN
    return mention.kind == "ccas" and best.kind == "commune" and best.sort == "corps"


def _sized(text: str, found: list[Mention]) -> bool:
    """A size said of one's place, which has a mairie, and no other body: "75 habitants, pas de wifi à la mairie"."""
    return all(mention.kind in _TOWN for mention in found) and population_said(text) is not None
