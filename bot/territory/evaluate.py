"""Accuracy of the resolver: ``python -m bot.territory.evaluate`` (add ``--quiet`` for the figures alone)."""

import json
import statistics
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.settings import get_settings
from bot.territory.model import Resolution
from bot.territory.resolve import resolve


@dataclass
class Report:
    """Counts by part and by form, the misses, and seconds a phrase."""

    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    misses: list[tuple[dict[str, Any], Resolution]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def accuracy(self, group: str) -> float:
        """Share of right answers in a part ("dev", "test") or a form."""
        return self.right[group] / self.asked[group]


def phrases() -> list[dict[str, Any]]:
    """The development set: ``{"text", "kind", "code"}`` or ``{"text", "ambiguous"}``, with ``form`` and ``part``."""
    path = get_settings().data_dir / "evaluation" / "territories.jsonl"
    return [json.loads(row) for row in path.read_text(encoding="utf-8").splitlines() if row.strip()]


def is_right(phrase: dict[str, Any], resolution: Resolution) -> bool:
    """Whether the resolution is what the phrase expects."""
    if phrase.get("ambiguous"):
        return resolution.status == "ambiguous"
    if phrase["kind"] is None:
        return resolution.status == "none"
    found = resolution.territory
    return found is not None and (found.kind, found.code) == (phrase["kind"], phrase["code"])


def evaluate(rows: Sequence[dict[str, Any]]) -> Report:
    """Resolve each phrase and count."""
    report = Report()
    resolve("Vierzon")  # loads the gazetteer outside the measure
    for phrase in rows:
        started = time.perf_counter()
        resolution = resolve(phrase["text"])
        report.seconds.append(time.perf_counter() - started)
        right = is_right(phrase, resolution)
        for group in (phrase["part"], f"{phrase['part']} {phrase['form']}"):
            report.asked[group] += 1
            report.right[group] += right
        if not right:
            report.misses.append((phrase, resolution))
    return report


def main(argv: Sequence[str]) -> int:
    """Print the report; misses of the test part are counted, never shown, so that nobody tunes on them."""
    report = evaluate(phrases())
    for group in sorted(report.asked):
        print(f"{group:20} {report.accuracy(group):.3f}  ({report.right[group]}/{report.asked[group]})")
    for phrase, resolution in report.misses:
        if phrase["part"] == "dev" and "--quiet" not in argv:
            found = resolution.territory or [f"{c.name} {c.code}" for c in resolution.candidates[:4]]
            print(f"miss: {phrase['text']!r} expected {phrase.get('code') or phrase}: {resolution.status} {found}")
    ordered = sorted(report.seconds)
    print(f"p50 {statistics.median(ordered) * 1000:.2f} ms, p95 {ordered[int(len(ordered) * 0.95)] * 1000:.2f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
