"""The one useful question: close candidates on one thing, told apart in people's words; else a guess, said as one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.catalogue.schema import Solution
from bot.texts import texts

MAX_CHOICES = 4
"""Choices besides "something else": what a person reads at a glance."""

MIN_SHARE = 0.15
"""A candidate under this share of the best one's probability isn't worth a choice."""

ALIKE = 0.2
"""Cosine of two solutions' needs from which they are about one thing, when they share no theme."""

KEPT = 10

Kindred = Mapping[str, frozenset[str]]
"""For each solution those that are about the same thing."""


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

    @property
    def offered(self) -> tuple[str, ...]:
        """Ids behind the choices, "something else" left out."""
        return tuple(choice.solutions[0][0] for choice in self.choices[:-1])

    @property
    def hedged(self) -> bool:
        """Whether it is a guess to be confirmed rather than a choice between several."""
        return len(self.choices) == 2


def kindred(likenesses: NDArray[np.float32], solutions: Sequence[Solution]) -> dict[str, frozenset[str]]:
    """Which solutions are about one thing: a theme in common, or needs that are alike (cosines, same order)."""

    def together(first: int, second: int) -> bool:
        shared = set(solutions[first].themes) & set(solutions[second].themes)
        return first != second and (bool(shared) or float(likenesses[first, second]) >= ALIKE)

    every = range(len(solutions))
    return {
        item.id: frozenset(solutions[other].id for other in every if together(number, other))
        for number, item in enumerate(solutions)
    }


def _chosen(first: str, ranked: Sequence[tuple[str, float]]) -> tuple[tuple[str, float], ...]:
    """The ranking once the person said that ``first`` is what they look for."""
    own = next(item for item in ranked if item[0] == first)
    return (own, *(item for item in ranked if item[0] != first))[:KEPT]


def clarify(ranked: Sequence[tuple[str, float]], purposes: Mapping[str, str], kindred: Kindred) -> Clarification:
    """Ask between the best candidates (``ranked``: id and probability, best first, more than ten) on one thing.

    What isn't about the same thing as the best one is no choice; when nothing else is, the best one is proposed alone.
    """
    worth = [key for key, score in ranked[:MAX_CHOICES] if score >= MIN_SHARE * ranked[0][1]]
    best, *others = worth if len(worth) > 1 else [key for key, _ in ranked[:2]]
    asked = [best, *(key for key in others if key in kindred.get(best, frozenset()))]
    return _asked(asked, ranked, purposes, "plusieurs") if len(asked) > 1 else guess(ranked, purposes)


def guess(ranked: Sequence[tuple[str, float]], purposes: Mapping[str, str]) -> Clarification:
    """The best candidate, proposed without claiming that it answers."""
    return _asked([ranked[0][0]], ranked, purposes, "doute")


def _asked(
    asked: Sequence[str], ranked: Sequence[tuple[str, float]], purposes: Mapping[str, str], way: str
) -> Clarification:
    said = texts(__file__).get(f"question.{way}")
    choices = [Choice(purposes[key][0].upper() + purposes[key][1:], _chosen(key, ranked)) for key in asked]
    rest = tuple(item for item in ranked if item[0] not in asked)[:KEPT]
    return Clarification(said["texte"], (*choices, Choice(said["autre"], rest)))
