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
from sklearn.model_selection import cross_val_predict
from sklearn.svm import LinearSVC

from bot.folding import fold
from bot.orientation.text import stems
from bot.sentences.embedding import Vectors

Scores = NDArray[np.float32]
"""One column a solution, in the order of the documents."""

Features = Any
"""Sparse matrix of n-grams, one row a text (SciPy has no types here)."""

SEED = 7


def _words(text: str) -> list[str]:
    """Stems and pairs of stems."""
    found = stems(text)
    return found + [f"{left} {right}" for left, right in zip(found, found[1:])]


class NgramFeatures:
    """TF-IDF of stems, their pairs, and character n-grams within words."""

    def __init__(self) -> None:
        self._words = TfidfVectorizer(analyzer=_words, sublinear_tf=True, min_df=1, dtype=np.float32)
        self._characters = TfidfVectorizer(
            preprocessor=fold, analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=2, dtype=np.float32
        )

    def fit(self, texts: Sequence[str]) -> "NgramFeatures":
        """Learn the vocabulary."""
        self._words.fit(texts)
        self._characters.fit(texts)
        return self

    def read(self, texts: Sequence[str]) -> Features:
        """Features of texts."""
        return sparse.hstack([self._words.transform(texts), self._characters.transform(texts)], format="csr")


class NgramClassifier:
    """Linear SVM on n-grams."""

    def __init__(self) -> None:
        self._model = LinearSVC(C=0.6, random_state=SEED)

    def fit(self, features: Features, labels: Sequence[int], weights: Sequence[float]) -> "NgramClassifier":
        """Learn from texts and the position of their solution."""
        self._model.fit(features, labels, sample_weight=weights)
        self._model.coef_ = self._model.coef_.astype(np.float32)
        return self

    def scores(self, features: Features) -> Scores:
        """Signed distances to each solution's hyperplane, one row a text."""
        decision: Scores = self._model.decision_function(features).astype(np.float32)
        return decision


class EmbeddingClassifier:
    """Multinomial logistic regression on centred embeddings."""

    def __init__(self, strength: float = 10.0) -> None:
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


class NothingClassifier:
    """Tells needs that some solution answers from messages that none does, on n-grams and on embeddings."""

    def __init__(self) -> None:
        self._ngrams = LinearSVC(C=0.5, class_weight="balanced", random_state=SEED)
        self._embeddings = LogisticRegression(C=10.0, class_weight="balanced", max_iter=500, random_state=SEED)

    def fit(self, features: Features, vectors: Vectors, answered: NDArray[np.bool_]) -> Scores:
        """Learn; returns what the two models say of each of these texts when they haven't seen it (4 folds)."""
        unseen = np.column_stack(
            [
                cross_val_predict(self._ngrams, features, answered, cv=4, method="decision_function"),
                cross_val_predict(self._embeddings, vectors, answered, cv=4, method="decision_function"),
            ]
        ).astype(np.float32)
        self._ngrams.fit(features, answered)
        self._embeddings.fit(vectors, answered)
        return unseen

    def scores(self, features: Features, vectors: Vectors) -> Scores:
        """Two signed distances a text: above zero, something answers it."""
        ngrams = self._ngrams.decision_function(features)
        return np.column_stack([ngrams, self._embeddings.decision_function(vectors)]).astype(np.float32)
