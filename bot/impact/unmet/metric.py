"""Where two needs stand near each other when they mean the same, whoever says them and however."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.sentences.embedding import Vectors, centred

SHRINKAGE = 0.5
"""Share of an even spread that is added: directions in which the examples hardly differ must not weigh most."""


@dataclass(frozen=True)
class Metric:
    """Centred embeddings, less what differs between needs for the same solution.

    The catalogue's examples say what that is: the ways of saying one need. Dividing by their covariance (within-class
    whitening) leaves what tells subjects apart. It serves for subjects outside the catalogue just as well.
    """

    mean: Vectors
    whitening: NDArray[np.float64]

    @classmethod
    def fit(cls, vectors: Vectors, labels: NDArray[np.int64], mean: Vectors) -> "Metric":
        """Learn from example needs and the solutions that they are for (numbered from 0)."""
        moved = centred(vectors, mean)
        counts = np.maximum(np.bincount(labels), 1)
        sums = np.zeros((len(counts), moved.shape[1]))
        np.add.at(sums, labels, moved)
        within = np.cov((moved - (sums / counts[:, None])[labels]).T)
        size = len(within)
        values, directions = np.linalg.eigh(within + SHRINKAGE * np.trace(within) / size * np.eye(size))
        return cls(mean, directions / np.sqrt(values))

    def __call__(self, vectors: Vectors) -> Vectors:
        """Unit rows whose cosines are compared."""
        moved = centred(vectors, self.mean) @ self.whitening
        result: Vectors = (moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9)).astype(np.float32)
        return result
