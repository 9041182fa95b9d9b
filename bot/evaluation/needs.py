"""The development needs, as the evaluation reads them: parsed, with their right answers and their groups."""

import json
from dataclasses import dataclass
from pathlib import Path

from bot.orientation.match import parse_line
from bot.orientation.ranker import Need

TESTIMONY = frozenset({"plainte", "anecdote", "argent-loi", "sous-entendu", "relaye", "emotion", "symptome"})
"""Styles in which people really voice a difficulty; the others are those of a written request."""

SIZES = ((0, "taille inconnue"), (500, "moins de 500"), (3_500, "500 à 3 500"), (20_000, "3 500 à 20 000"))
"""Upper bounds of population, with the group's name."""


@dataclass(frozen=True)
class Case:
    """One need of the set."""

    key: str
    need: Need
    gold: frozenset[str]
    """Ids that answer it; empty when nothing does."""
    style: str
    """Empty in the sets of real voices, which don't tell it."""

    @property
    def manner(self) -> str:
        """Whether it is told as in a testimony, or asked as in a request."""
        return "témoignages" if self.style in TESTIMONY else "demandes"

    @property
    def size(self) -> str:
        """Group of population of the person's commune or EPCI."""
        population = self.need.population
        if population is None:
            return SIZES[0][1]
        return next((name for bound, name in SIZES[1:] if population < bound), "20 000 et plus")


def read(path: Path) -> list[Case]:
    """Every line of a set (see ``data/evaluation``)."""
    cases = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        key, need = parse_line(line)
        cases.append(Case(str(key), need, frozenset(row["gold"]), row.get("style", "")))
    return cases
