"""A question as numbers, and which kind of question it is: its price, who may use the service, how to begin…"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from bot.answers.sheets import KINDS, main_directions
from bot.folding import fold
from bot.reading.words import words
from bot.sentences.embedding import Vectors, centred

SEED = 7
NARROW = 160
"""Dimensions kept of a question's embedding."""

SPELT = 96
"""Dimensions kept of its words and letters."""

SPELT_WEIGHT = 0.7


def _pairs(text: str) -> list[str]:
    """Words and pairs of words; none is left out: "qui" and "quand" say much of a question."""
    found = words(text)
    return found + [f"{left} {right}" for left, right in zip(found, found[1:])]


class QuestionReader:
    """Reads questions: main directions of the embedding beside those of words, pairs of words and letters."""

    def __init__(self) -> None:
        self._words = TfidfVectorizer(analyzer=_pairs, sublinear_tf=True, min_df=2, dtype=np.float32)
        self._letters = TfidfVectorizer(
            preprocessor=fold, analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, min_df=2, dtype=np.float32
        )
        self._spelt = TruncatedSVD(SPELT, n_iter=3, random_state=SEED)

    def fit(self, texts: Sequence[str], vectors: Vectors, typed: int) -> "QuestionReader":
        """Learn vocabulary and directions; vectors are the embeddings.

        The first ``typed`` texts are what people type: their mean is the questions', the others are better written.
        """
        self._mean = vectors[:typed].mean(axis=0, keepdims=True)
        self._basis = main_directions(centred(vectors, self._mean), NARROW)
        self._words.fit(texts)
        self._letters.fit(texts)
        self._spelt.fit(self._ngrams(texts))
        self._spelt.components_ = self._spelt.components_.astype(np.float32)
        return self

    def centre(self, vectors: Vectors) -> Vectors:
        """Embeddings around the questions' mean, all 384 dimensions."""
        return centred(vectors, self._mean)

    def read(self, texts: Sequence[str], vectors: Vectors) -> NDArray[np.float32]:
        """One row a question."""
        spelt = self._spelt.transform(self._ngrams(texts))
        spelt = SPELT_WEIGHT * spelt / np.maximum(np.linalg.norm(spelt, axis=1, keepdims=True), 1e-9)
        return np.hstack([self.centre(vectors) @ self._basis, spelt]).astype(np.float32)

    def _ngrams(self, texts: Sequence[str]) -> Any:
        """Sparse, one row a text (SciPy has no types here)."""
        return sparse.hstack([self._words.transform(texts), self._letters.transform(texts)], format="csr")


class KindModel:
    """Multinomial logistic regression over the kinds."""

    def __init__(self) -> None:
        self._model = LogisticRegression(C=8.0, max_iter=600, random_state=SEED)

    def fit(self, read: NDArray[np.float32], kinds: Sequence[int], weights: Sequence[float]) -> "KindModel":
        """Learn from questions as the reader gives them, and the positions of their kinds."""
        self._model.fit(read, kinds, sample_weight=weights)
        return self

    def shares(self, read: NDArray[np.float32]) -> NDArray[np.float64]:
        """Probability of each kind, one row a question."""
        found = np.zeros((len(read), len(KINDS)))
        found[:, self._model.classes_] = self._model.predict_proba(read)
        return found
