"""What comes near a need without answering it: the same subject, so that saying what it doesn't do is of some use.

Whether a pair is near is learnt from pairs that were judged (``data/orientation/near-judged.jsonl``:
``{"text", "solution", "near"}``), with messages that nothing answers.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from bot.catalogue.schema import NOT_USABLE, Solution
from bot.orientation.evidence import Evidence
from bot.orientation.near import Near
from bot.orientation.text import stems
from bot.sentences.embedding import Vectors

Floats = NDArray[np.float64]

MOST = 2
"""Solutions shown as near at most."""

JUSTIFIED = 0.8
"""Share of the pairs shown as near that must be so, on pairs unseen when it was learnt."""

LEAST_SHOWN = 10
"""A bar that fewer of the judged pairs pass says nothing of the share."""

LEAST_ODDS, TELLING, MOST_WEIGHT, MOST_WORDS = 0.01, 2.5, 8.0, 4
"""Under this probability all are alike; BM25 weight from which a word tells something, and beyond which it tells no
more; so many telling words are enough."""

_NO_BAR = float("inf")


@dataclass(frozen=True)
class Subjects:
    """What each solution is about, and what its file says that it doesn't do, in words.

    What can't be used has none: it helps nobody to hear that it comes near.
    """

    about: tuple[frozenset[str], ...]
    """Words of its name, its purpose and the problem."""

    limits: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, solutions: Sequence[Solution]) -> "Subjects":
        """Those of the solutions, in the ranker's order."""
        usable = [item.status not in NOT_USABLE for item in solutions]
        about = [" ".join([item.name, item.purpose, ", ".join(item.vocabulary)]) for item in solutions]
        limits = [" ".join(item.limits) for item in solutions]
        return cls(
            tuple(frozenset(stems(text)) if fit else frozenset() for text, fit in zip(about, usable)),
            tuple(frozenset(stems(text)) if fit else frozenset() for text, fit in zip(limits, usable)),
        )

    def shared(self, evidence: Evidence, key: int, text: str) -> tuple[float, float, float]:
        """What a prepared text shares with a solution: the BM25 weight of the most telling word of its subject, that of
        its limits, and how many telling words of its file."""
        weights = evidence.word_weights(key, text)

        def best(words: frozenset[str]) -> float:
            return min(max((weight for word, weight in weights.items() if word in words), default=0.0), MOST_WEIGHT)

        telling = sum(weight > TELLING for weight in weights.values())
        return best(self.about[key]), best(self.limits[key]), float(min(telling, MOST_WORDS))


@dataclass(frozen=True)
class JudgedPairs:
    """Pairs that people judged, aligned."""

    texts: list[str]
    keys: list[int]
    """Numbers of the solutions."""

    near: NDArray[np.bool_]

    @classmethod
    def read(cls, path: Path, position: Mapping[str, int]) -> "JudgedPairs":
        """Read a file; pairs with a solution that the catalogue hasn't are left out."""
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        rows = [row for row in rows if row["solution"] in position]
        near = np.array([row["near"] for row in rows], dtype=bool)
        return cls([row["text"] for row in rows], [position[row["solution"]] for row in rows], near)


class Approaching:
    """Judges pairs of a need and a solution."""

    def __init__(self, subjects: Subjects) -> None:
        self._subjects = subjects
        self._judge: Pipeline = make_pipeline(StandardScaler(), LogisticRegression(C=0.3, max_iter=1000))
        self.bar = _NO_BAR
        """Score from which a solution is said to be near; infinite until enough was judged."""

    def features(self, evidence: Evidence, near: Near, text: str, vector: Vectors, pair: tuple[int, float]) -> Floats:
        """What tells of one pair: log-odds that it answers, likeness, and the words shared (see :class:`Subjects`).

        Args:
            evidence: of the same training.
            near: likenesses with near misses and examples.
            text: the need, prepared.
            vector: its centred embedding (384).
            pair: the solution's number, and the probability that it answers.
        """
        key, probability = pair
        odds = float(np.clip(probability, LEAST_ODDS, 1 - 1e-3))
        miss, example = near.likeness(key, vector)
        likeness = miss + example + evidence.nearest_view(key, vector)
        return np.array([np.log(odds / (1 - odds)), likeness, *self._subjects.shared(evidence, key, text)])

    def fit(self, features: Floats, right: NDArray[np.bool_]) -> "Approaching":
        """Learn from judged pairs (pairs x 5); the bar keeps :data:`JUSTIFIED` of those it lets through, unseen."""
        unseen = cross_val_predict(self._judge, features, right, cv=10, method="decision_function")
        self._judge.fit(features, right)
        order = np.argsort(-unseen, kind="stable")
        share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
        kept = [rank for rank in range(LEAST_SHOWN - 1, len(order)) if share[rank] >= JUSTIFIED]
        self.bar = float(unseen[order[kept[-1]]]) if kept else _NO_BAR
        return self

    def chosen(self, features: Floats) -> list[int]:
        """Which pairs (pairs x 5) are near enough to be shown, the nearest first, :data:`MOST` of them."""
        scores: Floats = self._judge.decision_function(features)
        shown = (scores >= self.bar) & (features[:, 2] > 0)  # without a word of the subject it is another one
        return [int(row) for row in np.argsort(-scores, kind="stable") if shown[row]][:MOST]
