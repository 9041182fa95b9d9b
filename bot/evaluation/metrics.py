"""Measures of a ranking: recall at a depth, mean reciprocal rank, calibration, and how sure they are."""

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MISSED = 10**6
"""Rank of a right answer that isn't in the list."""

DRAWS = 1000
SEED = 11

Z = 1.959964
"""Normal quantile of a 95 % interval."""


def first_right(scores: Floats, gold: Sequence[Sequence[int]]) -> NDArray[np.int64]:
    """Rank (0 first) of the best placed right answer of each need; needs x solutions scores, ties in order."""
    ranks = np.empty(len(gold), dtype=np.int64)
    for row, answers in enumerate(gold):
        order = np.argsort(-scores[row], kind="stable")
        places = np.empty(len(order), dtype=np.int64)
        places[order] = np.arange(len(order))
        ranks[row] = min((int(places[column]) for column in answers), default=MISSED)
    return ranks


def recall(ranks: NDArray[np.int64], depth: int) -> float:
    """Share of needs with a right answer among the first ``depth``."""
    return float((ranks < depth).mean()) if len(ranks) else float("nan")


def reciprocal(ranks: NDArray[np.int64]) -> float:
    """Mean reciprocal rank of the first right answer, among the first ten."""
    return float(np.where(ranks < 10, 1.0 / (ranks + 1.0), 0.0).mean()) if len(ranks) else float("nan")


def interval(values: Sequence[float] | Floats, measure: Callable[[Floats], float]) -> tuple[float, float]:
    """The 95 % bootstrap interval of a measure over needs (1,000 draws, fixed seed)."""
    data = np.asarray(values)
    if not len(data):
        return float("nan"), float("nan")
    chance = np.random.default_rng(SEED)
    drawn = [measure(data[chance.integers(0, len(data), len(data))]) for _ in range(DRAWS)]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(low), float(high)


def wilson(right: int, total: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share: right even for few cases, and for none or all of them."""
    if not total:
        return float("nan"), float("nan")
    share, square = right / total, Z * Z / total
    middle = share + square / 2
    spread = math.sqrt(square * share * (1 - share) + square * square / 4)
    return max(0.0, (middle - spread) / (1 + square)), min(1.0, (middle + spread) / (1 + square))


def proportion(right: int, total: int) -> str:
    """A share as it is printed, with its counts and Wilson's interval."""
    if not total:
        return "0/0"
    low, high = wilson(right, total)
    return f"{right}/{total}  {right / total:.3f} [{low:.2f} {high:.2f}]"


def calibration(probabilities: Floats, right: NDArray[np.bool_], bins: int = 10) -> tuple[float, list[list[float]]]:
    """Expected calibration error, and each bin's mean probability, share of right ones and count."""
    edges = np.minimum((probabilities * bins).astype(int), bins - 1)
    error, rows = 0.0, []
    for number in range(bins):
        inside = edges == number
        count = int(inside.sum())
        if count:
            said, true = float(probabilities[inside].mean()), float(right[inside].mean())
            error += count / len(probabilities) * abs(said - true)
            rows.append([said, true, float(count)])
    return error, rows


def calibration_interval(probabilities: Floats, right: NDArray[np.bool_]) -> tuple[float, float]:
    """The 95 % bootstrap interval of the expected calibration error.

    A draw repeats needs, which adds to the error of its bins: the interval is that of the differences with the measure
    (« basic » bootstrap), which takes this bias away, never under zero.
    """
    rows = np.column_stack([probabilities, right.astype(np.float64)])
    error, _ = calibration(probabilities, right)
    low, high = interval(rows, lambda draw: calibration(draw[:, 0], draw[:, 1] > 0)[0])
    return max(0.0, 2 * error - high), max(0.0, 2 * error - low)
