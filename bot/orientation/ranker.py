"""The ranker as it is served: evidence, fusion and decision of one training, and the reading of one need."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import joblib
import numpy as np
from numpy.typing import NDArray

from bot.catalogue.schema import Audience
from bot.orientation import behind
from bot.orientation.classifiers import NothingClassifier
from bot.orientation.decision import ASK_BELOW, MAX_SHOWN, RIVAL, Decision
from bot.orientation.eligibility import Conditions, eligible_share
from bot.orientation.evidence import Evidence
from bot.orientation.experiences import Experiences
from bot.orientation.explain import reason
from bot.orientation.fusion import Fusion
from bot.orientation.near import Near
from bot.orientation.question import KEPT, Clarification, clarify
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
    spelling: Spelling

    @property
    def classes(self) -> list[str]:
        """Ids in the order of the corpus's labels: the solutions', then the doors'."""
        return [*self.ids, *self.doors]

    def prepare(self, text: str) -> str:
        """What the ranking reads of a need: see :func:`prepare_need`; misspelt words are followed by the right ones."""
        return self.spelling.expand(prepare_need(text))


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
        model = self._trained
        _, probabilities, door = self._reading(model.prepare(need.text))
        shares = np.array([self._share(key, need) for key in model.ids])
        odds = probabilities[0] / (1 - np.minimum(probabilities[0], 1 - 1e-6)) * shares
        final = odds / (1 + odds)
        order = [int(position) for position in np.argsort(-final, kind="stable") if shares[position] > 0]
        ranked = [(model.ids[position], round(float(final[position]), 4)) for position in order]
        return self._decide(ranked, float(probabilities[0].max()), door)

    def _read(self, text: str) -> tuple[Vectors, NDArray[np.float64], tuple[int, float]]:
        """Embedding, probabilities (1 x solutions) and likeliest door, with its share, of a prepared text."""
        model = self._trained
        vector = self._embedder.queries([text])
        features = model.evidence.features([text])
        table, marks = model.evidence.table([text], vector, features)
        fused, count = model.fusion.scores(table), len(model.ids)
        outside = model.nothing.scores(features, model.evidence.centre(vector))
        close = model.near.marks(model.evidence.centre(vector), fused)
        marks = np.hstack([marks, outside, behind.marks(fused, count), close])
        return vector, model.decision.read(fused[:, :count], marks)[1], behind.best(fused, count)

    def _share(self, key: str, need: Need) -> float:
        if key in need.excluded:
            return 0.0
        return eligible_share(self._trained.conditions[key], need.audience, need.territory, need.population)

    def _decide(self, ranked: list[tuple[str, float]], surest: float, door: tuple[int, float]) -> Match:
        decision = self._trained.decision
        best = tuple(ranked[:KEPT])
        position, share = door
        if not ranked or surest < decision.none_below or share >= behind.WINS and surest < SURE:
            return Match("none", 0, best, door=self._trained.doors[position] if share >= behind.SHARE else None)
        shown = max(1, min(MAX_SHOWN, sum(score >= decision.show_above for _, score in ranked)))
        missed = float(np.prod([1 - score for _, score in ranked[:MAX_SHOWN]]))
        if 1 - missed < ASK_BELOW and len(ranked) > 1 and ranked[1][1] >= RIVAL * ranked[0][1]:
            return Match("ask", 0, best, clarify(ranked, self._trained.purposes))
        return Match("answer", shown, best)

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
