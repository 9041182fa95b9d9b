"""Names nearly like what was typed: among all the communes, or among those of a département."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.territory.gazetteer import Gazetteer, gazetteer, without_article
from bot.territory.words import CONNECTORS

_END = 3
"""Letters at each end of a name: one wrong key, in a name of seven letters or more, leaves one of the ends whole."""

_LONG = 9
"""Letters from which a name may have two wrong."""

_SOUNDS = (
    (re.compile(r"ph"), "f"),
    (re.compile(r"[zç]"), "s"),
    (re.compile(r"qu|k"), "c"),
    (re.compile("y"), "i"),
    (re.compile("e?aux?"), "o"),
)
_SILENT = re.compile(r"(?<=\w\w\w)[tdsxe]+(?= |$)")
_DOUBLED = re.compile(r"(.)\1+")


class _Index:
    """Keys by their length and either end, so that a search compares hundreds of names and not all of them."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._ends: dict[tuple[int, str], list[str]] = defaultdict(list)
        for key in keys:
            for end in {key[:_END], "…" + key[-_END:]}:
                self._ends[len(key), end].append(key)

    def like(self, key: str, allowed: int) -> list[str]:
        """Keys that have an end of this one and nearly its length."""
        found: list[str] = []
        for length in range(len(key) - allowed, len(key) + allowed + 1):
            for end in (key[:_END], "…" + key[-_END:]):
                found += self._ends.get((length, end), ())
        return found


@lru_cache(maxsize=1)
def _everywhere(known: Gazetteer) -> _Index:
    return _Index(known.communes.rows)


def nearest(known: Gazetteer, key: str, keep: Callable[[str], bool]) -> tuple[int, ...]:
    """Rows of the communes whose names are nearest to a key: by the sound, then by the letters; several when as near.

    One letter may be wrong; two in a long name, or where the name sounds the same.

    Args:
        known: the names.
        key: what was typed, folded.
        keep: which names may be meant.
    """
    near = process.extract(key, _everywhere(known).like(key, 2), scorer=OSA.distance, score_cutoff=2, limit=20)
    ranked = [(OSA.distance(sound(key), sound(name)), distance, name) for name, distance, _ in near if keep(name)]
    if len(without_article(key)) < _LONG:
        ranked = [rank for rank in ranked if rank[1] < 2 or rank[0] == 0]
    if not ranked or min(ranked)[1] == 0:
        return ()
    best = min(ranked)[:2]
    rows = {row for *rank, name in ranked if tuple(rank) == best for row in known.communes.get(name)}
    return tuple(sorted(rows, key=known.size, reverse=True))


@lru_cache(maxsize=512)
def _names_of(departement: str) -> dict[str, tuple[int, ...]]:
    """Every name of a département's communes, with and without article, present before former."""
    known = gazetteer()
    rows = known.rows_of_departement.get(departement, ())
    found: dict[str, tuple[int, ...]] = {}
    for row in rows:
        for key in known.keys_of_row[row]:
            for form in {key, without_article(key)}:
                if form not in CONNECTORS and row not in found.get(form, ()):
                    found[form] = (*found.get(form, ()), row)
    return found


def nearest_in(departements: Iterable[str], key: str) -> tuple[int, ...]:
    """Rows of the communes of some départements that bear this name, exactly or nearly; several when as near."""
    names = {name: rows for code in departements for name, rows in _names_of(code).items()}
    if key in names:
        return names[key]
    allowed = _allowed(key)
    near = process.extract(key, names.keys(), scorer=OSA.distance, score_cutoff=allowed, limit=6) if allowed else []
    if not near:
        return ()
    ranked = [(distance, OSA.distance(sound(key), sound(name)), name) for name, distance, _ in near]
    best = min(ranked)[:2]
    rows = {row for *rank, name in ranked if tuple(rank) == best for row in names[name]}
    return tuple(sorted(rows, key=gazetteer().size, reverse=True))


def _allowed(key: str) -> int:
    """Wrong letters that a name may have, where the département is known."""
    if len(key) < 3:
        return 0
    return 1 if len(key) < 7 else 2 if len(key) < 15 else 3


def sound(key: str) -> str:
    """A name roughly as heard: misspellings keep the sound ("vierson", "dragignan" aside)."""
    for pattern, sound in _SOUNDS:
        key = pattern.sub(sound, key)
    return _SILENT.sub("", _DOUBLED.sub(r"\1", key))
