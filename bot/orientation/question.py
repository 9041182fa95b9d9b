"""The one useful question: the close candidates, told apart in people's words, and "something else"."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.texts import texts

MAX_CHOICES = 4
"""Choices besides "something else": what a person reads at a glance."""

MIN_SHARE = 0.15
"""A candidate under this share of the best one's probability isn't worth a choice."""

KEPT = 10


@dataclass(frozen=True)
class Choice:
    """What the person may pick, and the ten best solutions once it is picked (id, probability)."""

    title: str
    solutions: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Clarification:
    """A question with its choices."""

    text: str
    choices: tuple[Choice, ...]


def _chosen(first: str, ranked: Sequence[tuple[str, float]]) -> tuple[tuple[str, float], ...]:
    """The ranking once the person said that ``first`` is what they look for."""
    own = next(item for item in ranked if item[0] == first)
    return (own, *(item for item in ranked if item[0] != first))[:KEPT]


def clarify(ranked: Sequence[tuple[str, float]], purposes: Mapping[str, str]) -> Clarification:
    """Ask between the best candidates (``ranked``: id and probability, best first, more than ten)."""
    say = texts(__file__).say
    worth = [key for key, score in ranked[:MAX_CHOICES] if score >= MIN_SHARE * ranked[0][1]]
    asked = worth if len(worth) > 1 else [key for key, _ in ranked[:2]]
    choices = [Choice(purposes[key][0].upper() + purposes[key][1:], _chosen(key, ranked)) for key in asked]
    rest = tuple(item for item in ranked if item[0] not in asked)[:KEPT]
    choices.append(Choice(say("question.autre"), rest))
    return Clarification(say("question.texte"), tuple(choices))
