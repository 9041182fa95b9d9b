"""Calibration with its interval, the refusal curve, and their figures."""

from pathlib import Path

import numpy as np
import pytest

from bot.evaluation import metrics, plots, reliability
from bot.evaluation.needs import Case
from bot.evaluation.ranking import Outcome
from bot.orientation.ranker import Match, Need


def _outcomes() -> list[Outcome]:
    """Needs whose first candidate is as probable as it is often right, then some that nothing answers."""
    chance = np.random.default_rng(3)
    found = []
    for number in range(600):
        said = round(float(chance.uniform(0.05, 0.95)), 4)
        gold = frozenset({"a"} if chance.uniform() < said else {"b"})
        found.append(Outcome(Case(str(number), Need("x"), gold, ""), Match("answer", 1, (("a", said), ("b", 0.01)))))
    nothing = Match("answer", 1, (("a", 0.1),))
    return found + [Outcome(Case(f"n{number}", Need("x"), frozenset(), ""), nothing) for number in range(40)]


def test_the_interval_is_steady_and_holds_a_known_error() -> None:
    chance = np.random.default_rng(5)
    right = chance.uniform(size=2000) < 0.5
    said = np.full(2000, 0.75)
    low, high = metrics.calibration_interval(said, right)
    assert low < 0.25 < high and high - low < 0.06
    assert (low, high) == metrics.calibration_interval(said, right)
    low, _ = metrics.calibration_interval(np.full(2000, 0.5), right)
    assert low == pytest.approx(0, abs=0.01)


def test_the_curve_begins_with_no_refusal_and_ends_with_all() -> None:
    curve = reliability.refusal_curve(_outcomes())
    assert (len(curve), curve[0], curve[-1]) == (101, (0.0, 0.0, 0.0), (1.0, 1.0, 1.0))
    assert all(one[1] <= other[1] and one[2] <= other[2] for one, other in zip(curve, curve[1:]))
    assert curve[20][2] == 1.0 and curve[20][1] < 0.25


def test_what_is_said(tmp_path: Path) -> None:
    found = _outcomes()
    rows = reliability.measured({"needs": found[:300], "needs + voices": found})
    curve, whole = reliability.refusal_curve(found), rows["needs + voices"]
    result = {"calibration": rows, "reliability": whole["bins"], "refusal_curve": curve, "none_below": 0.173}
    lines = reliability.lines(result)
    assert lines[0] == "Écart de calibration du premier candidat [intervalle à 95 %, 1000 tirages]"
    assert lines[1].startswith("needs (n = 300) : 0.0") and lines[2].startswith("needs + voices (n = 640) : 0.")
    assert len([line for line in lines if "(seuil retenu)" in line]) == 1
    assert any(line.startswith("0.17 ") and line.endswith("(seuil retenu)") for line in lines)
    assert sum(line.startswith("0.") and "→" in line for line in lines) == len(whole["bins"])
    plots.reliability_plot(whole["bins"], whole["error"], whole["95 %"], tmp_path / "calibration.svg")
    plots.refusal_plot({"tuning": curve, "measured": curve}, 0.173, tmp_path / "refus.svg")
    assert all("<svg" in (tmp_path / name).read_text() for name in ("calibration.svg", "refus.svg"))
