"""Endless batches of lessons, always in the same order for the same seed."""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

Row = Sequence[Any]

POOL = 8
"""Batches whose texts are dealt out together: those of like length share one, so that little is padding."""

SAME_FILE, FILES = 8, 4
"""Questions on one file, and files, of a batch: the other passages of the same file are the hard ones."""

FEWEST_WORDS = 4
"""A shorter text is left as it is."""


def half_said(text: str, chance: random.Random) -> str:
    """A text as somebody in a hurry would have left it: half the time a part of it, half the time words missing."""
    words = text.split()
    if len(words) > FEWEST_WORDS and chance.random() < 0.5:
        kept = max(3, int(len(words) * chance.uniform(0.3, 1)))
        first = chance.randrange(len(words) - kept + 1)
        words = words[first : first + kept]
    if len(words) > FEWEST_WORDS and chance.random() < 0.5:
        words = [word for word in words if chance.random() > 0.12] or words
    return " ".join(words)


def mixed(rows: Sequence[Row], size: int, chance: random.Random) -> Iterator[list[Row]]:
    """Batches of rows whose first item is a text."""
    while True:
        order = list(rows)
        chance.shuffle(order)
        for start in range(0, len(order) - size * POOL + 1, size * POOL):
            pool = sorted(order[start : start + size * POOL], key=lambda row: len(row[0]))
            batches = [pool[first : first + size] for first in range(0, len(pool), size)]
            chance.shuffle(batches)
            yield from batches


def by_file(questions: Sequence[Row], chance: random.Random) -> Iterator[list[Row]]:
    """Batches of questions (text, service, keys), several on each of a few files."""
    of: dict[str, list[Row]] = defaultdict(list)
    for row in questions:
        of[row[1]].append(row)
    while True:
        dealt = []
        for rows in of.values():
            chance.shuffle(rows)
            dealt += [rows[start : start + SAME_FILE] for start in range(0, len(rows), SAME_FILE)]
        chance.shuffle(dealt)
        for start in range(0, len(dealt) - FILES + 1, FILES):
            yield [row for rows in dealt[start : start + FILES] for row in rows]
