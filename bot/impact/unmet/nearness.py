"""What the ranker knows of needs: where they stand, and what of the catalogue is nearest."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.impact.unmet.metric import Metric
from bot.orientation.ranker import Need, Ranker
from bot.sentences.embedding import Embedder, Vectors

SHOWN = 3


@dataclass(frozen=True)
class Near:
    """Ids of the nearest solutions and investigations, best first."""

    solutions: list[str]
    studies: list[str]


class Nearness(Protocol):
    """What a grouping asks; tests answer for themselves."""

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Unit rows whose cosines say how near the meanings are."""

    def near(self, texts: Sequence[str]) -> Near:
        """What is nearest to needs that mean the same."""


class RankerNearness:
    """The trained ranker's answer."""

    def __init__(self, folder: Path) -> None:
        """Load the model of a folder.

        Raises:
            ModelMissing: there is none.
        """
        trained = Ranker.load(folder).trained
        self._embedder = Embedder()
        self._ranker = Ranker(trained, self._embedder)
        corpus, evidence = trained.evidence.corpus, trained.evidence
        self._metric = Metric.fit(corpus.example_vectors, corpus.example_labels, evidence.mean)

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Embedded as the ranker reads needs."""
        prepare = self._ranker.trained.prepare
        return self._metric(self._embedder.queries([prepare(text) for text in texts]))

    def near(self, texts: Sequence[str]) -> Near:
        """Solutions by the sum of their probabilities over the texts, studies by how often they come."""
        scores: Counter[str] = Counter()
        studies: Counter[str] = Counter()
        for text in texts:
            for key, score in self._ranker.match(Need(text)).solutions:
                scores[key] += score  # type: ignore[assignment]
            studies.update(self._ranker.experiences(text))
        best = [key for key, _ in scores.most_common(SHOWN)]
        return Near(best, [key for key, _ in studies.most_common(SHOWN)])
