"""Départements said by their number ("le 43", "dans le 62", "dpt 03", "(63)"), and the numbers that are none."""

import re

from bot.territory.cues import words
from bot.territory.gazetteer import Gazetteer
from bot.territory.model import Territory
from bot.territory.reading import CONFIRMED, CUED, NAMED, PEOPLE, WEAK, WHOLE, Mention, Reading

ASSEMBLIES = frozenset("departemental departementale cd regional regionale".split())
"""The collectivité itself ("conseil départemental de l'Allier, à Moulins"), not only where it is."""

OFFICES = frozenset("departement departemental departementale cd dpt dept dep region regional regionale".split())
_PREFIX = re.compile(r"^(?:cd|dpt|dept|dep)(?=\d)")
_SPECIAL = {"20": ("region", "94"), "69d": ("departement", "69"), "69m": ("epci", "200046977")}
"""Numbers that people still use though no département bears them: the two Corses, the two halves of the Rhône."""

_MONTHS = frozenset(
    """janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre janv jan fevr fev avr juil
    sept oct nov dec""".split()
)
_COUNTED = frozenset(
    """jours jour mois semaines semaine ans an annees annee heures heure h minutes premiers prochains derniers dernieres
    prochaines euros km ha personnes habitants agents logements eleves e er eme pages communes pour pourcent fois
    millions milliards""".split()
)
_NOT_SAID_OF_PLACES = frozenset("municipal municipale syndicat association conseiller conseillere".split())
_DATED = re.compile(r"\s?[/.–-]\s?\d|\s?%|\s?€|\s+\d{1,4}(?!\d)|\s?h\b")
_DAY_LISTED = re.compile(r"\s?(?:,|et|ou|au|-)\s?(\d{1,2})(?!\d)")
_AFTER_NUMBER = re.compile(r"(?:\d\s?[/.–-]|\d\s|\d\s?(?:,|et|ou|au)\s)\s?$")
_LAST_DAY = 31
_BESIDE = 12
"""Characters read on each side of a number."""


def find_numbers(reading: Reading, gazetteer: Gazetteer) -> list[Mention]:
    """Every number that is a département's, the doubtful ones with strength ``WEAK``."""
    found = []
    for position, key in enumerate(reading.keys):
        area = _bearer(_PREFIX.sub("", key), gazetteer) if position not in reading.noise else None
        if area and not _counts_or_dates(reading, position):
            found.append(Mention((area,), position, position + 1, _strength(reading, position)))
    return found


def _bearer(number: str, gazetteer: Gazetteer) -> Territory | None:
    if number in _SPECIAL:
        kind, code = _SPECIAL[number]
        return gazetteer.by_code(kind, code)  # type: ignore[arg-type]
    return gazetteer.by_code("departement", number.upper()) if len(number) in (2, 3) else None


def _counts_or_dates(reading: Reading, position: int) -> bool:
    """Whether the number is a day, a part of a longer number, or a count."""
    word, following = reading.words[position], reading.keys[position + 1 : position + 2]
    after = reading.text[word.end : word.end + _BESIDE]
    before = reading.text[max(0, word.start - _BESIDE) : word.start]
    if reading.after(position + 1) in _MONTHS | _COUNTED or _DATED.match(after):
        return True
    listed = _DAY_LISTED.match(after)
    number = int(word.key) if word.key.isdigit() else _LAST_DAY + 1
    if listed and number <= _LAST_DAY and int(listed[1]) <= _LAST_DAY:
        # "le 03, 12 communes" is a département still.
        counted = reading.keys[position + 2 : position + 4] and reading.keys[position + 2] in _COUNTED - {"pour"}
        return not counted or following != [listed[1]]
    return word.key.isdigit() and bool(_AFTER_NUMBER.search(before))


def _after_kind(reading: Reading, position: int) -> bool:
    """Whether a kind of commune stands before a bracket ("petite commune (03)", "commune de montagne (05)")."""
    close = reading.keys[max(0, position - 2) : position]
    kind = bool(close) and close[-1] in words("kinds") and not PEOPLE.isdisjoint(reading.keys[:position])
    return kind or not PEOPLE.isdisjoint(close)


def _strength(reading: Reading, position: int) -> int:
    key, before, further = reading.keys[position], reading.before(position), reading.before(position, 2)
    if before in ASSEMBLIES or key.startswith("cd"):
        return CONFIRMED
    if before in OFFICES or key.startswith("d") or before in ("n", "no") and further in OFFICES:
        return NAMED
    if reading.bracketed(position) and _after_kind(reading, position):
        return CUED
    if reading.whole(position, position + 1):
        # "62" alone may answer any question; "03", "2A", "le 62" are départements.
        plain = not before and key.isdigit() and key[0] != "0"
        return WEAK if plain and not reading.asked and len(key) == 2 else WHOLE
    if before == "le" and further == "dans" or before == "du" and further in PEOPLE - _NOT_SAID_OF_PLACES:
        return CUED
    return WEAK
