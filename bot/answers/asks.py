"""Whether a message asks something of a service that is talked of, by its words alone: not a need, not a reply to us.

It learns from the questions that people typed about the services, against the example needs of the catalogue and the
other messages of conversations.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from bot.answers.kinds import SEED
from bot.catalogue.files import Catalogue
from bot.catalogue.schema import Solution
from bot.sentences.embedding import Vectors

QUESTION = "question"

STRENGTH = 3.0
"""Inverse of the regularisation."""

ASKED, NEED, TALKED = 1.0, 0.7, 2.5
"""Weights of a question on a service, of an example need, and of a message of a conversation."""

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Contrasts:
    """Messages beside the questions on services, told apart from them or added to them."""

    texts: tuple[str, ...]
    asks: tuple[bool, ...]
    weights: tuple[float, ...]
    vectors: Vectors
    """One row a text."""


def read_contrasts(catalogue: Catalogue, turns: Path) -> list[tuple[str, bool, float]]:
    """Example needs and messages of conversations (``data/reading/turns.jsonl``): whether each asks, and its weight."""
    needs = [
        (text, False, NEED) for entry in catalogue.entries() if isinstance(entry, Solution) for text in entry.examples
    ]
    rows = [json.loads(line) for line in turns.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [*needs, *((row["text"], row["act"] == QUESTION, TALKED) for row in rows)]


class AsksModel:
    """Logistic regression over a question's reading, its length and its mark."""

    def __init__(self) -> None:
        self._model = LogisticRegression(C=STRENGTH, max_iter=300, random_state=SEED)

    def fit(self, texts: Sequence[str], read: Floats, asks: Sequence[bool], weights: Sequence[float]) -> "AsksModel":
        """Learn from messages, as the question reader gives them."""
        self._model.fit(_rows(texts, read), list(asks), sample_weight=list(weights))
        return self

    def chance(self, text: str, read: Floats) -> float:
        """Probability that a message (and its one row) asks something of a service."""
        return float(self._model.predict_proba(_rows([text], read))[0, 1])


def _rows(texts: Sequence[str], read: Floats) -> Floats:
    plain = [[np.log1p(len(text.split())), float("?" in text)] for text in texts]
    return np.hstack([read, np.array(plain, dtype=np.float32)])
