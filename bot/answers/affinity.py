"""How well a passage answers a question: a bilinear score of the two, fitted so that the right passage of a file wins.

The score is ``question · M · passage`` for the passage's question and for its text, plus what the question says of the
passage's type, plus weighted plain likenesses (:mod:`bot.answers.likeness`). "No passage answers" is one more choice,
with a score of its own. All is fitted at once as a conditional logit over each file's passages.
"""

from collections.abc import Callable, Sequence
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
class Block:
    """The passages of one file and some questions on it."""

    questions: Floats
    """One row a question."""

    asked: Floats
    """One row a passage: the vector of its question."""

    texts: Floats
    """One row a passage: the vector of its text."""

    types: NDArray[np.int64]
    """The type of each passage."""

    likeness: Floats
    """Questions x passages x likenesses."""


class Affinity:
    """The fitted score."""

    def __init__(self, types: int) -> None:
        self._types = types
        self._weights: list[Floats] = []

    def fit(self, blocks: Sequence[Block], right: Sequence[NDArray[np.bool_]]) -> "Affinity":
        """Learn which passages answer, questions x passages a block; a question with none is one that its file doesn't
        answer."""
        loss, shapes = self._loss(blocks, [some.astype(np.float32) for some in right])
        zero = np.zeros(sum(int(np.prod(shape)) for shape in shapes))
        found = minimize(loss, zero, jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS, "maxcor": 6})
        self._weights = _split(found.x, shapes)
        return self

    def scores(self, block: Block) -> tuple[Floats, Floats]:
        """The score of each passage for each question, and of "no passage answers" for each question."""
        return _scores(self._weights, block)

    def _loss(
        self, blocks: Sequence[Block], right: Sequence[Floats]
    ) -> tuple[Callable[[NDArray[np.float64]], tuple[float, NDArray[np.float64]]], list[tuple[int, ...]]]:
        """Penalised log-loss with its gradient, and the shapes of the weights."""
        first = blocks[0]
        width, asked, plain = first.questions.shape[1], first.asked.shape[1], first.likeness.shape[2]
        shapes = [(width, asked), (width, asked), (width, self._types), (self._types,), (plain,), (width,), (1,)]
        pulls = [PULL, PULL, TYPE_PULL, PLAIN_PULL, PLAIN_PULL, TYPE_PULL, 0.0]

        def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
            weights = _split(flat, shapes)
            value = sum(p * float((w**2).sum()) / 2 for p, w in zip(pulls, weights))
            slopes = [p * w for p, w in zip(pulls, weights)]
            for block, wanted in zip(blocks, right):
                lost, of_scores, of_none = _slopes_of_scores(*_scores(weights, block), wanted)
                value += lost
                for slope, more in zip(slopes, self._slopes(block, of_scores, of_none)):
                    slope += more
            return value, np.concatenate([slope.ravel() for slope in slopes]).astype(np.float64)

        return loss, shapes

    def _slopes(self, block: Block, of_scores: Floats, of_none: Floats) -> list[Floats]:
        """Gradient of each of the weights, from those of a block's scores."""
        said = block.questions
        of_types = of_scores @ np.eye(self._types, dtype=np.float32)[block.types]
        return [
            said.T @ (of_scores @ block.asked),
            said.T @ (of_scores @ block.texts),
            said.T @ of_types,
            of_types.sum(axis=0),
            np.tensordot(of_scores, block.likeness, 2),
            said.T @ of_none,
            of_none.sum(keepdims=True),
        ]


def _split(flat: NDArray[np.float64], shapes: list[tuple[int, ...]]) -> list[Floats]:
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])[:-1]
    return [part.reshape(shape).astype(np.float32) for part, shape in zip(np.split(flat, ends), shapes)]


def _scores(weights: list[Floats], block: Block) -> tuple[Floats, Floats]:
    by_question, by_text, by_type, of_type, plain, none, bias = weights
    said = block.questions
    scores = said @ by_question @ block.asked.T + said @ by_text @ block.texts.T
    scores = scores + (said @ by_type + of_type)[:, block.types] + block.likeness @ plain
    return scores, said @ none + bias


def _slopes_of_scores(scores: Floats, none: Floats, right: Floats) -> tuple[float, Floats, Floats]:
    """Log-loss of a block, and its gradient on each score and on each "no passage"."""
    highest = np.maximum(scores.max(axis=1), none)
    odds, none_odds = np.exp(scores - highest[:, None]), np.exp(none - highest)
    total = odds.sum(axis=1) + none_odds
    some = right.any(axis=1)
    won = np.maximum(np.where(some, (odds * right).sum(axis=1), none_odds), np.float32(1e-20))
    of_scores = odds / total[:, None] - np.where(some[:, None], odds * right / won[:, None], 0)
    of_none = none_odds / total - np.where(some, 0, 1)
    return float(-np.log(won / total).sum()), of_scores.astype(np.float32), of_none.astype(np.float32)
