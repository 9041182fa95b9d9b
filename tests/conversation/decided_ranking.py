"""A ranking that tests decide."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from bot.catalogue import load_valid
from bot.catalogue.schema import Solution
from bot.orientation import Choice, Clarification, Match, Need
from bot.reading.naming import Names
from bot.settings import get_settings

NOTHING = Match("none", 0, ())


def answer(*keys: str, score: float = 0.9) -> Match:
    """A sure list of these solutions."""
    return Match("answer", min(3, len(keys)), tuple((key, score - 0.01 * rank) for rank, key in enumerate(keys)))


def ask(first: str, second: str, *rest: str) -> Match:
    """A question between two."""
    ranked = tuple((key, 0.4 - 0.01 * rank) for rank, key in enumerate((first, second, *rest)))
    choices = (Choice("Le premier but", ranked), Choice("Le second but", (ranked[1], ranked[0], *ranked[2:])),
               Choice("Autre chose", ranked[2:]))  # fmt: skip
    return Match("ask", 0, ranked, Clarification("Que cherchez-vous ?", choices))


@lru_cache(maxsize=1)
def known_names() -> Names:
    """The names of the real catalogue."""
    solutions = load_valid(get_settings().data_dir / "catalogue").solutions
    examples = (text for item in solutions.values() for text in item.examples)
    return Names({key: item.name for key, item in solutions.items()}, examples)


@dataclass
class Ranking:
    """The public face of the ranker: what a test has put under a word of the need, nothing otherwise."""

    solutions: Mapping[str, Solution]
    answers: dict[str, Match] = field(default_factory=dict)
    bar: float = 0.3
    seen: list[Need] = field(default_factory=list)

    @property
    def ids(self) -> frozenset[str]:
        """What it ranks."""
        return frozenset(self.solutions) | {key for match in self.answers.values() for key, _ in match.solutions}

    @property
    def names(self) -> Names:
        """As the training makes them."""
        return known_names()

    def match(self, need: Need) -> Match:
        """The answer of the last word said that has one, less what is excluded."""
        self.seen.append(need)
        places = {need.text.rfind(word): match for word, match in self.answers.items() if word in need.text}
        if not places:
            return NOTHING
        found = places[max(places)]
        kept = tuple(item for item in found.solutions if item[0] not in need.excluded)
        if not kept:
            return NOTHING
        return Match(found.decision, min(found.shown, len(kept)), kept, found.question)

    def experiences(self, need: str) -> list[str]:
        """A study for one word."""
        return ["anct-pni-vigie-fonciere"] if "foncier" in need else []

    def reason(self, need: str, solution: str) -> str:
        """A recognisable reason."""
        return f"Raison de {solution}."
