"""The ranker as it is served: evidence, fusion and decision of one training, and the reading of one need."""

import json
import operator
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import joblib
import numpy as np
from numpy.typing import NDArray

from bot.catalogue.schema import Audience
from bot.orientation import behind
from bot.orientation.approaching import Approaching, JudgedPairs
from bot.orientation.classifiers import NothingClassifier
from bot.orientation.decision import MAX_SHOWN, Decision
from bot.orientation.eligibility import Conditions, eligible_share
from bot.orientation.evidence import Evidence
from bot.orientation.experiences import Experiences
from bot.orientation.explain import reason
from bot.orientation.fusion import Fusion
from bot.orientation.near import Near
from bot.orientation.question import KEPT, Clarification, Kindred, clarify, guess
from bot.orientation.shared import Shared
from bot.orientation.situation import prepare_need, without_situation
from bot.orientation.spelling import Spelling
from bot.orientation.text import stems
from bot.sentences.embedding import Embedder, Vectors
from bot.territory import Territory

Verdict = Literal["answer", "ask", "none"]
READINGS = 4
"""A turn asks several things of the same text; no more of what people say is kept than a few turns need."""

SURE = 0.8
"""A solution at least this probable is answered with, whatever door is like the message."""

NEAR_AMONG = 5
"""Rank down to which what comes near is looked for."""

NEAR_BELOW = 0.35
"""A solution alone, less probable than this and more like its near misses than its needs, comes near and no more."""

MODEL_FILE = "ranker.joblib"
MANIFEST_FILE = "manifest.json"


@dataclass(frozen=True)
class Need:
    """What is known when a need is ranked."""

    text: str
    audience: Audience | None = None
    territory: Territory | None = None
    population: int | None = None
    """Inhabitants of the person's commune or EPCI, when said or known from the territory."""

    excluded: frozenset[str] = frozenset()
    """Solutions that the person refused."""


@dataclass(frozen=True)
class Match:
    """What the orientation decides for a need."""

    decision: Verdict
    shown: int
    """How many of ``solutions`` a conversation shows (0 to 3)."""

    solutions: tuple[tuple[str, float], ...]
    """The ten best: id and probability that it answers."""

    question: Clarification | None = None
    door: str | None = None
    """Who sees to it instead, when nothing fits: the id of a door."""

    near: tuple[str, ...] = ()
    """What comes near without answering, when nothing fits and no door does: two ids at most."""


class ModelMissing(Exception):
    """No trained ranker where one is expected; the message says how to make it."""


