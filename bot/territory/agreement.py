"""A commune and the département, région or code said beside it: they agree, or they contradict each other."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.territory.codes import Code
from bot.territory.cues import words
from bot.territory.gazetteer import Gazetteer
from bot.territory.model import Territory
from bot.territory.nearest import nearest_in
from bot.territory.reading import CONFIRMED, CUED, NAMED, SEATS, WEAK, Mention, Reading
from bot.territory.words import CONNECTORS

Homonyms = tuple[Territory, ...]

_GAP = 4
"""Words at most between a commune and the département that confirms it ("Castres, dans l'Aisne")."""

_BETWEEN = CONNECTORS | frozenset("dans departement dept dpt dep cedex".split())
"""Words that may stand between a commune and its département and say nothing."""

_CONTRACTED = {"du": "le", "au": "le", "des": "les", "aux": "les"}
_ARTICLES = frozenset("le la les l".split())
_LONGEST = 8


def inside_area(territory: Territory, area: Territory) -> bool:
    """Whether a territory belongs to a département, a région or an EPCI."""
    return getattr(territory, area.kind, None) == area.code if area.kind != "commune" else territory.code == area.code


def agreed(mention: Mention, areas: list[Mention], codes: list[Code], known: Gazetteer, reading: Reading) -> Mention:
    """The mention with the strength that a code or a département beside it gives, and the homonyms that agree; or with
    the département that contradicts it."""
    # A code may be read in two ways ("44156": a commune's own, or a company's): one that agrees is the right one.
    told_by = [told for told in (_with_code(mention, code, known, reading) for code in codes) if told]
    if told_by:
        return next((told for told in told_by if not told.against), told_by[0])
    for area in areas:
        told = _with_area(mention, area, known, reading)
        if told:
            return told
    return mention


def _with_code(mention: Mention, code: Code, known: Gazetteer, reading: Reading) -> Mention | None:
    """The mention as a code beside it confirms or contradicts it; None when the code says nothing of it."""
    rows = {known.codes[row] for row in code.rows}
    agreeing = _those(mention, known, reading, lambda territory: territory.code in rows)
    if agreeing and min(abs(code.first - mention.last), abs(mention.first - code.last)) <= code.reach:
        return replace(mention, territories=agreeing, strength=CONFIRMED)
    if not agreeing and code.first == mention.last and not reading.words[code.first].breaks:
        home = known.commune(code.rows[0]).departement or ""
        return replace(mention, against=known.by_code("departement", home))
    return None


def _with_area(mention: Mention, area: Mention, known: Gazetteer, reading: Reading) -> Mention | None:
    """The mention as an area said beside it confirms or contradicts it; None when the area says nothing of it."""
    gap = area.first - mention.last if area.first >= mention.last else mention.first - area.last
    if not 0 <= gap <= _GAP or not _beside(reading, mention, area, gap):
        return None
    agreeing = _those(
        mention, known, reading, lambda territory: any(inside_area(territory, a) for a in area.territories)
    )
    if agreeing and (mention.strength > WEAK or _linked(reading, mention, area)):
        return replace(mention, territories=agreeing, strength=max(mention.strength, NAMED))
    if not agreeing and _contradicts(reading, mention, area):
        return replace(mention, against=area.territories[0])
    return None


def _those(mention: Mention, known: Gazetteer, reading: Reading, test: Callable[[Territory], bool]) -> Homonyms:
    """The communes of that name that pass a test, else those that are only called so ("Lamentin" for Le Lamentin)."""
    key = " ".join(reading.keys[mention.first : mention.last])
    called = map(known.commune, known.second_names.get(key))
    return tuple(filter(test, mention.territories)) or tuple(filter(test, called))


def _beside(reading: Reading, mention: Mention, area: Mention, gap: int) -> bool:
    """Whether the area is said of the commune: a number right beside it, a doubtful name just after it."""
    if area.strength == CONFIRMED and mention.strength <= CUED:
        return False
    number = area.length == 1 and reading.keys[area.first][0].isdigit()
    return area.strength > WEAK or (gap == 0 if number else area.first - mention.last in (0, 1, 2))


def _linked(reading: Reading, mention: Mention, area: Mention) -> bool:
    """Whether only small words separate a doubtful name from the département after it, and it isn't a mere noun."""
    before = reading.before(mention.first)
    contracted = reading.keys[mention.first] in _CONTRACTED
    placed = before in ("a", "de", "d", "") or before in SEATS or contracted or mention.first == 0
    return _joined(reading, mention, area) and placed


