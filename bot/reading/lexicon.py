"""The catalogue's words, as a reading knows them: ``models/reading/lexicon.json``, which the training writes."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from bot.reading.naming import Known, Names
from bot.reading.words import roots

FILE = "lexicon.json"
UNKNOWN = 4.0
"""Weight of a root that no file holds."""


@dataclass(frozen=True)
class Lexicon:
    """Names, words and operators of every service."""

    known: Mapping[str, Known]
    words: Mapping[str, frozenset[str]]
    """Roots of what each service's file says, by its id."""

    vocabulary: Mapping[str, frozenset[str]]
    """Roots of the words of the problem that it answers."""

    operators: Mapping[str, frozenset[str]]
    """Folded names of those who carry it."""

    weights: Mapping[str, float]
    """How much each root tells: what every file holds tells little."""

    everyday: frozenset[str]
    spoken: frozenset[str]

    @cached_property
    def names(self) -> Names:
        """The names, ready to be looked for."""
        return Names(self.known, self.everyday, self.spoken)

    def weight(self, root: str) -> float:
        """How much a root tells."""
        return self.weights.get(root, UNKNOWN)

    def share(self, said: Iterable[str], ids: Iterable[str]) -> float:
        """Share of what these roots tell that the files of these services hold (0 when there are none)."""
        told = list(said)
        total = sum(map(self.weight, told))
        held = frozenset().union(*(self.words.get(key, frozenset()) for key in ids))
        return sum(self.weight(root) for root in told if root in held) / total if total else 0.0

    def problem_share(self, said: Iterable[str]) -> float:
        """Share of what these roots tell that some service's problem is told in (its vocabulary)."""
        told = list(said)
        total = sum(map(self.weight, told))
        return sum(self.weight(root) for root in told if root in self._problems) / total if total else 0.0

    @cached_property
    def _problems(self) -> frozenset[str]:
        return frozenset().union(*self.vocabulary.values())

    def best_share(self, said: Iterable[str], but: Iterable[str] = ()) -> float:
        """The best share of one service, some left out."""
        told, out = list(said), set(but)
        return max((self.share(told, (key,)) for key in self.words if key not in out), default=0.0) if told else 0.0

    def as_json(self) -> dict[str, Any]:
        """Its JSON form."""
        return {
            "services": {
                key: {
                    "names": list(item.names),
                    "hosts": list(item.hosts),
                    "words": sorted(self.words[key]),
                    "vocabulary": sorted(self.vocabulary[key]),
                    "operators": sorted(self.operators[key]),
                }
                for key, item in self.known.items()
            },
            "weights": {root: round(weight, 3) for root, weight in sorted(self.weights.items())},
            "everyday": sorted(self.everyday),
            "spoken": sorted(self.spoken),
        }

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> "Lexicon":
        """Read its JSON form."""
        services = content["services"]

        def sets(name: str) -> dict[str, frozenset[str]]:
            return {key: frozenset(item[name]) for key, item in services.items()}

        return cls(
            {key: Known(tuple(item["names"]), tuple(item["hosts"])) for key, item in services.items()},
            sets("words"), sets("vocabulary"), sets("operators"), content["weights"],
            frozenset(content["everyday"]), frozenset(content["spoken"]),
        )  # fmt: skip

    @classmethod
    def load(cls, folder: Path) -> "Lexicon":
        """Read the file of a folder.

        Raises:
            FileNotFoundError: nothing was trained.
        """
        return cls.of(json.loads((folder / FILE).read_text(encoding="utf-8")))


def telling(text: str) -> list[str]:
    """Roots of a text, each once."""
    return list(dict.fromkeys(roots(text)))
