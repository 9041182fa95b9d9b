"""The classifier of acts: a linear SVM over words in their phase, cues and, where there is one, the embedding."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import joblib
import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction import DictVectorizer, FeatureHasher
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

from bot.reading.features import PHASES, Context, cues, phase, strings
from bot.reading.lexicon import Lexicon

FILE = "acts.joblib"
"""Reads the words alone: what a process without the sentence model has."""

VECTORS_FILE = "acts-vectors.joblib"
"""Reads the embedding too."""

BUCKETS = 2**17
WORDS_WEIGHT, CUES_WEIGHT = 3.0, 0.3
VECTOR_WEIGHT, PHASED_WEIGHT = 2.0, 1.5
"""The embedding by itself, and by the phase of the conversation (all chosen by cross-validation by context)."""

STRENGTH = 0.1
"""Inverse of the regularisation."""

SHARPNESS = 4.0
"""Distances to probabilities."""

Floats = NDArray[np.float64]
Vectors = NDArray[np.float32]


class ActModel:
    """Probabilities of the acts for messages in their context."""

    def __init__(self) -> None:
        self._hasher = FeatureHasher(BUCKETS, input_type="string", alternate_sign=False, dtype=np.float32)
        self._cues = DictVectorizer(dtype=np.float32)
        self._model = LinearSVC(C=STRENGTH, random_state=7)
        self._mean: Vectors | None = None

    def _inputs(self, contexts: Sequence[Context], lexicon: Lexicon, vectors: Vectors | None, fit: bool = False) -> Any:
        words = self._hasher.transform(strings(context, lexicon) for context in contexts)
        words.data = np.log1p(words.data)
        found = [cues(context, lexicon) for context in contexts]
        marks = self._cues.fit_transform(found) if fit else self._cues.transform(found)
        parts = [WORDS_WEIGHT * normalize(words), CUES_WEIGHT * marks]
        if vectors is not None and self._mean is not None:
            moved = normalize(vectors - self._mean)
            phases = np.array([[phase(context.state) == name for name in PHASES] for context in contexts])
            phased = (phases[:, :, None] * moved[:, None, :]).reshape(len(contexts), -1)
            parts += [sparse.csr_matrix(VECTOR_WEIGHT * moved), sparse.csr_matrix(PHASED_WEIGHT * phased)]
        return sparse.hstack(parts, format="csr")

    def fit(
        self,
        contexts: Sequence[Context],
        acts: Sequence[str],
        weights: Sequence[float],
        lexicon: Lexicon,
        vectors: Vectors | None = None,
    ) -> "ActModel":
        """Learn from labelled messages; with their embeddings (messages x dimensions), it will want them to read."""
        self._mean = None if vectors is None else vectors.mean(axis=0, keepdims=True)
        self._model.fit(self._inputs(contexts, lexicon, vectors, fit=True), acts, sample_weight=weights)
        self._model.coef_ = self._model.coef_.astype(np.float32)
        return self

    def probabilities(self, contexts: Sequence[Context], lexicon: Lexicon, vectors: Vectors | None = None) -> Floats:
        """Messages x acts, columns as :attr:`acts`."""
        distances = SHARPNESS * self._model.decision_function(self._inputs(contexts, lexicon, vectors))
        odds = np.exp(distances - distances.max(axis=1, keepdims=True))
        shares: Floats = odds / odds.sum(axis=1, keepdims=True)
        return shares

    @property
    def acts(self) -> list[str]:
        """Names of the acts, in the order of the columns."""
        return [str(name) for name in self._model.classes_]

    def save(self, path: Path) -> None:
        """Write it."""
        joblib.dump(self, path)

    @classmethod
    def load(cls, path: Path) -> "ActModel":
        """Read it.

        Raises:
            FileNotFoundError: nothing was trained.
        """
        model: ActModel = joblib.load(path)
        return model


def ranked(acts: Sequence[str], shares: Floats, allowed: Mapping[str, bool]) -> list[tuple[str, float]]:
    """Acts that make sense in the context, likeliest first, their probabilities adding up to 1."""
    kept = [(act, float(share)) for act, share in zip(acts, shares) if allowed.get(act, True)]
    total = sum(share for _, share in kept) or 1.0
    return sorted(((act, share / total) for act, share in kept), key=lambda item: -item[1])
