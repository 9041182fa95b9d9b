"""From evidence to a probability a solution: a conditional logit, a handful of weights fitted on needs with gold."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from bot.orientation.evidence import KINDS, Table

Gold = Sequence[Sequence[int]]
"""For each need the positions of its right answers."""

RIDGE = 1e-3


def softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rows that sum to one."""
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    result: NDArray[np.float64] = shifted / shifted.sum(axis=1, keepdims=True)
    return result


class Fusion:
    """One weight a kind of evidence; the fused score of a solution is their weighted sum."""

    def __init__(self) -> None:
        self.weights: NDArray[np.float64] = np.ones(len(KINDS))

    def fit(self, table: Table, gold: Gold) -> "Fusion":
        """Maximise the likelihood that a right answer is chosen; needs without gold are passed over."""
        rows = [row for row, answers in enumerate(gold) if answers]
        mask = np.zeros(table.shape[:2], dtype=bool)
        for row in rows:
            mask[row, list(gold[row])] = True
        evidence, right = table[rows].astype(np.float64), mask[rows]

        def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
            shares = softmax(evidence @ weights)
            chosen = shares * right
            mass = np.maximum(chosen.sum(axis=1, keepdims=True), 1e-12)
            gradient = ((shares - chosen / mass)[:, :, None] * evidence).sum(axis=1).mean(axis=0)
            return float(-np.log(mass).mean() + RIDGE * weights @ weights), gradient + 2 * RIDGE * weights

        found = minimize(loss, self.weights, jac=True, method="L-BFGS-B", bounds=[(0, None)] * table.shape[2])
        self.weights = found.x
        return self

    def scores(self, table: Table) -> NDArray[np.float64]:
        """Fused scores, needs x solutions."""
        fused: NDArray[np.float64] = table.astype(np.float64) @ self.weights
        return fused

    def shares(self, table: Table) -> NDArray[np.float64]:
        """Probabilities over the solutions, given that one answers."""
        return softmax(self.scores(table))
