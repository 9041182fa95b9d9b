"""From a text to the territory of its author: found, ambiguous between homonyms, or none; never guessed."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.territory.agreement import agreed, inside_area, named_beside
from bot.territory.areas import find_areas, find_misspelt_area
from bot.territory.codes import Code, find_codes
from bot.territory.communes import find_communes, find_misspelt
from bot.territory.epci import find_epcis
from bot.territory.gazetteer import Gazetteer, gazetteer
from bot.territory.glue import read_words
from bot.territory.landmarks import find_landmark, over
from bot.territory.model import NOTHING, Reason, Resolution, Territory
from bot.territory.population import population_said
from bot.territory.reading import CONFIRMED, CUED, NAMED, WEAK, WHOLE, Mention, Reading
from bot.territory.whose import without_denied
from bot.territory.words import MAX_CHARACTERS

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
MOST_PLACES = 12
"""Places of each kind that are weighed: who writes names few, and each is compared with the others."""
_ARTICLES = frozenset("la le l les".split())
_PRESENT = frozenset(
    """suis sommes etes est travaille travaillons habite habitons ici nous elu elue elus depuis bossons bosse""".split()
)
"""Words that say, a few words before a place, that the author is there."""


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
        hint: a territory already known: a département or région decides between homonyms; a commune is kept when the
            text says only what it lies in ("dans l'Ain").
        asked: whether the text answers « Quelle est votre collectivité ? »: an ordinary word alone ("contes", "vif")
            is then believed to be a commune, and a lone word may be a misspelt name.
    """
    known = gazetteer()
    text = without_denied(text[:MAX_CHARACTERS])
    reading = Reading(text, asked, read_words(text, known))
    if not reading.words:
        return NOTHING
    seen = _seen(reading, known)
    context = _Context(
        tuple(t for area in seen.areas for t in area.territories), tuple(seen.codes), population_said(text), hint
    )
    best = _best(reading, seen, known)
    resolution = _decide(reading, best, seen, context)
    if resolution.territory and hint and _is_precision(resolution.territory, hint, seen):
        return replace(resolution, territory=hint)
    if resolution.status == "none" and seen.landmark:
        return Resolution("none", landmark=known.landmarks[seen.landmark[2]])
    return resolution


@dataclass
class _Seen:
    """The places that a text names, by kind."""

    epcis: list[Mention]
    areas: list[Mention]
    codes: list[Code]
    communes: list[Mention]
    landmark: tuple[int, int, str] | None
    around: frozenset[str]
    """Words that are départements or codes."""


def _seen(reading: Reading, known: Gazetteer) -> _Seen:
    """Every place that the text names; where names share words, the longest stands."""
    epcis = find_epcis(reading, known)[:MOST_PLACES]
    areas = find_areas(reading, known)[:MOST_PLACES]
    codes = find_codes(reading, known)[:MOST_PLACES]
    stretches = [*((a.first, a.last) for a in _outside(areas, epcis)), *((code.first, code.last) for code in codes)]
    around = frozenset(key for first, last in stretches for key in reading.keys[first:last])
    communes = find_communes(reading, known, around)[:MOST_PLACES]
    epcis = [epci for epci in epcis if not any(_holds(commune, epci) for commune in communes)]
    areas = _outside(areas, epcis)
    communes, areas = _longest(reading.keys, *_twins(reading, _outside(communes, epcis), areas))
    communes = [agreed(mention, areas, codes, known, reading) for mention in communes]
    landmark = find_landmark(reading, known)
    if landmark:
        communes = [mention for mention in communes if not over(landmark, mention, reading)]
    return _Seen(epcis, areas, codes, communes, landmark, around)


def _holds(commune: Mention, epci: Mention) -> bool:
    """Whether a commune's name contains an EPCI's ("Vers-Pont-du-Gard", "Milly-la-Forêt")."""
    inside = commune.first <= epci.first and epci.last <= commune.last
    return inside and commune.length > epci.length and commune.strength > WEAK


def _best(reading: Reading, seen: _Seen, known: Gazetteer) -> Mention | None:
    """The commune that is named most plainly, typed rightly or not."""
    best = max((m for m in seen.communes if m.strength > WEAK), key=lambda m: (m.strength, -m.first), default=None)
    if best is None or best.strength != CONFIRMED:
        beside = named_beside(reading, seen.areas, seen.codes, known)
        if beside and (best is None or best.against or beside.overlaps(best) and beside.length > best.length):
            return beside
    taken = [*seen.epcis, *(area for area in seen.areas if area.strength > WEAK)]
    if best is None and not taken:
        misspelt_area = find_misspelt_area(reading, known)
        seen.areas += [misspelt_area] if misspelt_area else []
        taken += seen.areas
    if best is None or best.strength <= CUED:
        misspelt = find_misspelt(reading, known, seen.around, taken)
        # "Vilefranche sur Saône": what was read as "Saône" is the end of a longer name.
        if misspelt and (best is None or misspelt.overlaps(best) and misspelt.length > best.length):
            return agreed(misspelt, seen.areas, seen.codes, known, reading)
    return best


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


