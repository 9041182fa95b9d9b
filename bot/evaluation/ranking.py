"""``orientation evaluate``: recall, refusals and questions on the development needs, by style."""

import json
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.orientation.match import parse_line
from bot.orientation.ranker import Match, ModelMissing, Ranker
from bot.settings import get_settings

MISSED = 10**6


@dataclass(frozen=True)
class Outcome:
    """One need and what the ranker made of it."""

    style: str
    rank: int | None
    """Rank (0 first) of the best right answer; None when nothing answers the need."""

    decision: str
    after: bool
    """Whether a right answer is among three once the useful choice is made."""


def outcome(row: dict[str, Any], match: Match) -> Outcome:
    """Compare a match with the gold of its need."""
    gold = set(row["gold"])
    if not gold:
        return Outcome(row["style"], None, match.decision, False)
    ranks = [rank for rank, (key, _) in enumerate(match.solutions) if key in gold]
    rank = min(ranks, default=MISSED)
    after = rank < 3
    if match.question:
        after = any(gold & {key for key, _ in choice.solutions[:3]} for choice in match.question.choices)
    return Outcome(row["style"], rank, match.decision, after)


def line(name: str, outcomes: list[Outcome]) -> str:
    """One row of the table."""
    ranks = [item.rank for item in outcomes if item.rank is not None]
    answerable = [item for item in outcomes if item.rank is not None]
    rest = [item for item in outcomes if item.rank is None]

    def share(count: int, total: int) -> str:
        return f"{count / total:6.3f}" if total else "     –"

    cells = [share(sum(rank < depth for rank in ranks), len(ranks)) for depth in (1, 3, 10)]
    cells.append(f"{sum(1 / (rank + 1) for rank in ranks if rank < MISSED) / len(ranks):6.3f}" if ranks else "     –")
    cells.append(share(sum(item.after for item in answerable), len(answerable)))
    cells.append(share(sum(item.decision == "ask" for item in answerable), len(answerable)))
    cells.append(share(sum(item.decision == "none" for item in answerable), len(answerable)))
    cells.append(share(sum(item.decision == "none" for item in rest), len(rest)))
    return f"{name:16s} {len(ranks):5d} " + " ".join(cells) + f" {len(rest):5d}"


def evaluate_ranking(path: Path | None = None) -> int:
    """Print the table; status 2 when there is no model."""
    settings = get_settings()
    path = path or settings.data_dir / "evaluation" / "needs.jsonl"
    try:
        ranker = Ranker.load(settings.models_dir / "orientation")
    except ModelMissing as error:
        sys.stderr.write(f"orientation: {error}\n")
        return 2
    by_style: dict[str, list[Outcome]] = defaultdict(list)
    for text in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(text)
        by_style[row["style"]].append(outcome(row, ranker.match(parse_line(text)[1])))
    titles = "R@1    R@3    R@10   MRR    after  ask    wrong  refused"
    sys.stdout.write(f"{'':16s} {'needs':>5s} {titles}  none\n")
    for style in sorted(by_style):
        sys.stdout.write(line(style, by_style[style]) + "\n")
    sys.stdout.write(line("all", [item for items in by_style.values() for item in items]) + "\n")
    return 0
