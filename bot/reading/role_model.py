"""The second reading of who speaks: weighs what the rules hear with the words of a message.

It learns from sentences that a person can read and add to (``data/roles``): it hears what the rules have no words for,
and sets aside a body that they take for the author's. For each kind it says how likely it is to be the author's.
"""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import joblib
import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction import DictVectorizer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from bot import folders
from bot.reading.role_mentions import OTHER
from bot.reading.role_rules import Heard, hear
from bot.reading.role_signs import signs, words

FILE = "roles.joblib"
FOLDER = "reading"

KINDS = (
    "commune", "epci", "departement", "region", "etat", "syndicat", "ccas", "association", "habitant", OTHER,
)  # fmt: skip

SIGNS_WEIGHT = 0.5
STRENGTH = 10.0
"""Inverse of the regularisation (both chosen by cross-validation on the sentences)."""

SAID = 0.4
"""Probability from which a kind is said to be the author's: a wrong role costs more than one unsaid."""

Floats = NDArray[np.float32]


def _weight(vectorizer: TfidfVectorizer, own: Floats, text: str) -> Floats:
    """What the terms of one text weigh for each kind: the vectorizer's own arithmetic, without its matrices."""
    counts = Counter(term for term in vectorizer.build_analyzer()(text) if term in vectorizer.vocabulary_)
    if not counts:
        return np.zeros(len(KINDS), dtype=np.float32)
    rows = [vectorizer.vocabulary_[term] for term in counts]
    values = (1.0 + np.log(list(counts.values()))) * vectorizer.idf_[rows]
    found: Floats = (values / np.linalg.norm(values)) @ own[rows]
    return found


class RoleModel:
    """For each kind, how likely it is to be the author's."""

    def __init__(self) -> None:
        self._words = TfidfVectorizer(
            token_pattern=r"\S+", ngram_range=(1, 2), min_df=2, sublinear_tf=True, lowercase=False, dtype=np.float32
        )
        self._letters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(3, 5), min_df=3, sublinear_tf=True, lowercase=False, dtype=np.float32
        )
        self._shared: dict[str, float] = {}
        """Weights of the signs, the same for all kinds."""

        self._own: list[Floats] = []
        """Weights of the words, and of the letters, for each kind."""

        self._least = 0.0

    def fit(self, texts: Sequence[str], roles: Sequence[str | None], weights: Sequence[float]) -> "RoleModel":
        """Learn from messages, who speaks in each, and how much each counts."""
        heard = [hear(text) for text in texts]
        kept = DictVectorizer(dtype=np.float32)
        marks = SIGNS_WEIGHT * kept.fit_transform([signs(item, kind) for item in heard for kind in KINDS])
        said = [words(item) for item in heard]
        told = [self._words.fit_transform(said), self._letters.fit_transform(said)]
        # One row for a message and a kind: the words count for that kind alone.
        apart = [sparse.kron(part, sparse.identity(len(KINDS))) for part in told]
        model = LogisticRegression(C=STRENGTH, solver="liblinear", max_iter=300, random_state=7)
        right = [role == kind for role in roles for kind in KINDS]
        model.fit(sparse.hstack([marks, *apart], format="csr"), right, np.repeat(weights, len(KINDS)))
        found = model.coef_[0].astype(np.float32)
        ends = np.cumsum([marks.shape[1], *(part.shape[1] for part in apart)])
        shared, *own, _ = np.split(found, ends)
        self._shared = dict(zip(kept.get_feature_names_out(), (SIGNS_WEIGHT * shared).tolist()))
        self._own = [part.reshape(-1, len(KINDS)) for part in own]
        self._least = float(model.intercept_[0])
        return self

    def shares(self, heard: Heard) -> Floats:
        """Probability of each of :data:`KINDS`."""
        said = words(heard)
        marks = [sum(self._shared.get(sign, 0.0) for sign in signs(heard, kind)) for kind in KINDS]
        scores = self._least + np.array(marks, dtype=np.float32)
        for vectorizer, own in zip((self._words, self._letters), self._own):
            scores += _weight(vectorizer, own, said)
        result: Floats = 1.0 / (1.0 + np.exp(-scores))
        return result

    def role(self, text: str) -> str | None:
        """Who speaks, :data:`~bot.reading.role_mentions.OTHER` included; None when it isn't said."""
        heard = hear(text)
        if not heard.clauses:
            return None
        shares = self.shares(heard)
        best = int(shares.argmax())
        return KINDS[best] if shares[best] >= SAID else None

    def save(self, path: Path) -> None:
        """Write it."""
        joblib.dump(self, path)


@lru_cache(maxsize=1)
def trained() -> RoleModel:
    """What was trained in the models' folder.

    Raises:
        FileNotFoundError: nothing was.
    """
    model: RoleModel = joblib.load(folders.models() / FOLDER / FILE)
    return model
