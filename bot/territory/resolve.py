"""From a text to the territory of its author: found, ambiguous between homonyms, or none; never guessed."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.territory.areas import find_areas, find_misspelt_area
from bot.territory.codes import Code, find_codes
from bot.territory.communes import find_communes, find_misspelt
from bot.territory.epci import find_epcis
from bot.territory.gazetteer import Gazetteer, gazetteer
from bot.territory.model import NOTHING, Resolution, Territory
from bot.territory.population import population_said
from bot.territory.reading import CONFIRMED, CUED, NAMED, WEAK, WHOLE, Mention, Reading
from bot.territory.words import CONNECTORS

FAMOUS, TIMES = 20_000, 20
"""A town of FAMOUS inhabitants, TIMES bigger than the next of that name, is meant by its name alone.

Its agents write nothing more ("Rennes", "Castres"), while those of a small homonym know that they must ("Castres dans
l'Aisne").
"""
TWIN = 10_000
"""A town of that size may be meant by the name that it shares with a département or a région."""
VERY_FAMOUS, COMMON = 100_000, 20
"""Where COMMON longer names begin by it ("Saint-Martin-…"), people shorten theirs: it takes a larger town."""

_CANDIDATES = 12
_GAP = 4
"""Words at most between a commune and the département that confirms it ("Castres, dans l'Aisne")."""


@dataclass(frozen=True)
class _Context:
    """What else the text (or the conversation) says of the place."""

    areas: tuple[Territory, ...]
    codes: tuple[Code, ...]
    population: int | None
    hint: Territory | None


def resolve(text: str, *, hint: Territory | None = None, asked: bool = False) -> Resolution:
    """The territory of the author of a text.

    Args:
        text: a sentence or a bare answer, as typed; only its first 2,000 characters are read.
        hint: a territory already known (a département said before): it decides between homonyms, nothing else.
        asked: whether the text answers « Quelle est votre collectivité ? »: an ordinary word alone ("contes", "vif")
            is then believed to be a commune.
    """
    reading = Reading(text, asked)
    if not reading.words:
        return NOTHING
    known = gazetteer()
    epcis = find_epcis(reading, known)
    areas = _outside(find_areas(reading, known), epcis)
    codes = find_codes(reading, known)
    stretches = [*((area.first, area.last) for area in areas), *((code.first, code.last) for code in codes)]
    around = frozenset(key for first, last in stretches for key in reading.keys[first:last])
    communes = _outside(find_communes(reading, known, around), epcis)
    communes, areas = _longest(*_twins(reading, communes, areas))
    context = _Context(tuple(a.territories[0] for a in areas), tuple(codes), population_said(text), hint)
    communes = [_confirmed(mention, areas, codes, known, reading) for mention in communes]
    best = max((m for m in communes if m.strength > WEAK), key=lambda m: (m.strength, -m.first), default=None)
    taken = [*epcis, *(area for area in areas if area.strength > WEAK)]
    if best is None and not taken:
        misspelt_area = find_misspelt_area(reading, known)
        areas += [misspelt_area] if misspelt_area else []
        taken += areas
    if best is None or best.strength <= CUED:
        misspelt = find_misspelt(reading, known, around, taken)
        # "Vilefranche sur Saône": what was read as "Saône" is the end of a longer name.
        if misspelt and (best is None or misspelt.overlaps(best) and misspelt.length > best.length):
            best = misspelt
    return _decide(reading, best, epcis, areas, context)


def _outside(mentions: list[Mention], taken: list[Mention]) -> list[Mention]:
    return [mention for mention in mentions if not any(mention.overlaps(other) for other in taken)]


def _twins(reading: Reading, communes: list[Mention], areas: list[Mention]) -> tuple[list[Mention], list[Mention]]:
    """A town and a département of one name, said alone ("Vienne"), are both candidates; "la Vienne" is no town."""
    for area in areas:
        for commune in communes:
            same = (commune.first, commune.last) == (area.first, area.last)
            own = any(t.departement == area.territories[0].code for t in commune.territories)
            size = max(territory.population or 0 for territory in commune.territories)
            article = reading.before(area.first) in ("la", "le", "l", "les")
            if same and not own and area.strength == commune.strength == WHOLE and size >= TWIN and not article:
                both = replace(commune, territories=(*commune.territories, *area.territories))
                return [both], [other for other in areas if other is not area]
    return communes, areas


def _longest(communes: list[Mention], areas: list[Mention]) -> tuple[list[Mention], list[Mention]]:
    """Where a commune and a département share words, the longer name stands; as long, the one with the better cue."""

    def rank(mention: Mention) -> tuple[int, int]:
        return (mention.length if mention.strength > WEAK else 0, mention.strength)

    def covers(area: Mention, commune: Mention) -> bool:
        # Paris, Saint-Martin: a commune that is its own département is meant as a commune.
        same = any(t.departement == area.territories[0].code for t in commune.territories)
        tied = rank(area) == rank(commune) and same and area.territories[0].kind == "departement"
        # "village de la Creuse": the département, though a commune is called La Creuse.
        article = (area.first - 1, area.last) == (commune.first, commune.last) and area.strength >= CUED
        better = area.strength > WEAK and rank(area) >= rank(commune) and not tied
        return commune.overlaps(area) and (better or article)

    kept = [c for c in communes if not any(covers(a, c) for a in areas)]
    strong = [c for c in kept if c.strength > WEAK]
    return kept, [a for a in areas if not any(a.overlaps(c) for c in strong)]


def _confirmed(
    mention: Mention, areas: list[Mention], codes: list[Code], known: Gazetteer, reading: Reading
) -> Mention:
    """The mention with the strength that a code or a département beside it gives, and the homonyms that agree."""
    for code in codes:
        rows = {known.codes[row] for row in code.rows}
        agreeing = tuple(t for t in mention.territories if t.code in rows)
        if agreeing and min(abs(code.first - mention.last), abs(mention.first - code.last)) <= _GAP:
            return replace(mention, territories=agreeing, strength=CONFIRMED)
    for area in areas:
        gap = area.first - mention.last if area.first >= mention.last else mention.first - area.last
        number = area.length == 1 and reading.keys[area.first][0].isdigit()
        if area.strength == WEAK and not (gap == 0 if number else area.first - mention.last in (0, 1, 2)):
            continue
        agreeing = tuple(t for t in mention.territories if inside_area(t, area.territories[0]))
        if area.strength == CONFIRMED and mention.strength <= CUED:
            continue
        if agreeing and 0 <= gap <= _GAP and (mention.strength > WEAK or _linked(reading, mention, area)):
            return replace(mention, territories=agreeing, strength=max(mention.strength, NAMED))
    return mention


def _linked(reading: Reading, mention: Mention, area: Mention) -> bool:
    """Whether only small words separate a doubtful name from the département after it, and it isn't a mere noun."""
    between = reading.keys[mention.last : area.first]
    before = reading.before(mention.first)
    placed = before in ("a", "de", "d", "") or reading.keys[mention.first] in ("au", "aux") or mention.first == 0
    linked = all(key in CONNECTORS or key in ("dans", "departement") for key in between)
    return area.first >= mention.last and linked and placed


def inside_area(territory: Territory, area: Territory) -> bool:
    """Whether a territory belongs to a département, a région or an EPCI."""
    return getattr(territory, area.kind, None) == area.code if area.kind != "commune" else territory.code == area.code


def _decide(
    reading: Reading, commune: Mention | None, epcis: list[Mention], areas: list[Mention], context: _Context
) -> Resolution:
    """Which of the kinds of territory is meant: what is said most plainly, the smallest first."""
    sure = [area for area in areas if area.strength > WEAK]
    office = next((area for area in sure if area.strength == CONFIRMED), None)
    epci = max(epcis, key=lambda m: m.strength, default=None)
    if commune and commune.strength >= NAMED:
        return _homonyms(reading, commune, context)
    if epci:
        return _homonyms(reading, epci, context)
    if commune and not office:
        return _homonyms(reading, commune, context)
    postal = next((code for code in context.codes if code.sure), None)
    if postal:
        territories = tuple(map(gazetteer().commune, postal.rows))
        return _homonyms(reading, Mention(territories, postal.first, postal.last, WEAK), context)
    if not sure:
        return NOTHING
    best = max(sure, key=lambda m: (m.strength >= NAMED, m.territories[0].kind == "departement", m.strength))
    return Resolution("found", best.territories[0], (), reading.span(best.first, best.last))


def _homonyms(reading: Reading, mention: Mention, context: _Context) -> Resolution:
    """The one territory that agrees with what else was said, or the homonyms between which nothing decides."""
    span = reading.span(mention.first, mention.last)
    kept = _narrowed(mention.territories, context)
    kept = sorted(kept, key=lambda territory: territory.population or 0, reverse=True)
    # One postal code, several mairies: size tells nothing of which one writes.
    by_name = mention.strength > WEAK and kept[0].kind == "commune"
    name = " ".join(reading.keys[mention.first : mention.last])
    if len(kept) == 1 or by_name and _famous(name, kept, context.population):
        return Resolution("found", kept[0], (), span)
    return Resolution("ambiguous", None, tuple(kept[:_CANDIDATES]), span)


def _famous(name: str, homonyms: list[Territory], said: int | None) -> bool:
    """Whether the first is so much bigger than the others that its name alone means it."""
    first, second = [territory.population or 0 for territory in homonyms[:2]]
    agreed = said is None or _close(homonyms[0], said)
    common = gazetteer().longer_names(name) >= COMMON
    return first >= (VERY_FAMOUS if common else FAMOUS) and first >= TIMES * second and agreed


def _narrowed(territories: tuple[Territory, ...], context: _Context) -> list[Territory]:
    """The homonyms that agree with the codes, areas, hint and population said; one that excludes all is ignored."""
    kept = list(territories)
    known = gazetteer()
    codes = {known.codes[row] for code in context.codes for row in code.rows}
    tests: list[Callable[[Territory], bool]] = [
        lambda t: t.code in codes,
        lambda t: any(inside_area(t, area) for area in context.areas),
    ]
    if context.hint is not None:
        hint = context.hint
        tests.append(lambda t: t == hint or inside_area(t, hint))
        tests.append(lambda t: t.departement is not None and t.departement == hint.departement)
    for test in tests:
        kept = [territory for territory in kept if test(territory)] or kept
    if context.population is None or len(kept) == 1:
        return kept
    close = [territory for territory in kept if _close(territory, context.population)]
    return close if len(close) == 1 else kept


def _close(territory: Territory, said: int) -> bool:
    """Whether a population said is about the territory's (people round, and remember an old figure)."""
    real = territory.population or 0
    return abs(real - said) <= max(30, 0.25 * max(real, said))
