"""Plots of the evaluation, as SVG files: recall of the methods, reliability, what "none" costs and saves."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.evaluation.metrics import wilson
from bot.texts import texts


def _figure(width: float, height: float) -> tuple[Any, Any]:
    import matplotlib

    matplotlib.use("Agg")
    # Same input, same file: no date, no random identifiers.
    matplotlib.rcParams["svg.hashsalt"] = "orientation"
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.add_subplot()


def _save(figure: Any, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None})


def recall_plot(rows: Mapping[str, Mapping[str, float]], path: Path) -> None:
    """R@1, R@3 and R@10 of each method, as bars."""
    say = texts(__file__).say
    figure, axes = _figure(9, 0.5 * len(rows) + 1)
    depths = ("R@1", "R@3", "R@10")
    for place, depth in enumerate(depths):
        heights = [row[depth] for row in rows.values()]
        axes.barh([number + 0.27 * (1 - place) for number in range(len(rows))], heights, height=0.25, label=depth)
    axes.set_yticks(range(len(rows)), [name.strip() for name in rows])
    axes.invert_yaxis()
    axes.set_xlim(0, 1)
    axes.set_xlabel(say("plots.part"))
    axes.legend(loc="lower right")
    _save(figure, path)


def reliability_plot(bins: Sequence[Sequence[float]], error: float, bounds: tuple[float, float], path: Path) -> None:
    """Share of right answers against the probability said, by tenth, with Wilson's interval and the count of each."""
    say = texts(__file__).say
    figure, axes = _figure(5, 5)
    axes.plot([0, 1], [0, 1], linestyle="--", color="grey")
    for said, true, count in bins:
        low, high = wilson(round(true * count), int(count))
        axes.plot([said, said], [low, high], color="black", linewidth=1)
        axes.annotate(f"{int(count)}", (said, low), (0, -3), textcoords="offset points", ha="center", va="top", size=7)
    axes.scatter([row[0] for row in bins], [row[1] for row in bins], s=[10 + row[2] / 4 for row in bins], zorder=3)
    axes.set_xlim(0, 1)
    axes.set_ylim(-0.05, 1.02)
    axes.set_aspect("equal")
    axes.set_xlabel(say("plots.dite"))
    axes.set_ylabel(say("plots.vraie"))
    shown = [f"{number:.3f}".replace(".", ",") for number in (error, *bounds)]
    axes.set_title(say("plots.ecart", ecart=shown[0], bas=shown[1], haut=shown[2]))
    _save(figure, path)


def refusal_plot(curves: Mapping[str, Sequence[tuple[float, float, float]]], chosen: float, path: Path) -> None:
    """Wrong refusals against right ones, for each bar, a curve a group of needs; the chosen bar is marked on each."""
    say = texts(__file__).say
    figure, axes = _figure(6, 4.5)
    for key, curve in curves.items():
        axes.plot([row[1] for row in curve], [row[2] for row in curve], label=say(f"plots.courbes.{key}"))
    marks = [min(curve, key=lambda row: abs(row[0] - chosen)) for curve in curves.values()]
    named = say("plots.seuil", seuil=f"{chosen:.2f}".replace(".", ","))
    axes.scatter([mark[1] for mark in marks], [mark[2] for mark in marks], color="black", zorder=3, label=named)
    axes.set_xlim(0, 0.25)
    axes.set_ylim(0, 1)
    axes.set_xlabel(say("plots.refus_a_tort"))
    axes.set_ylabel(say("plots.refus_a_raison"))
    axes.legend(loc="lower right")
    _save(figure, path)
