"""Whether the probabilities that are said come true, and what a bar on them refuses, rightly and wrongly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.evaluation import metrics
from bot.texts import texts

if TYPE_CHECKING:
    from bot.evaluation.ranking import Outcome

Curve = Sequence[tuple[float, float, float]]
"""For each bar: the bar, the share of needs refused wrongly, and of others rightly."""

PRINTED = tuple(number / 20 for number in range(1, 13))
"""Bars of the curve that the terminal shows, the chosen one besides."""


def probabilities(found: Sequence[Outcome]) -> tuple[metrics.Floats, np.ndarray[Any, Any]]:
    """Probability said of the first candidate of each need, and whether it is right."""
    firsts = [(item.match.solutions[0], item.case.gold) for item in found if item.match.solutions]
    return np.array([score for (_, score), _ in firsts]), np.array(
        [key in gold for (key, _), gold in firsts], dtype=bool
    )


def measured(groups: Mapping[str, Sequence[Outcome]]) -> dict[str, dict[str, Any]]:
    """Calibration error of each group of needs, with its interval and its tenths."""
    rows: dict[str, dict[str, Any]] = {}
    for name, found in groups.items():
        said, right = probabilities(found)
        error, bins = metrics.calibration(said, right)
        bounds = metrics.calibration_interval(said, right)
        rows[name] = {"needs": len(said), "error": error, "95 %": bounds, "bins": bins}
    return rows


def refusal_curve(found: Sequence[Outcome]) -> list[tuple[float, float, float]]:
    """The curve of a bar on the surest candidate, alone: doors and near misses refuse more."""
    best = np.array([item.match.solutions[0][1] if item.match.solutions else 0.0 for item in found])
    answerable = np.array([bool(item.case.gold) for item in found])
    return [_at(float(bar), best, answerable) for bar in np.linspace(0, 1, 101)]


def _at(bar: float, best: metrics.Floats, answerable: np.ndarray[Any, Any]) -> tuple[float, float, float]:
    return bar, float((best[answerable] < bar).mean()), float((best[~answerable] < bar).mean())


def lines(result: Mapping[str, Any]) -> list[str]:
    """What the terminal shows of it."""
    say = texts(__file__).say
    shown = [say("fiabilite.titre", tirages=metrics.DRAWS)]
    for name, row in result["calibration"].items():
        low, high = (f"{bound:.3f}" for bound in row["95 %"])
        shown.append(say("fiabilite.ligne", jeu=name, n=row["needs"], ecart=f"{row['error']:.3f}", bas=low, haut=high))
    shown += ["", say("fiabilite.bacs")]
    for said, true, count in result["reliability"]:
        shown.append(say("fiabilite.bac", dite=f"{said:.2f}", vraie=f"{true:.2f}", nombre=int(count)))
    return [*shown, "", say("fiabilite.refus"), *_curve_lines(result["refusal_curve"], result["none_below"])]


def _curve_lines(curve: Curve, chosen: float) -> list[str]:
    say = texts(__file__).say
    nearest = min(curve, key=lambda row: abs(row[0] - chosen))[0]
    rows = []
    for bar, wrong, right in curve:
        key = "retenu" if bar == nearest else "seuil" if any(abs(bar - one) < 1e-9 for one in PRINTED) else None
        if key:
            rows.append(say(f"fiabilite.{key}", seuil=f"{bar:.2f}", tort=f"{wrong:.3f}", raison=f"{right:.3f}"))
    return rows