def _joined(reading: Reading, mention: Mention, area: Mention) -> bool:
    return area.first >= mention.last and _BETWEEN.issuperset(reading.keys[mention.last : area.first])


def _contradicts(reading: Reading, mention: Mention, area: Mention) -> bool:
    """Whether the département can only be said of that commune ("Vierzon (03)", "Romans dans l'Ain")."""
    sure = area.strength > WEAK or reading.bracketed(area.first)
    return sure and area.territories[0].kind == "departement" and _joined(reading, mention, area)


def named_beside(reading: Reading, areas: list[Mention], codes: list[Code], known: Gazetteer) -> Mention | None:
    """The commune of the département said whose name, well or badly typed, is what stands before it.

    "je suis maire de rennes le chzteau (11)", "Souchz 62153".
    """
    stretches = [*((area.first, area.last) for area in areas), *((code.first, code.last) for code in codes)]
    around = frozenset(key for first, last in stretches for key in reading.keys[first:last])
    said = [(area.first, _codes_of(area.territories, known)) for area in areas if area.territories]
    said += [(code.first, _homes(code, known)) for code in codes]
    for end, departements in said:
        while end > 0 and reading.keys[end - 1] in _BETWEEN:
            end -= 1
        for start in _starts(reading, end, around, known):
            rows = nearest_in(departements, _typed(reading, start, end))
            if rows:
                return Mention(tuple(map(known.commune, rows)), start, end, NAMED)
    return None


def _codes_of(areas: Sequence[Territory], known: Gazetteer) -> tuple[str, ...]:
    """The départements of an area: itself, those of a région."""
    home = areas[0]
    if home.kind == "region":
        return tuple(a.code for a in known.areas if a.kind == "departement" and a.region == home.code)
    return tuple(area.departement for area in areas if area.departement)


def _homes(code: Code, known: Gazetteer) -> tuple[str, ...]:
    return tuple({known.commune(row).departement or "": None for row in code.rows[:40]})


def _starts(reading: Reading, end: int, around: frozenset[str], known: Gazetteer) -> list[int]:
    """Where a name that ends there may begin: after "maire de", else where a bare answer begins; the longest first."""
    possible = [start for start in range(max(0, end - _LONGEST), end) if _may_be_name(reading, start, end)]
    seated = [start for start in possible if _seated(reading, start)]
    return seated or [start for start in possible if _bare(reading, start, end, around, known)]


def _may_be_name(reading: Reading, start: int, end: int) -> bool:
    told = set(reading.keys[start:end]) - CONNECTORS
    broken = any(word.breaks and not word.bracketed for word in reading.words[start + 1 : end])
    return bool(told) and not broken and not words("kinds").issuperset(told)


def _seated(reading: Reading, start: int) -> bool:
    """Whether "maire de", "mairie du" stands before."""
    contracted = reading.keys[start] in _CONTRACTED and reading.before(start) in SEATS
    return contracted or reading.before(start) in ("de", "d") and reading.before(start, 2) in SEATS


def _bare(reading: Reading, start: int, end: int, around: frozenset[str], known: Gazetteer) -> bool:
    """Whether the stretch is the whole answer, and no ordinary word."""
    opened = reading.keys[start] not in CONNECTORS or reading.keys[start] in _ARTICLES
    typed = " ".join(reading.keys[start:end])
    return opened and reading.whole(start, end, around) and typed not in known.near_words


def _typed(reading: Reading, start: int, end: int) -> str:
    first = reading.keys[start]
    contracted = first in _CONTRACTED and reading.before(start) in SEATS
    return " ".join([_CONTRACTED[first] if contracted else first, *reading.keys[start + 1 : end]])
