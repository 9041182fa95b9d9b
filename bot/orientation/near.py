"""Whether the best solution is only near a need: messages that share its words and that it doesn't answer tell.

``data/orientation/near.jsonl`` holds them (``{"text", "near", "why"}``), written by others than the files' examples.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.sentences.embedding import Vectors

Floats = NDArray[np.float64]


class Near:
    """Cosines with a solution's near misses beside those with its examples."""

    def __init__(
        self,
        misses: tuple[Vectors, Sequence[int]],
        examples: tuple[Vectors, Sequence[int]],
        solutions: int,
    ) -> None:
        """Learn them.

        Args:
            misses: centred vectors, and which solution each misses.
            examples: the same of the examples of the files; those of no solution (doors) are left out.
            solutions: how many there are.
        """
        self._solutions = solutions
        self._misses = _by_solution(*misses, solutions)
        self._examples = _by_solution(*examples, solutions)

    def marks(self, vectors: Vectors, fused: Floats) -> Floats:
        """For each need (centred), on its best solution: nearest miss, nearest example, and the lead of the latter."""
        best = fused[:, : self._solutions].argmax(axis=1)
        found = [self.likeness(int(key), vector) for key, vector in zip(best, vectors)]
        rows = np.array(found, dtype=np.float64).reshape(len(vectors), 2)
        return np.column_stack([rows, rows[:, 1] - rows[:, 0]])

    def likeness(self, key: int, vector: Vectors) -> tuple[float, float]:
        """Cosines of a need (centred, 384) with a solution's nearest miss and nearest example."""
        return _nearest(self._misses[key], vector), _nearest(self._examples[key], vector)


def _by_solution(vectors: Vectors, labels: Sequence[int], solutions: int) -> list[Vectors]:
    numbers = np.asarray(labels)
    return [vectors[numbers == key] for key in range(solutions)]


def _nearest(some: Vectors, vector: Vectors) -> float:
    return float((some @ vector).max()) if len(some) else 0.0
