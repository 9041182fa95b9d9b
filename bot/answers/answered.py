"""Whether a file holds the answer to a question at all, and how sure a passage is to be it, as probabilities."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from bot.answers import likeness
from bot.answers.sheets import KINDS, Sheet, Words

Floats = NDArray[np.float64]

SEED = 7


@dataclass(frozen=True)
class Scored:
    """What the earlier models say of a question on one file."""

    scores: NDArray[np.float32]
    """The affinity of each passage."""

    none: float
    """The affinity of "no passage"."""

    likeness: NDArray[np.float32]
    kinds: Floats
    """Probability of each kind of question."""

    said: frozenset[str]
    """Stems of the question."""

    @property
    def shares(self) -> Floats:
        """Share of each passage in the choice, "no passage" being one."""
        odds = np.exp(np.minimum(self.scores - self.none, 30.0).astype(np.float64))
        result: Floats = odds / (1 + odds.sum())
        return result


def marks(scored: Scored, sheet: Sheet, words: Words) -> Floats:
    """What tells whether a file answers: the best passages' shares, the question's kind, its words that are unknown."""
    shares = scored.shares
    order = np.argsort(-shares, kind="stable")
    best, second = order[0], order[min(1, len(order) - 1)]
    cosines, unknown = scored.likeness[:, likeness.BOTH], scored.said - sheet.words
    held = np.zeros(len(KINDS))
    held[sheet.kinds] = 1
    plain = [
        _logit(shares.sum()), _logit(shares[best]), _logit(shares[second]), scored.scores[best] - scored.none,
        *scored.likeness.max(axis=0), scored.likeness[best, likeness.WORDS], cosines.max() - np.median(cosines),
        words.weight(unknown) / max(words.weight(scored.said), 1e-9), words.weight(unknown), len(scored.said),
        scored.kinds.max(), scored.kinds[sheet.kinds[best]], scored.kinds @ held, len(shares),
        float(bool(sheet.passages[0].question)),
    ]  # fmt: skip
    return np.concatenate([plain, scored.kinds])


def _logit(share: float) -> float:
    share = min(max(float(share), 1e-4), 1 - 1e-4)
    return float(np.log(share / (1 - share)))


class AnsweredModel:
    """Two logistic regressions: of a file's holding the answer, then of a passage's being it."""

    def __init__(self) -> None:
        self._file = make_pipeline(StandardScaler(), LogisticRegression(C=0.05, max_iter=500, random_state=SEED))
        self._passage = LogisticRegression(C=1.0, max_iter=300, random_state=SEED)

    def fit_file(self, rows: Floats, answered: NDArray[np.bool_]) -> "AnsweredModel":
        """Learn from the marks of questions that the earlier models hadn't seen."""
        self._file.fit(rows, answered)
        return self

    def fit_passage(self, scored: list[Scored], answered: Floats, right: list[NDArray[np.bool_]]) -> "AnsweredModel":
        """Learn from the same questions, with what :meth:`answered` says of each when it hasn't seen it."""
        rows = [_passage_rows(one, probability) for one, probability in zip(scored, answered)]
        self._passage.fit(np.vstack(rows), np.concatenate(right))
        return self

    def answered(self, rows: Floats) -> Floats:
        """Probability that the file holds the answer, one a row of marks."""
        result: Floats = self._file.predict_proba(rows)[:, 1]
        return result

    def passages(self, scored: Sequence[Scored], answered: Floats) -> list[Floats]:
        """Probability of each passage to answer, file by file; the order in a file is that of the affinities."""
        rows = [_passage_rows(one, float(held)) for one, held in zip(scored, answered)]
        ends = np.cumsum([len(some) for some in rows])[:-1]
        return list(np.split(self._passage.predict_proba(np.vstack(rows))[:, 1], ends))


def _passage_rows(scored: Scored, answered: float) -> Floats:
    """A passage's lead on the others of its file, and whether the file answers."""
    scores = scored.scores.astype(np.float64)
    among = scores - np.logaddexp.reduce(scores)
    behind = scores - scores.max()
    return np.column_stack([np.maximum(among, -12), np.maximum(behind, -12), np.full(len(scores), _logit(answered))])
