"""The tables of the evaluation, as figures and as text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bot.evaluation import metrics, reliability

if TYPE_CHECKING:
    from bot.evaluation.ranking import Outcome

DEPTHS = (1, 3, 10)


def recalls(ranks: NDArray[np.int64]) -> dict[str, Any]:
    """R@1, R@3, R@10 and MRR, with the bootstrap interval of R@1 and R@3."""
    row: dict[str, Any] = {"needs": len(ranks)}
    for depth in DEPTHS:
        row[f"R@{depth}"] = metrics.recall(ranks, depth)
    for depth in DEPTHS[:2]:
        row[f"R@{depth} 95 %"] = metrics.interval((ranks < depth).astype(float), lambda draw: float(draw.mean()))
    row["MRR"] = metrics.reciprocal(ranks)
    return row


def _decided(found: Sequence[Outcome]) -> dict[str, Any]:
    answered = [item for item in found if item.case.gold]
    others = [item for item in found if not item.case.gold]

    def share(flags: Sequence[bool]) -> float | None:
        return sum(flags) / len(flags) if flags else None

    row: dict[str, Any] = recalls(np.array([item.rank for item in answered], dtype=np.int64)) if answered else {}
    changed = [item for item in answered if item.match.question]
    return {
        **row, "needs": len(answered), "unanswerable": len(others),
        "after": share([item.after for item in answered]),
        "asked": share([item.match.decision == "ask" for item in found]),
        "asked_answered": share([item.match.decision == "ask" for item in answered]),
        "question_changed": share([item.rank >= 3 and item.after for item in changed]),
        "refused_wrongly": share([item.match.decision == "none" for item in answered]),
        "refused_rightly": share([item.match.decision == "none" for item in others]),
    }  # fmt: skip


def decisions(found: Sequence[Outcome]) -> dict[str, dict[str, Any]]:
    """What is decided, for all needs, by manner, by style and by size of collectivité."""
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for item in found:
        for name in (f"manière : {item.case.manner}", f"style : {item.case.style}", f"taille : {item.case.size}"):
            groups[name].append(item)
    return {"tous": _decided(found), **{name: _decided(groups[name]) for name in sorted(groups)}}


def _cell(value: Any, width: int = 6) -> str:
    return f"{value:{width}.3f}" if isinstance(value, float) else f"{'–':>{width}s}"


def _interval(value: Any) -> str:
    return f"[{value[0]:.2f} {value[1]:.2f}]" if value else " " * 11


def decision_lines(rows: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The table of what is decided, a line for each group of needs."""
    lines = [f"{'':32s}{'n':>4s} {'R@1':>6s} {'R@3':>6s} {'R@10':>6s} {'MRR':>6s} {'après':>6s} {'posée':>6s} "
             f"{'à tort':>6s} | {'n':>4s} {'refus':>6s}"]  # fmt: skip
    for name, row in rows.items():
        cells = " ".join(_cell(row.get(key)) for key in ("R@1", "R@3", "R@10", "MRR", "after", "asked",
                                                         "refused_wrongly"))  # fmt: skip
        lines.append(f"{name:32s}{row['needs']:4d} {cells} | {row['unanswerable']:4d} {_cell(row['refused_rightly'])}")
    return lines


def text(result: dict[str, Any]) -> str:
    """Everything that the terminal shows."""
    lines = [f"{'':32s}{'R@1':>6s} {'95 %':11s} {'R@3':>6s} {'95 %':11s} {'R@10':>6s} {'MRR':>6s}"
             f"  {'témoignages R@1 R@3':19s}  demandes R@1 R@3"]  # fmt: skip
    for name, row in result["methods"].items():
        manner = "  ".join(
            f"      {_cell(row['manner'][key]['R@1'])} {_cell(row['manner'][key]['R@3'])}"
            for key in ("témoignages", "demandes")
            if key in row["manner"]
        )
        lines.append(f"{name:32s}{_cell(row['R@1'])} {_interval(row['R@1 95 %'])} {_cell(row['R@3'])} "
                     f"{_interval(row['R@3 95 %'])} {_cell(row['R@10'])} {_cell(row['MRR'])}{manner}")  # fmt: skip
    lines += ["", *decision_lines(result["decisions"])]
    lines += ["", *reliability.lines(result), ""]
    for miss in result["misses"]:
        lines.append(f"{miss['id']} [{miss['style']}] {miss['text']}")
        lines.append(f"    attendu {', '.join(miss['gold'])} ({miss['rank']}) ; obtenu {', '.join(miss['first'])}")
        lines += [f"    voisin de {near['solution']} : {near['text']}" for near in miss["neighbours"]]
    return "\n".join(lines)
