"""Embeddings of training texts, kept by the text's hash: a training computes those of new texts only.

The repository holds a file of them, which halves the first training (16,000 texts); ``make train`` adds what it
computes to a file of its own, and ``python -m bot.sentences.embedding_store`` brings the repository's up to date.
Each number is kept as one byte, whether it was just computed or read: the same texts give the same model.
"""

import hashlib
import logging
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.sentences import encoder
from bot.sentences.embedding import DIMENSIONS, Embedder, Vectors
from bot.settings import get_settings

KEPT_FILE = "embeddings.npz"

SCALE = 400.0
"""Components of these unit vectors stay under 0.3: one byte holds them to the fourth decimal or so."""

BATCH = 256

Bytes = NDArray[np.int8]

log = logging.getLogger(__name__)


def _key(text: str) -> str:
    """Of a text as this very model embeds it: vectors of another one aren't found."""
    return hashlib.sha256(f"{encoder.weights()}\n{text}".encode()).hexdigest()[:16]


def rounded(vectors: Vectors) -> Bytes:
    """Vectors as bytes."""
    small: Bytes = np.clip(np.round(vectors * SCALE), -127, 127).astype(np.int8)
    return small


class EmbeddingStore:
    """What is known of the training texts."""

    def __init__(self, paths: Iterable[Path], embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, Bytes] = {}
        for path in paths:
            if path.exists():
                with np.load(path) as stored:
                    self._known.update(zip(stored["keys"].tolist(), stored["vectors"]))

    def knows(self, text: str) -> bool:
        """Whether the embedding of a text is kept."""
        return _key(text) in self._known

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Embeddings of the texts, in order; only unknown ones are computed, with progress shown."""
        missing = [text for text in dict.fromkeys(texts) if not self.knows(text)]
        for start in range(0, len(missing), BATCH):
            batch = missing[start : start + BATCH]
            for text, vector in zip(batch, rounded(self._embedder.queries(batch))):
                self._known[_key(text)] = vector
            log.info("  plongements : %d / %d textes", min(start + BATCH, len(missing)), len(missing))
        rows = np.array([self._known[_key(text)] for text in texts], dtype=np.float32).reshape(-1, DIMENSIONS)
        result: Vectors = (rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)).astype(np.float32)
        return result

    def save(self, path: Path, texts: Iterable[str]) -> None:
        """Keep the embeddings of these texts only."""
        keys = sorted({_key(text) for text in texts})
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(path, keys=np.array(keys), vectors=np.array([self._known[key] for key in keys]))


def main() -> int:
    """Copy the last training's embeddings to the repository; status 2 when there was no training."""
    settings = get_settings()
    trained = settings.models_dir / "orientation" / KEPT_FILE
    if not trained.exists():
        sys.stderr.write("orientation: no training yet: run `make train`\n")
        return 2
    (settings.data_dir / "orientation" / KEPT_FILE).write_bytes(trained.read_bytes())
    return 0


if __name__ == "__main__":
    sys.exit(main())
