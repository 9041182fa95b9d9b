"""Learned evidence: what examples and pages say of each solution, as scores a solution.

Two classifiers that err differently: a linear one on word and character n-grams (typos, trade words) and a
logistic regression on sentence embeddings (paraphrases).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from bot.orientation.embedding import Vectors
from bot.orientation.text import fold, stems

Scores = NDArray[np.float32]
"""One column a solution, in the order of the documents."""

SEED = 7


def _words(text: str) -> list[str]:
    """Stems and pairs of stems."""
    found = stems(text)
    return found + [f"{left} {right}" for left, right in zip(found, found[1:])]


class NgramClassifier:
    """Linear SVM on stems, their pairs, and character n-grams within words."""

    def __init__(self) -> None:
        self._words = TfidfVectorizer(analyzer=_words, sublinear_tf=True, min_df=1, dtype=np.float32)
        self._characters = TfidfVectorizer(
            preprocessor=fold, analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=2, dtype=np.float32
        )
        self._model = LinearSVC(C=0.6, random_state=SEED)

    def _features(self, texts: Sequence[str]) -> Any:
        return sparse.hstack([self._words.transform(texts), self._characters.transform(texts)], format="csr")

    def fit(self, texts: Sequence[str], labels: Sequence[int], weights: Sequence[float]) -> "NgramClassifier":
        """Learn from texts and the position of their solution."""
        self._words.fit(texts)
        self._characters.fit(texts)
        self._model.fit(self._features(texts), labels, sample_weight=weights)
        self._model.coef_ = self._model.coef_.astype(np.float32)
        return self

    def scores(self, texts: Sequence[str]) -> Scores:
        """Signed distances to each solution's hyperplane, one row a text."""
        decision: Scores = self._model.decision_function(self._features(texts)).astype(np.float32)
        return decision


class EmbeddingClassifier:
    """Multinomial logistic regression on centred embeddings."""

    def __init__(self, strength: float = 30.0) -> None:
        self._model = LogisticRegression(C=strength, max_iter=300, random_state=SEED)

    def fit(self, vectors: Vectors, labels: Sequence[int], weights: Sequence[float]) -> "EmbeddingClassifier":
        """Learn from centred embeddings and the position of their solution."""
        self._model.fit(vectors, labels, sample_weight=weights)
        self._model.coef_ = self._model.coef_.astype(np.float32)
        return self

    def scores(self, vectors: Vectors) -> Scores:
        """Log-probabilities up to a constant, one row a text."""
        decision: Scores = self._model.decision_function(vectors).astype(np.float32)
        return decision