@dataclass
class Trained:
    """What a training writes, all of it."""

    ids: list[str]
    doors: list[str]
    """Ids of the doors, in the order of their classes, which come after those of the solutions."""

    conditions: dict[str, Conditions]
    evidence: Evidence
    fusion: Fusion
    decision: Decision
    purposes: dict[str, str]
    experiences: Experiences
    nothing: NothingClassifier
    near: Near
    approaching: Approaching
    kindred: Kindred
    spelling: Spelling

    @property
    def classes(self) -> list[str]:
        """Ids in the order of the corpus's labels: the solutions', then the doors'."""
        return [*self.ids, *self.doors]

    def prepare(self, text: str) -> str:
        """What the ranking reads of a need: see :func:`prepare_need`; misspelt words are followed by the right ones."""
        return self.spelling.expand(prepare_need(text))

    def read(self, texts: Sequence[str], vectors: Vectors) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Fused scores (needs x classes) and probabilities (needs x solutions) of prepared texts, embedded."""
        features, count = self.evidence.features(texts), len(self.ids)
        table, marks = self.evidence.table(texts, vectors, features)
        fused, centred = self.fusion.scores(table), self.evidence.centre(vectors)
        close = self.near.marks(centred, fused)
        outside = self.nothing.scores(features, centred)
        marks = np.hstack([marks, outside, behind.marks(fused, count), close])
        return fused, self.decision.read(fused[:, :count], marks)[1]

    def fit_approaching(self, texts: Sequence[str], vectors: Vectors, judged: JudgedPairs) -> None:
        """Learn what comes near from judged pairs, their texts prepared and embedded."""
        _, probabilities = self.read(texts, vectors)
        centred = self.evidence.centre(vectors)
        rows = [
            self.pair_features(text, vector, (key, float(chances[key])))
            for text, vector, chances, key in zip(texts, centred, probabilities, judged.keys)
        ]
        self.approaching.fit(np.vstack(rows), judged.near)

    def pair_features(self, text: str, vector: Vectors, pair: tuple[int, float]) -> NDArray[np.float64]:
        """See :meth:`Approaching.features`."""
        return self.approaching.features(self.evidence, self.near, text, vector, pair)


class Ranker:
    """A trained model with its embedder; safe to share between threads."""

    def __init__(self, trained: Trained, embedder: Embedder | None = None) -> None:
        self._trained = trained
        self._embedder = embedder or Embedder()
        self._reading = Shared(self._read, READINGS)
        self._vectors = Shared(lambda text: self._embedder.queries([text]), READINGS)

    @classmethod
    def load(cls, folder: Path) -> "Ranker":
        """Read the model of a folder.

        Raises:
            ModelMissing: when there is none.
        """
        path = folder / MODEL_FILE
        if not path.exists():
            raise ModelMissing(f"no ranker in {folder}: run `make train`")
        return cls(joblib.load(path))

    @property
    def trained(self) -> Trained:
        """What was trained, for those who measure it."""
        return self._trained

    def nearest_examples(self, text: str) -> NDArray[np.float32]:
        """Centred cosine of a prepared text with each example need, in the corpus's order."""
        cosines: NDArray[np.float32] = self._trained.evidence.example_cosines(self._reading(text)[0])[0]
        return cosines

    @property
    def ids(self) -> frozenset[str]:
        """Ids of the solutions that it ranks."""
        return frozenset(self._trained.ids)

    @property
    def bar(self) -> float:
        """Probability under which a solution is not shown."""
        return self._trained.decision.show_above

    @property
    def embedder(self) -> Embedder:
        """The sentence model, for others of this process."""
        return self._embedder

    def vector(self, text: str) -> Vectors:
        """The embedding of a text as it stands (1 x 384); asked again within a turn, it is known."""
        return self._vectors(text)

    def read_ahead(self, text: str) -> None:
        """Read a text that may soon be asked about; an action that asks meanwhile waits for this reading."""
        if stems(text):
            self._reading(self._trained.prepare(text))

    def match(self, need: Need) -> Match:
        """Rank the catalogue for a need and decide."""
        if not stems(need.text):
            return Match("none", 0, ())
        model, text = self._trained, self._trained.prepare(need.text)
        _, probabilities, door = self._reading(text)
        shares = np.array([self._share(key, need) for key in model.ids])
        odds = probabilities[0] / (1 - np.minimum(probabilities[0], 1 - 1e-6)) * shares
        final = odds / (1 + odds)
        order = [int(position) for position in np.argsort(-final, kind="stable") if shares[position] > 0]
        ranked = [(model.ids[position], round(float(final[position]), 4)) for position in order]
        return self._decide(text, ranked, float(probabilities[0].max()), door)

    def _read(self, text: str) -> tuple[Vectors, NDArray[np.float64], tuple[int, float]]:
        """Embedding, probabilities (1 x solutions) and likeliest door, with its share, of a prepared text."""
        vector = self._embedder.queries([text])
        fused, probabilities = self._trained.read([text], vector)
        return vector, probabilities, behind.best(fused, len(self._trained.ids))

    def _share(self, key: str, need: Need) -> float:
        if key in need.excluded:
            return 0.0
        return eligible_share(self._trained.conditions[key], need.audience, need.territory, need.population)

    def _decide(self, text: str, ranked: list[tuple[str, float]], surest: float, door: tuple[int, float]) -> Match:
        """What is done of a ranking (``surest``: before who asks and where were weighed)."""
        model, best = self._trained, tuple(ranked[:KEPT])
        position, share = door
        named = model.doors[position] if share >= behind.SHARE else None
        score = ranked[0][1] if ranked else 0.0
        verdict = model.decision.verdict([one for _, one in ranked], surest)
        if verdict == "none" or share >= behind.WINS and surest < SURE:
            return Match("none", 0, best, door=named, near=() if named else self._near(text, best))
        if verdict == "ask":
            return Match("ask", 0, best, clarify(ranked, model.purposes, model.kindred))
        if named is None and score < NEAR_BELOW:
            near = self._near(text, best[:1], like_misses=score >= model.decision.show_above)
            if near:
                return Match("none", 0, best, near=near)
        if verdict == "guess":
            return Match("ask", 0, best, guess(ranked, model.purposes))
        return Match("answer", sum(one >= model.decision.show_above for _, one in ranked[:MAX_SHOWN]), best)

    def _near(self, text: str, ranked: Sequence[tuple[str, float]], like_misses: bool = False) -> tuple[str, ...]:
        """Which of the best come near a prepared text; ``like_misses``: those whose near misses are likest to it."""
        model = self._trained
        vector = model.evidence.centre(self._reading(text)[0])[0]
        pairs = [(model.ids.index(key), score) for key, score in ranked[:NEAR_AMONG]]
        if like_misses:
            pairs = [pair for pair in pairs if operator.gt(*model.near.likeness(pair[0], vector))]
        if not pairs:
            return ()
        features = [model.pair_features(text, vector, pair) for pair in pairs]
        return tuple(model.ids[pairs[row][0]] for row in model.approaching.chosen(np.vstack(features)))

    def experiences(self, need: str) -> list[str]:
        """Ids of the ended studies that looked at this problem (most needs have none)."""
        text = self._trained.prepare(need)
        return self._trained.experiences.near(text, self._reading(text)[0])

    def reason(self, need: str, solution: str) -> str:
        """Why this solution, in one sentence tied to the need's words."""
        need = without_situation(need)  # who asks and where is no reason
        weights = self._trained.evidence.word_weights(self._trained.ids.index(solution), need)
        return reason(need, self._trained.purposes[solution], weights)


def manifest(folder: Path) -> dict[str, str]:
    """What the last training wrote of itself (its inputs' hash), or nothing."""
    path = folder / MANIFEST_FILE
    if not (path.exists() and (folder / MODEL_FILE).exists()):
        return {}
    loaded: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return loaded
