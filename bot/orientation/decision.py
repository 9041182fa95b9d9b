"""Answer, ask or none: probabilities that mean something, and thresholds fitted on the tuning needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from bot.orientation.evidence import Table
from bot.orientation.fusion import softmax

Floats = NDArray[np.float64]

MAX_SHOWN = 3
"""A short list is short."""

WRONG_REFUSALS = 0.02
"""Share of answerable tuning needs that may be refused; the bar of "none" follows from it."""

ASK_BELOW = 0.8
"""Above this probability that one of the first three answers, the list is shown without a question."""

ASK_UNDER = 0.6
"""A first candidate at least this probable is shown, rivals or not: the list then tells them apart by itself."""

RIVAL = 0.35
"""Share of the first candidate's probability that the second must have: nothing is to be told apart otherwise."""


def _logit(values: Floats) -> Floats:
    clipped = np.clip(values, 1e-4, 1 - 1e-4)
    result: Floats = np.log(clipped / (1 - clipped))
    return result


def familiarity(fused: Floats, marks: Table) -> Floats:
    """What tells, whatever the solution, whether a need is answerable: needs x features."""
    best = np.sort(fused, axis=1)
    shares = softmax(fused)
    entropy = -(shares * np.log(shares + 1e-9)).sum(axis=1)
    columns = [best[:, -1], best[:, -1] - best[:, -2], best[:, -1] - best[:, -4], shares.max(axis=1), entropy]
    return np.column_stack([marks.astype(np.float64), *columns])


def _binary(strength: float) -> Pipeline:
    return make_pipeline(StandardScaler(), LogisticRegression(C=strength, max_iter=3000))


@dataclass(frozen=True)
class TuningRows:
    """Needs that only fit the decision: fused scores, marks, and what is right."""

    fused: Floats
    marks: Table
    gold: Sequence[Sequence[int]]
    weights: Floats
    """Weight of each row in the fit."""


class Decision:
    """Calibrated probabilities and the bar under which nothing is proposed."""

    def __init__(self) -> None:
        self._answerable = _binary(0.05)
        self._candidate = LogisticRegression(C=10.0, max_iter=2000)
        self.none_below = 0.0
        self.show_above = 0.0

    def fit(self, rows: TuningRows, bar_rows: NDArray[np.bool_]) -> "Decision":
        """Fit the probabilities by cross-validation on the rows, and the bars on those of ``bar_rows``."""
        features = familiarity(rows.fused, rows.marks)
        answerable = np.array([bool(answers) for answers in rows.gold])
        weights = {"logisticregression__sample_weight": rows.weights}
        chances = cross_val_predict(
            self._answerable, features, answerable, cv=5, method="predict_proba", fit_params=weights
        )[:, 1]
        self._answerable.fit(features, answerable, **weights)
        inputs, right, weight = self._candidate_rows(rows, chances)
        self._candidate.fit(inputs, right, sample_weight=weight)
        kept = bar_rows & answerable
        best = self._probabilities(rows.fused, chances).max(axis=1)
        # The best candidate's probability holds that something answers, and that it is this one: one sure candidate
        # outweighs a message that looks like those that nothing answers.
        self.none_below = float(np.quantile(best[kept], WRONG_REFUSALS))
        self.show_above = max(0.15, float(np.quantile(best[kept], 0.05)))
        return self

    def _candidate_rows(self, rows: TuningRows, chances: Floats) -> tuple[Floats, NDArray[np.bool_], Floats]:
        """The ten best candidates of each row: their features, whether they are right, their weight."""
        inputs, right, weight = [], [], []
        logits = self._logits(rows.fused, chances)
        for row, answers in enumerate(rows.gold):
            for column in np.argsort(-rows.fused[row])[:10]:
                inputs.append(logits[row, column])
                right.append(column in answers)
                weight.append(rows.weights[row])
        return np.array(inputs), np.array(right), np.array(weight)

    @staticmethod
    def _logits(fused: Floats, chances: Floats) -> Floats:
        """Needs x solutions x (log-odds of its share, its gap to the best, log-odds of answerability)."""
        shares = _logit(softmax(fused))
        gaps = fused - fused.max(axis=1, keepdims=True)
        return np.stack([shares, gaps, np.broadcast_to(_logit(chances)[:, None], shares.shape)], axis=2)

    def _probabilities(self, fused: Floats, chances: Floats) -> Floats:
        logits = self._logits(fused, chances)
        flat = self._candidate.predict_proba(logits.reshape(-1, logits.shape[2]))[:, 1]
        result: Floats = flat.reshape(fused.shape)
        return result

    def verdict(self, ranked: Sequence[float], surest: float) -> Literal["answer", "ask", "guess", "none"]:
        """What to do of probabilities, best first; nothing under the bar is shown as an answer, at most as a guess.

        ``surest`` is the best one's before those that aren't for the person were left out.
        """
        best, second = ([*ranked[:2], 0.0, 0.0])[:2]
        if min(best, surest) < self.none_below or not best:
            return "none"
        missed = float(np.prod([1 - score for score in ranked[:MAX_SHOWN]]))
        if best < ASK_UNDER and 1 - missed < ASK_BELOW and second >= RIVAL * best:
            return "ask"
        return "answer" if best >= self.show_above else "guess"

    def read(self, fused: Floats, marks: Table) -> tuple[Floats, Floats]:
        """For each need the probability that something answers it, and each solution's that it does."""
        chances: Floats = self._answerable.predict_proba(familiarity(fused, marks))[:, 1]
        return chances, self._probabilities(fused, chances)
