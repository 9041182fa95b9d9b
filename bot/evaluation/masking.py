"""How well personal details are masked: ``python -m bot.evaluation.masking [FILE]``.

The set holds phrases with details (``masked`` is the expected text) and phrases without (``masked`` is null), of one
``kind`` each. A phrase counts only when the whole text is as expected.
"""

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from bot.gateway.masking import mask
from bot.settings import get_settings

RECALL_FLOOR = 0.98
"""Share of the phrases with details that must come out as expected."""
CHANGED_CEILING = 0.01
"""Share of the phrases without details that may come out changed."""


@dataclass(frozen=True)
class Phrase:
    """One line of the set."""

    text: str
    masked: str | None
    kind: str

    @property
    def expected(self) -> str:
        """What must come out."""
        return self.text if self.masked is None else self.masked


@dataclass
class Figures:
    """Phrases and right ones, by kind, of one half of the set."""

    total: dict[str, int] = field(default_factory=dict)
    right: dict[str, int] = field(default_factory=dict)
    faults: list[tuple[Phrase, str]] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many phrases."""
        return sum(self.total.values())

    @property
    def share(self) -> float:
        """Share of right ones."""
        return sum(self.right.values()) / self.count if self.count else 0.0


def read(path: Path) -> list[Phrase]:
    """The phrases of a file of JSON lines."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [Phrase(**json.loads(line)) for line in lines if line.strip()]


def measure(phrases: Iterable[Phrase]) -> tuple[Figures, Figures]:
    """Figures of the phrases with details, and of those without."""
    holding, plain = Figures(), Figures()
    for phrase in phrases:
        figures = plain if phrase.masked is None else holding
        came = mask(phrase.text)
        figures.total[phrase.kind] = figures.total.get(phrase.kind, 0) + 1
        figures.right[phrase.kind] = figures.right.get(phrase.kind, 0) + (came == phrase.expected)
        if came != phrase.expected:
            figures.faults.append((phrase, came))
    return holding, plain


def _show(title: str, figures: Figures) -> None:
    sys.stdout.write(f"{title}\n")
    for kind, total in figures.total.items():
        sys.stdout.write(f"  {kind:<12} {figures.right[kind]:>4} / {total}\n")
    for phrase, came in figures.faults:
        sys.stdout.write(f"  ! {phrase.text}\n    {came}\n")


def main(arguments: list[str]) -> int:
    """Print the figures by kind; status 1 when a floor isn't held."""
    path = Path(arguments[0]) if arguments else get_settings().data_dir / "evaluation" / "masking.jsonl"
    holding, plain = measure(read(path))
    _show("phrases with details, masked as expected", holding)
    _show("phrases without, left alone", plain)
    changed = 1 - plain.share
    sys.stdout.write(f"recall {holding.share:.3f} of {holding.count} (floor {RECALL_FLOOR})\n")
    sys.stdout.write(f"changed {changed:.3f} of {plain.count} (ceiling {CHANGED_CEILING})\n")
    return 0 if holding.share >= RECALL_FLOOR and changed <= CHANGED_CEILING else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
