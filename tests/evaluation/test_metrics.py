"""The measures, on cases whose value is known."""

import numpy as np
import pytest

from bot.evaluation import metrics


def test_the_best_placed_right_answer_counts() -> None:
    scores = np.array([[0.1, 0.9, 0.5], [0.3, 0.2, 0.1], [1.0, 1.0, 1.0]])
    assert metrics.first_right(scores, [[0, 2], [2], []]).tolist() == [1, 2, metrics.MISSED]


def test_recall_and_reciprocal_rank() -> None:
    ranks = np.array([0, 2, 9, 10, metrics.MISSED])
    assert metrics.recall(ranks, 1) == pytest.approx(0.2)
    assert metrics.recall(ranks, 3) == pytest.approx(0.4)
    assert metrics.reciprocal(ranks) == pytest.approx((1 + 1 / 3 + 0.1) / 5)


def test_an_interval_holds_its_measure_and_is_the_same_each_time() -> None:
    values = np.array([1.0] * 80 + [0.0] * 20)
    low, high = metrics.interval(values, lambda draw: float(draw.mean()))
    assert low < 0.8 < high
    assert (low, high) == metrics.interval(values, lambda draw: float(draw.mean()))


def test_calibration_is_nil_when_probabilities_are_true() -> None:
    said = np.array([0.25] * 400 + [0.75] * 400)
    right = np.array([True] * 100 + [False] * 300 + [True] * 300 + [False] * 100)
    error, bins = metrics.calibration(said, right)
    assert error == pytest.approx(0)
    assert [row[2] for row in bins] == [400, 400]
    assert metrics.calibration(said, ~right)[0] == pytest.approx(0.5)


def test_wilsons_interval() -> None:
    assert metrics.wilson(0, 10) == pytest.approx((0, 0.2775), abs=1e-3)
    assert metrics.wilson(10, 10) == pytest.approx((0.7225, 1), abs=1e-3)
    assert metrics.wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-3)
    assert metrics.proportion(35, 118) == "35/118  0.297 [0.22 0.38]"
    assert metrics.proportion(0, 0) == "0/0"
