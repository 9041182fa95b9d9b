"""Why this one: a short sentence that ties the person's own words to what the service does."""

import re
from collections.abc import Mapping

from bot.folding import fold
from bot.orientation.text import STOP_WORDS, stem
from bot.texts import texts

_WORD = re.compile(r"[\w’'-]+")
_LONGEST = 4
"""Words quoted at most."""

_MIN_WEIGHT = 2.5
"""Under this BM25 weight a word is too common to be a reason."""


def _weight(word: str, weights: Mapping[str, float]) -> float:
    parts = [part for part in re.split(r"[’'-]", fold(word)) if part and part not in STOP_WORDS]
    return max((weights.get(stem(part), 0.0) for part in parts), default=0.0)


def quoted(need: str, weights: Mapping[str, float]) -> str | None:
    """The few words of the need, in a row, that weigh most for a solution; None when none weighs enough."""
    found = list(_WORD.finditer(need))
    values = [_weight(match.group(), weights) for match in found]
    best, span = _MIN_WEIGHT, None
    for start, value in enumerate(values):
        if value <= 0:
            continue
        for end in range(start, min(start + _LONGEST, len(values))):
            if values[end] > 0 and re.search(r"[.;:!?,\n(]", need[found[start].end() : found[end].start()]) is None:
                total = sum(values[start : end + 1]) - 0.3 * (end - start)
                if total > best:
                    best, span = total, (found[start].start(), found[end].end())
    return need[span[0] : span[1]].strip("'’-") if span else None


def reason(need: str, purpose: str, weights: Mapping[str, float]) -> str:
    """The sentence shown under a solution's name; true to its file (``purpose`` is the file's)."""
    words = quoted(need, weights)
    if words is None:
        return texts(__file__).say("raison.sens", purpose=purpose)
    return texts(__file__).say("raison.mots", words=words, purpose=purpose)
