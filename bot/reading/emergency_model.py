"""The second reading of an emergency: weighs the rules' signs with the words and the sentence embedding of a message.

It learns from sentences that a person can read and add to (``data/emergencies/exemples``): it hears what the rules
have no sign for, and sets aside a sign said of something else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import joblib
import numpy as np
from scipy import sparse
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize

from bot import folders
from bot.folding import fold
from bot.reading.emergencies import LONGEST, NEVER, Emergency, emergencies, emergency_said, signs_said
from bot.sentences.embedding import DIMENSIONS, Vectors

FILE = "emergencies.joblib"
FOLDER = "reading"

ORDINARY = ""
"""What isn't an emergency, among the kinds."""

SIGNS_WEIGHT = 0.3
STRENGTH = 10.0
"""Inverse of the regularisation (both chosen by cross-validation on the sentences)."""

HEARD = 0.5
"""Probability above which a message that no rule takes for an emergency is one."""

DOUBTED = 0.5
"""Probability under which the rules' word isn't enough."""

SET_ASIDE = 0.65
"""Probability above which a message is one although a sign says otherwise (« exercice », « fausse alerte »)."""


@dataclass(frozen=True)
class Weighed:
    """What a message is taken for."""

    probability: float
    """That it is an emergency, of whatever kind."""

    kind: str
    """The likeliest kind, if it is one."""


def _signs(text: str) -> dict[str, float]:
    """Groups of signs that a message has, and what the rules make of them."""
    said = signs_said(text)
    rule = emergency_said(text)
    found = dict.fromkeys(said, 1.0)
    found |= {group.rpartition(".")[2]: 1.0 for group in said if "." in group}
    return found | ({"regle": 1.0, f"regle.{rule.kind}": 1.0} if rule else {})


class EmergencyModel:
    """Probabilities of the kinds of emergencies."""

    def __init__(self) -> None:
        self._words = TfidfVectorizer(
            preprocessor=fold, token_pattern=r"[a-z0-9]+", ngram_range=(1, 2), min_df=2, sublinear_tf=True
        )
        self._letters = TfidfVectorizer(
            preprocessor=fold, analyzer="char_wb", ngram_range=(3, 5), min_df=3, sublinear_tf=True, dtype=np.float32
        )
        self._signs = DictVectorizer()
        self._model = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=7)
        """Whether it is an emergency."""
        self._kinds = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=7)
        """Of which kind, if it is one."""
        self._mean: Vectors = np.zeros((1, DIMENSIONS), dtype=np.float32)

    def _inputs(self, texts: Sequence[str], vectors: Vectors, fit: bool = False) -> Any:
        texts = [text[:LONGEST] for text in texts]
        signs = [_signs(text) for text in texts]
        if fit:
            self._mean = vectors.mean(axis=0, keepdims=True)
            self._words.fit(texts)
            self._letters.fit(texts)
            self._signs.fit(signs)
        moved = sparse.csr_matrix(normalize(vectors - self._mean))
        marks = SIGNS_WEIGHT * self._signs.transform(signs)
        said = [self._words.transform(texts), self._letters.transform(texts)]
        return sparse.hstack([moved, *said, marks], format="csr")

    def fit(
        self, texts: Sequence[str], kinds: Sequence[str], vectors: Vectors, weights: Sequence[float] | None = None
    ) -> "EmergencyModel":
        """Learn from messages, their kinds (:data:`ORDINARY` for none), their embeddings and how much each counts."""
        inputs = self._inputs(texts, vectors, fit=True)
        said = np.array([kind != ORDINARY for kind in kinds])
        self._model.fit(inputs, said, sample_weight=weights)
        self._kinds.fit(inputs[said], np.array(kinds)[said])
        return self

    def weigh(self, texts: Sequence[str], vectors: Vectors) -> list[Weighed]:
        """What each message is taken for."""
        inputs = self._inputs(texts, vectors)
        shares, kinds = self._model.predict_proba(inputs)[:, 1], self._kinds.predict(inputs)
        return [Weighed(float(share), str(kind)) for share, kind in zip(shares, kinds)]


@lru_cache(maxsize=1)
def trained() -> EmergencyModel:
    """What was trained in the models' folder.

    Raises:
        FileNotFoundError: nothing was.
    """
    model: EmergencyModel = joblib.load(folders.models() / FOLDER / FILE)
    return model


def decided(text: str, weighed: Weighed) -> Emergency | None:
    """The emergency that a message says is under way, by the rules and by what it weighs; None when there is none."""
    rule = emergency_said(text)
    if rule is not None:
        return rule if weighed.probability >= DOUBTED else None
    if weighed.probability < (SET_ASIDE if NEVER in signs_said(text) else HEARD):
        return None
    return next((item for item in emergencies() if item.kind == weighed.kind), None)
