"""How well a passage answers a question: a bilinear score of the two, fitted so that the right passage of a file wins.

The score is ``question · M · passage`` for the passage's question and for its text, plus what the question says of the
passage's type, plus weighted plain likenesses (:mod:`bot.answers.likeness`). "No passage answers" is one more choice,
with a score of its own. All is fitted at once as a conditional logit over each file's passages.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Floats = NDArray[np.float32]

PULL = 0.8
"""Ridge on the two matrices. Chosen by cross-validation over files, as are the others."""

TYPE_PULL = 0.7
PLAIN_PULL = 0.05
ROUNDS = 40
"""Steps of the optimiser; more change nothing."""


@dataclass(frozen=True)
class Pairs:
    """Questions and the passages of their file: one row a pair, the pairs of a question next to each other."""

    questions: Floats
    """One row a question."""

    asked: Floats
    """One row a pair: the vector of the passage's question."""

    texts: Floats
    """One row a pair: the vector of the passage's text."""

    types: NDArray[np.int64]
    likeness: Floats
    """One row a pair, one column a likeness."""

    question_of: NDArray[np.int64]
    """The question's row, for each pair."""

    @property
    def starts(self) -> NDArray[np.int64]:
        """The first pair of each question."""
        return np.searchsorted(self.question_of, np.arange(len(self.questions)))


class Affinity:
    """The fitted score."""

    def __init__(self, types: int) -> None:
        self._types = types
        self._weights: list[Floats] = []

    def fit(self, pairs: Pairs, right: NDArray[np.bool_]) -> "Affinity":
        """Learn from pairs; a question with no right passage is one that its file doesn't answer."""
        loss, shapes = self._loss(pairs, right.astype(np.float32))
        zero = np.zeros(sum(int(np.prod(shape)) for shape in shapes))
        found = minimize(loss, zero, jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS, "maxcor": 6})
        self._weights = _split(found.x, shapes)
        return self

    def scores(self, pairs: Pairs) -> tuple[Floats, Floats]:
        """The score of each pair, and of "no passage answers" for each question."""
        return _scores(self._weights, pairs)

    def _loss(
        self, pairs: Pairs, right: Floats
    ) -> tuple[Callable[[NDArray[np.float64]], tuple[float, NDArray[np.float64]]], list[tuple[int, ...]]]:
        """Penalised log-loss with its gradient, and the shapes of the weights."""
        width, asked, plain = pairs.questions.shape[1], pairs.asked.shape[1], pairs.likeness.shape[1]
        shapes = [(width, asked), (width, asked), (width, self._types), (self._types,), (plain,), (width,), (1,)]
        pulls = [PULL, PULL, TYPE_PULL, PLAIN_PULL, PLAIN_PULL, TYPE_PULL, 0.0]
        starts, owner = pairs.starts, pairs.question_of
        some = np.add.reduceat(right, starts) > 0

        def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
            weights = _split(flat, shapes)
            scores, none = _scores(weights, pairs)
            highest = np.maximum(np.maximum.reduceat(scores, starts), none)
            odds, none_odds = np.exp(scores - highest[owner]), np.exp(none - highest)
            total = np.add.reduceat(odds, starts) + none_odds
            won = np.where(some, np.add.reduceat(odds * right, starts), none_odds)
            won = np.maximum(won, 1e-20)
            pair_slope = odds / total[owner] - np.where(some[owner], odds * right / won[owner], 0)
            none_slope = none_odds / total - np.where(some, 0, 1)
            slopes = _slopes(pairs, pair_slope.astype(np.float32), none_slope.astype(np.float32), self._types)
            value = -np.log(won / total).sum() + sum(p * (w**2).sum() / 2 for p, w in zip(pulls, weights))
            flat_slopes = [(s + p * w).ravel() for s, p, w in zip(slopes, pulls, weights)]
            return float(value), np.concatenate(flat_slopes).astype(np.float64)

        return loss, shapes


def _split(flat: NDArray[np.float64], shapes: list[tuple[int, ...]]) -> list[Floats]:
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])[:-1]
    return [part.reshape(shape).astype(np.float32) for part, shape in zip(np.split(flat, ends), shapes)]


def _scores(weights: list[Floats], pairs: Pairs) -> tuple[Floats, Floats]:
    by_question, by_text, by_type, of_type, plain, none, bias = weights
    owner, said = pairs.question_of, pairs.questions
    scores = np.einsum("ij,ij->i", (said @ by_question)[owner], pairs.asked)
    scores = scores + np.einsum("ij,ij->i", (said @ by_text)[owner], pairs.texts)
    scores = scores + (said @ by_type)[owner, pairs.types] + of_type[pairs.types] + pairs.likeness @ plain
    return scores, said @ none + bias


def _slopes(pairs: Pairs, slope: Floats, none_slope: Floats, types: int) -> list[Floats]:
    """Gradient of each of the weights, from those of the scores."""
    starts, said = pairs.starts, pairs.questions
    of_types = np.zeros((len(said), types), dtype=np.float32)
    np.add.at(of_types, (pairs.question_of, pairs.types), slope)
    return [
        said.T @ np.add.reduceat(slope[:, None] * pairs.asked, starts, axis=0),
        said.T @ np.add.reduceat(slope[:, None] * pairs.texts, starts, axis=0),
        said.T @ of_types,
        of_types.sum(axis=0),
        pairs.likeness.T @ slope,
        said.T @ none_slope,
        none_slope.sum(keepdims=True),
    ]
