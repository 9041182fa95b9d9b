"""The passages of some services' files that answer a question, best first."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import joblib
import numpy as np

from bot.answers.answered import marks
from bot.answers.model import Trained
from bot.answers.passages import Passage
from bot.answers.sheets import KINDS
from bot.sentences.embedding import Embedder, Vectors

MODEL_FILE = "answers.joblib"

SURE = 0.95
"""``Found.answered`` from which the best passage is told as the answer.

So is, wrongly, one or two in a hundred of the questions that a service's file doesn't answer.
"""

NOT_SAID = 0.3
"""``Found.answered`` under which the file is said not to hold the answer: so is one answered question in twenty.

Between the two, the best passages are told as the nearest thing that the file says. Measured on the 330
questions of the evaluation.
"""

LIKELY_KIND = 0.35
"""Probability from which the question is said to be of a kind."""

LONGEST = 500
"""Characters of a question that are read."""


class AnswersMissing(Exception):
    """No trained model where one is expected; the message says how to make it."""


@dataclass(frozen=True)
class Found:
    """What the files hold on a question."""

    kind: str | None
    """The kind of question, when one is likely."""

    kinds: tuple[tuple[str, float], ...]
    """Every kind with its probability, likeliest first."""

    ranked: tuple[tuple[Passage, float], ...]
    """Every passage with its probability to answer, best first."""

    answered: float
    """Probability that the file of the best passage holds the answer."""

    asks: float = 0.0
    """Probability that the message is such a question at all, by its words: neither a need nor a reply to us."""


class Answers:
    """A trained model with its embedder; safe to share between threads."""

    def __init__(self, trained: Trained, embedder: Embedder | None = None) -> None:
        self._trained = trained
        self._embedder = embedder or Embedder()

    @classmethod
    def load(cls, folder: Path, embedder: Embedder | None = None) -> "Answers":
        """Read the model of a folder.

        Raises:
            AnswersMissing: when there is none.
        """
        path = folder / MODEL_FILE
        if not path.exists():
            raise AnswersMissing(f"no answers in {folder}: run `make train`")
        return cls(joblib.load(path), embedder)

    @property
    def trained(self) -> Trained:
        """What was trained, for those who measure it."""
        return self._trained

    def knows(self, service: str) -> bool:
        """Whether the model was trained with a service's file."""
        return service in self._trained.sheets

    def passages(self, service: str) -> tuple[Passage, ...]:
        """The passages of a service's file.

        Raises:
            KeyError: a service that the model wasn't trained with.
        """
        return tuple(self._trained.sheets[service].passages)

    def nearest_sentence(self, passage: Passage, vector: Vectors) -> int:
        """Which sentence of a passage (:func:`bot.answers.views.sentences`) is nearest to a question's embedding."""
        sheet = self._trained.sheets[passage.service]
        at = sheet.passages.index(passage)
        ends = [*sheet.sentence_starts[1:], len(sheet.sentences)]
        said = sheet.sentences[sheet.sentence_starts[at] : ends[at]]
        return int(np.argmax(said @ self._trained.judge.reader.centre(vector)[0]))

    def find(self, question: str, ids: Sequence[str], vector: Vectors | None = None) -> Found:
        """Rank the passages of these services for a question.

        ``vector`` is the embedder's for this very question (1 x 384), when it was computed already.

        Raises:
            KeyError: a service that the model wasn't trained with.
        """
        model, text = self._trained, " ".join(question.split())[:LONGEST]
        sheets = [model.sheets[service] for service in dict.fromkeys(ids)]
        if vector is None:
            vector = self._embedder.queries([text])
        if not sheets:
            return Found(None, (), (), 0.0)
        read = model.judge.reader.read([text], vector)
        scored = model.judge.scored(text, vector, sheets, model.words, read)
        held = model.answered.answered(np.array([marks(one, sheet, model.words) for one, sheet in zip(scored, sheets)]))
        chances = model.answered.passages(scored, held)
        ranked = [
            (passage, float(chance))
            for sheet, some in zip(sheets, chances)
            for passage, chance in zip(sheet.passages, some)
        ]
        ranked.sort(key=lambda pair: -pair[1])
        answered = float(held[int(np.argmax([some.max() for some in chances]))])
        kinds = sorted(zip(KINDS, map(float, scored[0].kinds)), key=lambda pair: -pair[1])
        kind = kinds[0][0] if kinds[0][1] >= LIKELY_KIND else None
        return Found(kind, tuple(kinds), tuple(ranked), answered, model.asks.chance(text, read))
