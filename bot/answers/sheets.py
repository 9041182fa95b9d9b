"""A catalogue file as questions are compared with it: vectors and words of each of its passages."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from bot.answers.examples import UNJUDGED, Asked
from bot.answers.passages import Passage, fields
from bot.answers.views import views
from bot.catalogue.schema import QuestionKind
from bot.orientation.text import stems
from bot.sentences.embedding import Vectors, centred

KINDS: tuple[str, ...] = QuestionKind.__args__  # type: ignore[attr-defined]
"""The kinds of questions, in the order of the schema."""

NARROW = 128
"""Dimensions that the learned score reads of a passage."""

Encode = Callable[[Sequence[str]], Vectors]


@dataclass(frozen=True)
class Sheet:
    """The passages of one file; the views of a passage follow each other from its start."""

    passages: tuple[Passage, ...]
    asked: Vectors
    asked_starts: NDArray[np.int64]
    sentences: Vectors
    sentence_starts: NDArray[np.int64]
    both: Vectors
    narrow_asked: Vectors
    narrow_text: Vectors
    """Mean of a passage's views, in the learned score's dimensions."""

    types: NDArray[np.int64]
    kinds: NDArray[np.int64]
    asked_words: tuple[frozenset[str], ...]
    text_words: tuple[frozenset[str], ...]
    words: frozenset[str]
    judged: NDArray[np.bool_]
    """Which passages the training questions mark as right or wrong."""

    known: Vectors
    """Questions that people asked on the file, centred: one row a question."""

    known_by: tuple[str, ...]
    known_right: NDArray[np.bool_]
    """Passages x known questions: which answers which."""


@dataclass(frozen=True)
class Words:
    """How telling a stem is: rare in the passages of the catalogue."""

    counts: Mapping[str, int]
    passages: int

    def weight(self, stems_: Iterable[str]) -> float:
        """Summed inverse frequencies."""
        return sum(log(1 + self.passages / (1 + self.counts.get(word, 0))) for word in stems_)


def types() -> list[str]:
    """What the learned score tells passages apart by: the kind of a question and its answer, else the field."""
    return [*KINDS, *(name for name in fields() if name not in UNJUDGED)]


def type_of(passage: Passage) -> int:
    """Position of a passage's type; what no training question marks is read as a summary is."""
    if passage.question:
        return KINDS.index(passage.kind)
    return types().index("summary" if passage.field in UNJUDGED else passage.field)


def make_sheets(
    known: Mapping[str, Sequence[Passage]], typed: Sequence[Asked], encode: Encode
) -> tuple[dict[str, Sheet], Words]:
    """The sheets of the files, by service, with the questions known on them, and the words of all."""
    read = {service: [views(passage) for passage in passages] for service, passages in known.items()}
    all_views = [view for found in read.values() for view in found]
    asked, sentences = (encode([text for view in all_views for text in view[part]]) for part in (0, 1))
    both = encode([view[2] for view in all_views])
    # The fields' ways of asking are the same in every file: only the files' own questions make the mean.
    own = encode([passage.question for passages in known.values() for passage in passages if passage.question])
    means = [vectors.mean(axis=0, keepdims=True) for vectors in (own, sentences, both)]
    asked, sentences, both = (centred(vectors, mean) for vectors, mean in zip((asked, sentences, both), means))
    basis = main_directions(np.vstack([centred(own, means[0]), sentences]), NARROW)
    said = encode([one.question for one in typed])
    said = centred(said, said.mean(axis=0, keepdims=True))

    def questions(service: str) -> tuple[Vectors, tuple[str, ...], NDArray[np.bool_]]:
        rows = [number for number, one in enumerate(typed) if one.service == service]
        right = [[passage.key in typed[row].right for row in rows] for passage in known[service]]
        by = tuple(typed[row].by for row in rows)
        return said[rows], by, np.array(right, dtype=bool).reshape(len(known[service]), len(rows))

    sheets, places = {}, [0, 0, 0]
    for service, found in read.items():
        sizes = [[len(view[0]) for view in found], [len(view[1]) for view in found], [1] * len(found)]
        ends = [place + sum(size) for place, size in zip(places, sizes)]
        parts = [v[start:end] for v, start, end in zip((asked, sentences, both), places, ends)]
        starts = [np.cumsum([0, *size[:-1]]) for size in sizes]
        sheets[service] = _sheet(known[service], parts, starts, basis, questions(service))
        places = ends
    counts = Counter(w for sheet in sheets.values() for a, t in zip(sheet.asked_words, sheet.text_words) for w in a | t)
    return sheets, Words(dict(counts), len(all_views))


def _sheet(
    passages: Sequence[Passage], parts: Sequence[Vectors], starts: Sequence[NDArray[np.int64]], basis: Vectors,
    known: tuple[Vectors, tuple[str, ...], NDArray[np.bool_]],
) -> Sheet:  # fmt: skip
    asked_words = tuple(frozenset(word for text in views(p)[0] for word in stems(text)) for p in passages)
    text_words = tuple(frozenset(stems(passage.text)) for passage in passages)
    return Sheet(
        tuple(passages), parts[0], starts[0], parts[1], starts[1], parts[2],
        _mean(parts[0], starts[0]) @ basis, _mean(parts[1], starts[1]) @ basis,
        np.array([type_of(passage) for passage in passages]),
        np.array([KINDS.index(passage.kind) for passage in passages]),
        asked_words, text_words, frozenset().union(*asked_words, *text_words),
        np.array([passage.field not in UNJUDGED for passage in passages]), *known,
    )  # fmt: skip


def _mean(vectors: Vectors, starts: NDArray[np.int64]) -> Vectors:
    summed = np.add.reduceat(vectors, starts, axis=0)
    result: Vectors = (summed / np.maximum(np.linalg.norm(summed, axis=1, keepdims=True), 1e-9)).astype(np.float32)
    return result


def main_directions(vectors: Vectors, count: int) -> Vectors:
    """The directions (columns) in which vectors differ most."""
    directions = np.linalg.eigh((vectors.T @ vectors).astype(np.float64))[1][:, ::-1][:, :count]
    result: Vectors = directions.astype(np.float32)
    return result
