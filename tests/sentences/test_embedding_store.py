"""Embeddings of training texts: computed once, the same whether read or computed."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot.orientation.train import input_files
from bot.sentences.embedding import DIMENSIONS, Embedder, Vectors
from bot.sentences.embedding_store import KEPT_FILE, EmbeddingStore
from bot.settings import get_settings


class Counting(Embedder):
    """Unit vectors made of the text, and the texts that were asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def queries(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        rows = np.array([np.random.default_rng(len(text)).normal(size=DIMENSIONS) for text in texts])
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def test_what_is_known_is_not_computed_again_and_is_the_same(tmp_path: Path) -> None:
    first = Counting()
    store = EmbeddingStore([], first)
    computed = store.encode(["une friche", "un pont cassé", "une friche"])
    assert first.asked == ["une friche", "un pont cassé"]
    store.save(tmp_path / KEPT_FILE, ["une friche", "un pont cassé"])
    second = Counting()
    read = EmbeddingStore([tmp_path / "absent.npz", tmp_path / KEPT_FILE], second).encode(
        ["une friche", "un pont cassé"]
    )
    assert second.asked == []
    assert np.array_equal(read, computed[:2])
    assert np.allclose(np.linalg.norm(read, axis=1), 1, atol=1e-5)


def test_only_what_is_asked_for_is_kept(tmp_path: Path) -> None:
    store = EmbeddingStore([], Counting())
    store.encode(["a garder", "a jeter ensuite"])
    store.save(tmp_path / KEPT_FILE, ["a garder"])
    again = Counting()
    EmbeddingStore([tmp_path / KEPT_FILE], again).encode(["a garder", "a jeter ensuite"])
    assert again.asked == ["a jeter ensuite"]


def test_the_kept_file_decides_nothing() -> None:
    assert KEPT_FILE not in {path.name for path in input_files(get_settings())}