def _longest(keys: list[str], communes: list[Mention], areas: list[Mention]) -> tuple[list[Mention], list[Mention]]:
    """Where a commune and a département share words, the longer name stands; as long, the one with the better cue."""

    def rank(mention: Mention) -> tuple[int, int]:
        return (mention.length if mention.strength > WEAK else 0, mention.strength)

    def covers(area: Mention, commune: Mention) -> bool:
        # Paris, Saint-Martin: a commune that is its own département is meant as a commune.
        same = any(t.departement == area.territories[0].code for t in commune.territories)
        tied = rank(area) == rank(commune) and same and area.territories[0].kind == "departement"
        # "village de la Creuse": the département, though a commune is called La Creuse.
        opened = (area.first - 1, area.last) == (commune.first, commune.last)
        article = opened and keys[commune.first] in _ARTICLES and area.strength >= CUED
        better = area.strength > WEAK and rank(area) >= rank(commune) and not tied
        return commune.overlaps(area) and (better or article)

    kept = [c for c in communes if not any(covers(a, c) for a in areas)]
    strong = [c for c in kept if c.strength > WEAK]
    return kept, [a for a in areas if not any(a.overlaps(c) for c in strong)]


def _decide(reading: Reading, commune: Mention | None, seen: _Seen, context: _Context) -> Resolution:
    """Which of the kinds of territory is meant: what is said most plainly, the smallest first."""
    sure = [area for area in seen.areas if area.strength > WEAK]
    office = next((area for area in sure if area.strength == CONFIRMED), None)
    epci = max(seen.epcis, key=lambda m: m.strength, default=None)
    if commune and commune.strength >= NAMED:
        return _homonyms(reading, commune, context)
    if epci:
        return _homonyms(reading, epci, context)
    if commune and not office:
        return _homonyms(reading, commune, context)
    postal = next((code for code in context.codes if code.sure), None)
    if postal:
        territories = tuple(map(gazetteer().commune, postal.rows))
        return _homonyms(reading, Mention(territories, postal.first, postal.last, WEAK), context, "postal_code")
    if not sure:
        return NOTHING
    best = max(sure, key=lambda m: (m.strength >= NAMED, m.territories[0].kind == "departement", m.strength))
    span = reading.span(best.first, best.last)
    if len(best.territories) > 1:
        return Resolution("ambiguous", None, best.territories, span, "name")
    return Resolution("found", best.territories[0], (), span, stated=True)


def _homonyms(reading: Reading, mention: Mention, context: _Context, reason: Reason = "name") -> Resolution:
    """The one territory that agrees with what else was said, or the homonyms between which nothing decides."""
    span = reading.span(mention.first, mention.last)
    kept = _narrowed(mention.territories, context)
    kept = sorted(kept, key=lambda territory: territory.population or 0, reverse=True)
    if mention.against:
        return Resolution("ambiguous", None, (*kept[:2], mention.against), span, "contradiction", max(0, len(kept) - 2))
    # One postal code, several mairies: size tells nothing of which one writes.
    by_name = mention.strength > WEAK and kept[0].kind == "commune"
    name = " ".join(reading.keys[mention.first : mention.last])
    if len(kept) == 1 or by_name and _famous(name, kept, context.population):
        return Resolution("found", kept[0], (), span, stated=_stated(reading, mention))
    return Resolution("ambiguous", None, tuple(kept[:_CANDIDATES]), span, reason, max(0, len(kept) - _CANDIDATES))


def _stated(reading: Reading, mention: Mention) -> bool:
    """Whether the text says that its author is there: a bare answer, "maire de X", "nous sommes à X"."""
    before = reading.keys[max(0, mention.first - 5) : mention.first]
    return mention.strength in (WEAK, WHOLE, NAMED, CONFIRMED) or not _PRESENT.isdisjoint(before)


def _is_precision(found: Territory, hint: Territory, seen: _Seen) -> bool:
    """Whether the text only says what the commune known already lies in, and doesn't speak for that département."""
    office = any(area.strength == CONFIRMED for area in seen.areas)
    return (
        hint.kind == "commune" and found.kind in ("departement", "region") and not office and inside_area(hint, found)
    )


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
