"""How places are really typed, measured: ``python -m bot.territory.variants``.

Options: ``--all`` (every commune where a sample of 500 is read otherwise), ``--pages FOLDER`` (texts whose words are
the everyday words; the catalogue by default), ``--misses`` (what went wrong, part "test" aside).
"""

import argparse
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.territory import variant_phrases as made
from bot.territory.model import Resolution
from bot.territory.resolve import resolve

RIGHT, ASKED, ASKED_WITHOUT, OTHER, OTHER_KIND, NOTHING = "right", "asked", "without", "other", "kind", "none"
"""Outcomes: found; a choice that holds it; a choice that doesn't; another commune; another kind; nothing."""


@dataclass
class Row:
    """One line of the table."""

    name: str
    counts: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Phrases read."""
        return sum(self.counts.values())

    def share(self, outcome: str) -> float:
        """Part of an outcome."""
        return self.counts[outcome] / self.total if self.total else 0.0

    def line(self) -> str:
        """The row as printed."""
        kinds = (RIGHT, ASKED, ASKED_WITHOUT, OTHER, OTHER_KIND, NOTHING)
        shares = "  ".join(f"{kind} {self.share(kind):7.2%}" for kind in kinds)
        return f"{self.name:34} n={self.total:6}  {shares}"


def outcome(phrase: made.Phrase, resolution: Resolution) -> str:
    """What came of a phrase."""
    found = resolution.territory
    if phrase.code is None:
        return RIGHT if found is None else OTHER if found.kind == "commune" else OTHER_KIND
    if found is not None:
        if (found.kind, found.code) == (phrase.kind, phrase.code):
            return RIGHT
        return OTHER if found.kind == "commune" else OTHER_KIND
    codes = {candidate.code for candidate in resolution.candidates}
    return NOTHING if not codes else ASKED if phrase.code in codes else ASKED_WITHOUT


def measure(name: str, phrases: Iterable[made.Phrase]) -> Row:
    """Resolve each phrase and count."""
    row = Row(name)
    for phrase in phrases:
        started = time.perf_counter()
        resolution = resolve(phrase.text, asked=phrase.asked)
        row.seconds.append(time.perf_counter() - started)
        what = outcome(phrase, resolution)
        row.counts[what] += 1
        if what != RIGHT:
            got = [resolution.territory] if resolution.territory else resolution.candidates[:3]
            row.misses.append(f"{what}: {phrase.text!r} {phrase.code} -> {[f'{t.code} {t.name}' for t in got if t]}")
    return row


def table(everything: bool, pages: Path | None) -> list[Row]:
    """Every row of the measure."""
    size = None if everything else 500
    typed = None if everything else 300
    rows = [
        measure("name + (number)", made.numbered(size)),
        measure("capitals + (number)", made.shouted(size)),
        *(measure(f"typo {kind} + (number)", made.mistyped(kind, 2000 if everything else 500)) for kind in made.TYPOS),
        measure("glued apostrophe", made.glued(typed)),
        measure("glued apostrophe + (number)", made.glued(typed, numbered=True)),
        measure("dans l<département>", made.elided()),
        measure("petite commune (number)", made.small_communes()),
        measure("postal code alone", made.postal(2000 if everything else 500)),
        measure("lone everyday word", made.words(pages, asked=False)),
        measure("lone everyday word, asked", made.words(pages, asked=True)),
        measure("dates", made.dates()),
        measure("own places", made.own()),
        measure("others' places dev", made.elsewhere("dev")),
        measure("others' places test", made.elsewhere("test")),
    ]
    return rows


def main(argv: Sequence[str]) -> int:
    """Print the table and the time that a phrase takes."""
    parser = argparse.ArgumentParser(prog="bot.territory.variants")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--pages", type=Path)
    options = parser.parse_args(argv)
    resolve("Vierzon")  # loads the gazetteer outside the measure
    rows = table(options.all, options.pages)
    for row in rows:
        print(row.line())
        if options.misses and not row.name.endswith("test"):
            print("\n".join(f"    {miss}" for miss in row.misses[:25]))
    seconds = sorted(second for row in rows for second in row.seconds)
    for name, share in (("p95", 0.95), ("p99", 0.99), ("most", 1.0)):
        print(f"{name} {seconds[min(int(len(seconds) * share), len(seconds) - 1)] * 1000:.2f} ms", end="  ")
    print(f"p50 {statistics.median(seconds) * 1000:.2f} ms, {len(seconds)} phrases")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
