"""What every need of a month came to, so that the lines add up and no small number can be found."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.impact.figures import SMALLEST

OUTCOMES = ("list", "question", "near", "nothing", "door", "emergency", "file_answered", "file_silent", "other")
"""In the order in which they are told; exactly one a need."""

KINDS = {
    "list": "list_shown", "question": "question_asked", "near": "near_shown", "nothing": "no_result", "door": "door",
    "emergency": "emergency", "file_answered": "file_answered", "file_silent": "file_silent", "other": "need_sent",
}  # fmt: skip
"""The kind of event that each is counted by."""


@dataclass(frozen=True)
class Accounted:
    """The needs of a month: shown alone, in one sum because they are few, or not counted yet.

    ``shown`` and ``rest`` together are all the needs.
    """

    shown: dict[str, int]
    few: tuple[str, ...]
    """Outcomes of 1 to 4 needs, whose number is in ``rest`` only."""
    joined: tuple[str, ...]
    """Outcomes that are in ``rest`` with them, so that none can be found by taking the others from the whole."""
    unmeasured: tuple[str, ...]
    """Outcomes that nobody counted in that month: their needs are with the others'."""
    rest: int


def accounted(outcomes: Mapping[str, int], month: str, since: Mapping[str, str]) -> Accounted:
    """Needs by what they came to, as they can be told; ``since``: the first month of each kind."""
    counts = {name: outcomes.get(name, 0) for name in OUTCOMES}
    unmeasured = tuple(name for name in OUTCOMES if name != "other" and since.get(KINDS[name], "") > month)
    for name in unmeasured:
        counts["other"] += counts.pop(name)
    few = [name for name, count in counts.items() if 0 < count < SMALLEST]
    joined: list[str] = []
    rest = sum(counts[name] for name in few)
    large = sorted((name for name, count in counts.items() if count >= SMALLEST), key=lambda name: -counts[name])
    while 0 < rest < SMALLEST and large:
        joined.append(large.pop())
        rest += counts[joined[-1]]
    shown = {name: count for name, count in counts.items() if name not in (*few, *joined)}
    return Accounted(shown, tuple(few), tuple(joined), unmeasured, rest)
