"""All the evidence that ties a need to each solution, in one table: needs x solutions x kinds of evidence."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.orientation.classifiers import EmbeddingClassifier, Features, NgramClassifier, NgramFeatures, Scores
from bot.orientation.documents import Document, labelled_examples, labelled_views
from bot.orientation.lexical import Bm25
from bot.orientation.situation import prepare_need
from bot.orientation.text import prepare, stems
from bot.sentences.embedding import Vectors, centred

KINDS = ("ngrams", "embeddings", "words", "nearest_examples", "nearest_views", "nearest_words")
"""Order of the last axis of the table."""

VIEW_WEIGHT = 0.5
"""A sentence of the file teaches half as much as a need that somebody said (chosen by cross-validation)."""

Table = NDArray[np.float32]


@dataclass(frozen=True)
class Corpus:
    """Training texts of all documents with their embeddings, aligned."""

    examples: list[str]
    example_labels: NDArray[np.int64]
    example_vectors: Vectors
    views: list[str]
    view_labels: NDArray[np.int64]
    view_vectors: Vectors
    size: int
    """Number of documents."""

    def without(self, held_out: NDArray[np.bool_]) -> "Corpus":
        """The same corpus less some of the examples (for out-of-fold evidence)."""
        kept = ~held_out
        examples = [text for text, keep in zip(self.examples, kept) if keep]
        return Corpus(
            examples, self.example_labels[kept], self.example_vectors[kept],
            self.views, self.view_labels, self.view_vectors, self.size,
        )  # fmt: skip


def make_corpus(items: Sequence[Document], encode: "object") -> Corpus:
    """Texts prepared and embedded with ``encode`` (texts -> unit vectors)."""
    examples, example_labels = labelled_examples(items)
    views, view_labels = labelled_views(items)
    examples = [prepare_need(text) for text in examples]
    views = [prepare(text) for text in views]
    vectors: Vectors = encode(examples + views)  # type: ignore[operator]
    return Corpus(
        examples, np.array(example_labels), vectors[: len(examples)],
        views, np.array(view_labels), vectors[len(examples) :], len(items),
    )  # fmt: skip


def standardised(scores: Scores) -> Scores:
    """Each row with mean 0 and deviation 1: kinds of evidence become comparable."""
    spread = scores.std(axis=1, keepdims=True)
    result: Scores = ((scores - scores.mean(axis=1, keepdims=True)) / (spread + 1e-6)).astype(np.float32)
    return result


def _top_mean(scores: Scores, labels: NDArray[np.int64], size: int, depth: int) -> Scores:
    """For each class the mean of its ``depth`` best columns (labels sorted, as in a corpus)."""
    starts = np.searchsorted(labels, np.arange(size + 1))
    lengths = np.diff(starts)
    width = max(int(lengths.max()), depth)
    columns = np.minimum(starts[:-1, None] + np.arange(width), scores.shape[1] - 1)
    present = np.arange(width) < lengths[:, None]
    blocks = np.where(present, scores[:, columns], -np.inf)
    best = np.partition(blocks, -depth, axis=2)[:, :, -depth:]
    total = np.where(np.isfinite(best), best, 0).sum(axis=2)
    result: Scores = (total / np.clip(lengths, 1, depth)).astype(np.float32)
    return result


def _joined(texts: Sequence[str], labels: NDArray[np.int64], size: int) -> list[str]:
    """All texts of each class in one."""
    return ["\n".join(text for text, owner in zip(texts, labels) if owner == label) for label in range(size)]


class Evidence:
    """Everything fitted on a corpus; :meth:`table` then reads needs.

    ``others`` are texts that no solution answers: their n-grams are read too, for those who tell them apart.
    """

    def __init__(self, corpus: Corpus, others: Sequence[str] = ()) -> None:
        self.corpus = corpus
        self.mean: Vectors = corpus.example_vectors.mean(axis=0, keepdims=True)
        self._example_vectors = centred(corpus.example_vectors, self.mean)
        self._view_vectors = centred(corpus.view_vectors, self.mean)
        texts = corpus.examples + corpus.views
        labels = np.concatenate([corpus.example_labels, corpus.view_labels])
        weights = [1.0] * len(corpus.examples) + [VIEW_WEIGHT] * len(corpus.views)
        self._features = NgramFeatures().fit([*texts, *others])
        self._ngrams = NgramClassifier().fit(self.features(texts), labels.tolist(), weights)
        vectors = np.vstack([self._example_vectors, self._view_vectors])
        self._embeddings = EmbeddingClassifier().fit(vectors, labels.tolist(), weights)
        self._words = Bm25(_joined(texts, labels, corpus.size))
        self._file_words = Bm25(_joined(corpus.views, corpus.view_labels, corpus.size))
        self._example_words = Bm25(corpus.examples)

    def features(self, texts: Sequence[str]) -> Features:
        """N-grams of prepared texts."""
        return self._features.read(texts)

    def table(self, texts: Sequence[str], vectors: Vectors, features: Features) -> tuple[Table, Table]:
        """Standardised evidence (needs x solutions x kinds) and absolute marks (needs x marks).

        The marks say how familiar the need is, whatever the solution: they feed the "nothing fits" decision.
        Texts are prepared ones (:func:`bot.orientation.text.prepare`), vectors their raw embeddings, features their
        n-grams.
        """
        moved = centred(vectors, self.mean)
        ngrams = self._ngrams.scores(features)
        embeddings = self._embeddings.scores(moved)
        words = np.vstack([self._words.scores(text) for text in texts])
        example_words = np.vstack([self._example_words.scores(text) for text in texts])
        example_cosines = moved @ self._example_vectors.T
        corpus = self.corpus
        raw = [
            ngrams,
            embeddings,
            words,
            _top_mean(example_cosines, corpus.example_labels, corpus.size, 3),
            _top_mean(moved @ self._view_vectors.T, corpus.view_labels, corpus.size, 1),
            _top_mean(example_words, corpus.example_labels, corpus.size, 2),
        ]
        table = np.stack([standardised(scores) for scores in raw], axis=2)
        return table, self._marks(texts, raw)

    def centre(self, vectors: Vectors) -> Vectors:
        """Embeddings around the mean of the example needs."""
        return centred(vectors, self.mean)

    def word_weights(self, position: int, text: str) -> dict[str, float]:
        """BM25 weight, for one solution, of each stem of a text (0 when the solution's file hasn't it).

        Of the file alone: an example need shares words with a need that say nothing of the service.
        """
        return self._file_words.weights(position, stems(text))

    def _marks(self, texts: Sequence[str], raw: Sequence[Scores]) -> Table:
        """Best score and its lead, for the kinds whose scale doesn't grow with the need's length; known words."""
        columns = []
        for kind, scores in zip(KINDS, raw):
            if kind in ("words", "nearest_words"):
                continue
            best = np.sort(scores, axis=1)[:, -2:]
            columns += [best[:, 1], best[:, 1] - best[:, 0]]
        known = np.array([self._known_share(text) for text in texts], dtype=np.float32)
        marks: Table = np.stack([*columns, known], axis=1).astype(np.float32)
        return marks

    def nearest_view(self, position: int, vector: Vectors) -> float:
        """Cosine of a need (centred, 384) with the nearest sentence of a solution's file."""
        return float((self._view_vectors[self.corpus.view_labels == position] @ vector).max())

    def likenesses(self) -> NDArray[np.float32]:
        """Cosines between the means of the classes' example needs (classes x classes)."""
        labels = self.corpus.example_labels
        means = np.vstack([self._example_vectors[labels == key].mean(axis=0) for key in range(self.corpus.size)])
        means /= np.linalg.norm(means, axis=1, keepdims=True) + 1e-9
        found: NDArray[np.float32] = means @ means.T
        return found

    def example_cosines(self, vectors: Vectors) -> NDArray[np.float32]:
        """Centred cosines of raw embeddings with the example needs (texts x examples)."""
        return centred(vectors, self.mean) @ self._example_vectors.T

    def _known_share(self, text: str) -> float:
        found = stems(text)
        return sum(term in self._words.vocabulary for term in found) / len(found) if found else 0.0
