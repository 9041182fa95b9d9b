"""Départements and régions in a text, by name or by number."""

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.territory.gazetteer import Gazetteer
from bot.territory.model import Territory
from bot.territory.numbers import ASSEMBLIES, OFFICES, find_numbers
from bot.territory.reading import BARE, CONFIRMED, CUED, NAMED, PEOPLE, WEAK, WHOLE, Mention, Reading
from bot.territory.words import CONNECTORS

_AMBIGUOUS = frozenset("nord manche somme lot reunion aube landes centre var aura cher".split())
"""Names that lower case doesn't tell from everyday words ("dans le lot", "en somme", "dans le nord")."""

_ISLANDS = frozenset("guadeloupe martinique guyane mayotte reunion corse".split())
_ACRONYMS = frozenset("paca aura idf hdf bfc cvl pdl".split())
_WHERE = frozenset("dans depuis".split())
_ARTICLES = frozenset("le la l les".split())
_RIVER_NEXT = frozenset("du de des d est ouest publique".split())


def find_areas(reading: Reading, gazetteer: Gazetteer) -> list[Mention]:
    """Every département and région that the text names, the doubtful ones with strength ``WEAK``."""
    found: list[Mention] = []
    position = 0
    while position < len(reading.words):
        match = next(gazetteer.area_names.matches(reading.words, position), None)
        # A contracted article ("du Nord") is kept out of the name: it is part of the cue.
        if match is None or reading.keys[position] in ("du", "au", "des", "aux"):
            position += 1
            continue
        end, key = match
        areas = [gazetteer.areas[row] for row in gazetteer.area_names.get(key)]
        start = position + (1 if reading.keys[position] in _ARTICLES and end - position > 1 else 0)
        found.append(Mention(_wanted(reading, start, areas), position, end, _strength(reading, gazetteer, start, end)))
        position = end
    return found + find_numbers(reading, gazetteer)


def _wanted(reading: Reading, start: int, areas: list[Territory]) -> tuple[Territory, ...]:
    """Overseas the région and the département bear one name: the département, unless "région" is said."""
    said = "region" if reading.noun_before(start, ("region", "regional", "regionale")) else "departement"
    return tuple(area for area in areas if area.kind == said) or tuple(areas[:1])


def _strength(reading: Reading, gazetteer: Gazetteer, start: int, end: int) -> int:
    named = [key for key in reading.keys[start:end] if key not in CONNECTORS]
    several, key = len(named) > 1, named[-1]
    capital = reading.capital(start, end)
    if reading.noun_before(start, ASSEMBLIES):
        return CONFIRMED
    if reading.noun_before(start, OFFICES):
        return NAMED
    if key in _AMBIGUOUS and reading.after(end) in _RIVER_NEXT:
        return WEAK
    if reading.whole(start, end):
        if _placed(reading, start):
            return NAMED
        sure = capital or reading.asked or reading.before(start) in _ARTICLES
        return WHOLE if key not in ("aura", "reunion") or sure else WEAK
    if several and gazetteer.communes.get(" ".join(reading.keys[start:end])):
        return CUED if _placed(reading, start) else WEAK  # "la foire de la Saint-Martin"
    if several:
        return CUED if capital or key != "est" else WEAK
    if not capital and (key in _AMBIGUOUS or key in _ACRONYMS):
        # "une commune dans le lot"
        return CUED if _placed(reading, start) and reading.before(start, 3) in PEOPLE else WEAK
    return _cue(reading, start, key, capital)


def _cue(reading: Reading, start: int, key: str, capital: bool) -> int:
    """Strength of a one-word name, from what stands before it."""
    if _placed(reading, start):
        return CUED
    article = reading.before(start) in _ARTICLES
    before = reading.before(start, 2) if article else reading.before(start)
    if key in _ISLANDS and (capital or key != "reunion") and (article or key != "reunion"):
        return CUED if before in ("a", "de", "d") else BARE
    possessive = article and before in ("de", "d") or reading.before(start) in ("du", "des")
    if possessive and reading.noun_before(start, PEOPLE, deep=2) and capital:
        return CUED
    return CUED if key in _ACRONYMS and capital else WEAK


def _placed(reading: Reading, start: int) -> bool:
    """Whether a preposition of place for départements and régions precedes ("en Creuse", "dans l'Allier")."""
    before = reading.before(start)
    return before == "en" or before in _ARTICLES and reading.before(start, 2) in _WHERE


def find_misspelt_area(reading: Reading, gazetteer: Gazetteer) -> Mention | None:
    """The département or région whose name is nearly the whole answer ("ile et vilaine")."""
    last = len(reading.words)
    for first in range(min(last, 6)):
        key = " ".join(reading.keys[first:])
        if not 7 <= len(key) <= 30 or not reading.whole(first, last) or key in gazetteer.near_words:
            continue
        near = process.extract(key, gazetteer.area_names.rows.keys(), scorer=OSA.distance, score_cutoff=1, limit=2)
        rows = {row for name, _, _ in near for row in gazetteer.area_names.get(name)}
        if len(rows) == 1:
            return Mention((gazetteer.areas[rows.pop()],), first, last, WHOLE)
    return None
