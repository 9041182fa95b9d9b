"""What fitting changed in the sentence model's weights, kept small: each matrix's change as a product of two thin ones.

Thin matrices are kept in 8 bits with one scale a column; biases and norms, which are few, in 16 bits.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

RANK = 128
"""Columns of the thin matrices."""

_MOST = 127


def _small(matrix: Floats) -> tuple[NDArray[np.int8], Floats]:
    """A matrix in 8 bits, and the scale of each column."""
    scales = np.maximum(np.abs(matrix).max(axis=0), 1e-12) / _MOST
    return np.round(matrix / scales).astype(np.int8), scales.astype(np.float32)


class Difference:
    """Changes by the name of what they change (the names of :class:`bot.sentences.e5_file.E5File`)."""

    def __init__(self, stored: Mapping[str, NDArray[Any]]) -> None:
        self._stored = stored

    @classmethod
    def read(cls, path: Path) -> "Difference":
        """What a file keeps; nothing is changed when there is no file."""
        if not path.exists():
            return cls({})
        with np.load(path) as stored:
            return cls({name: stored[name] for name in stored.files})

    @staticmethod
    def write(path: Path, changes: Mapping[str, Floats], rank: int = RANK) -> None:
        """Keep the changes of matrices (outputs x inputs) and of vectors."""
        kept: dict[str, NDArray[Any]] = {}
        for name, change in sorted(changes.items()):
            if change.ndim == 1:
                kept[name] = change.astype(np.float16)
                continue
            left, sizes, right = np.linalg.svd(change.astype(np.float64), full_matrices=False)
            roots = np.sqrt(sizes[:rank])
            for side, thin in (("left", left[:, :rank] * roots), ("right", right[:rank].T * roots)):
                kept[f"{name}.{side}"], kept[f"{name}.{side}.scales"] = _small(thin.astype(np.float32))
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(path, **kept)

    def of(self, name: str) -> Floats | None:
        """What is added to a matrix or a vector; None when it stays as it is."""
        if name in self._stored:
            return self._stored[name].astype(np.float32)
        if f"{name}.left" not in self._stored:
            return None
        left, right = (
            self._stored[f"{name}.{side}"].astype(np.float32) * self._stored[f"{name}.{side}.scales"]
            for side in ("left", "right")
        )
        change: Floats = left @ right.T
        return change
