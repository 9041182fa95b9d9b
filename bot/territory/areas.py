"""Départements and régions in a text, by name or by number."""

import re

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.territory.gazetteer import Gazetteer
from bot.territory.model import Territory
from bot.territory.reading import BARE, CONFIRMED, CUED, NAMED, PEOPLE, WEAK, WHOLE, Mention, Reading
from bot.territory.words import CONNECTORS

_AMBIGUOUS = frozenset("nord manche somme lot reunion aube landes centre var aura cher".split())
"""Names that lower case doesn't tell from everyday words ("dans le lot", "en somme", "dans le nord")."""

_ASSEMBLIES = frozenset("departemental departementale cd regional regionale".split())
"""The collectivité itself ("conseil départemental de l'Allier, à Moulins"), not only where it is."""
_OFFICES = frozenset("departement departemental departementale cd dpt dept dep region regional regionale".split())
_ISLANDS = frozenset("guadeloupe martinique guyane mayotte reunion corse".split())
_ACRONYMS = frozenset("paca aura idf hdf bfc cvl pdl".split())
_PREFIX = re.compile(r"^(?:cd|dpt|dept|dep)(?=\d)")
_WHERE = frozenset("dans depuis".split())
_ARTICLES = frozenset("le la l les".split())
_NOT_PLACES = frozenset(
    """janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre jours jour mois semaines
    semaine ans an annees heures h minutes premiers prochains derniers euros km ha personnes habitants agents logements
    eleves novembre e eme pages communes prochaines dernieres""".split()
)
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
        found.append(Mention((_wanted(reading, start, areas),), position, end, _strength(reading, start, end)))
        position = end
    return found + _numbers(reading, gazetteer)


def _wanted(reading: Reading, start: int, areas: list[Territory]) -> Territory:
    """Overseas the région and the département bear one name: the département, unless "région" is said."""
    said = "region" if reading.noun_before(start, ("region", "regional", "regionale")) else "departement"
    return next((area for area in areas if area.kind == said), areas[0])


def _strength(reading: Reading, start: int, end: int) -> int:
    named = [key for key in reading.keys[start:end] if key not in CONNECTORS]
    several, key = len(named) > 1, named[-1]
    capital = reading.capital(start, end)
    if reading.noun_before(start, _ASSEMBLIES):
        return CONFIRMED
    if reading.noun_before(start, _OFFICES):
        return NAMED
    if key in _AMBIGUOUS and reading.after(end) in _RIVER_NEXT:
        return WEAK
    if reading.whole(start, end):
        if _placed(reading, start):
            return NAMED
        return WHOLE if key != "aura" or capital or reading.asked else WEAK
    if several:
        return CUED if capital or key != "est" else WEAK
    if not capital and (key in _AMBIGUOUS or key in _ACRONYMS):
        return WEAK
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


def _numbers(reading: Reading, gazetteer: Gazetteer) -> list[Mention]:
    """Départements said by their number ("le 43", "dans le 62", "dpt 03")."""
    found = []
    for position, key in enumerate(reading.keys):
        number = _PREFIX.sub("", key)
        area = gazetteer.by_code("departement", number.upper()) if len(number) in (2, 3) else None
        if area is None or reading.after(position + 1) in _NOT_PLACES:
            continue
        found.append(Mention((area,), position, position + 1, _number_strength(reading, position)))
    return found


def _number_strength(reading: Reading, position: int) -> int:
    before, further = reading.before(position), reading.before(position, 2)
    if before in _ASSEMBLIES or reading.keys[position].startswith("cd"):
        return CONFIRMED
    if before in _OFFICES or reading.keys[position].startswith("d") or before in ("n", "no") and further in _OFFICES:
        return NAMED
    if reading.whole(position, position + 1):
        # "62" alone may answer any question; "03", "2A", "le 62" are départements.
        plain = not before and reading.keys[position].isdigit() and reading.keys[position][0] != "0"
        return WEAK if plain and not reading.asked and len(reading.keys[position]) == 2 else WHOLE
    if before == "le" and further in _WHERE or before == "du" and further in PEOPLE:
        return CUED
    return WEAK
