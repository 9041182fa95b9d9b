"""EPCI in a text: by type and name, by full name, or by their chief town ("agglo de Vierzon")."""

from rapidfuzz import fuzz, process

from bot.territory.gazetteer import Gazetteer, epci_core
from bot.territory.model import Territory
from bot.territory.reading import CUED, NAMED, WHOLE, Mention, Reading
from bot.territory.words import CONNECTORS, name_key

_TYPES = (
    ("communaute", "de", "communes"),
    ("communaute", "d", "agglomeration"),
    ("communaute", "agglomeration"),
    ("communaute", "d", "agglo"),
    ("communaute", "urbaine"),
    ("com", "com"),
    ("com", "d", "agglo"),
    ("com", "de", "com"),
    ("communaute", "de", "commune"),
    *((word,) for word in "cc comcom codecom cdc agglo agglomeration metropole eurometropole interco epci".split()),
    ("intercommunalite",),
)
_CAPITAL_TYPES = frozenset("ca cu".split())
_MARKS = frozenset("metropole agglo agglomeration communaute eurometropole".split())
_LONGEST = 9
_CUTOFF = 88.0


def find_epcis(reading: Reading, gazetteer: Gazetteer) -> list[Mention]:
    """Every EPCI that the text names."""
    found: list[Mention] = []
    position = 0
    while position < len(reading.words):
        start = position
        mention = _typed(reading, gazetteer, position) or _full_name(reading, gazetteer, position)
        if mention:
            found.append(mention)
        position = mention.last if mention else start + 1
    return found


def _type_length(reading: Reading, position: int) -> int:
    for words in _TYPES:
        if tuple(reading.keys[position : position + len(words)]) == words:
            return len(words)
    # In a text all in capitals no word is an acronym, but that the text opens with ("CA DU BEAUVAISIS").
    opening = position == 0 and reading.after(1) in ("du", "de", "d", "des")
    upper = reading.words[position].raw.isupper() and (opening or not reading.shouted)
    return int(reading.keys[position] in _CAPITAL_TYPES and upper)


def _typed(reading: Reading, gazetteer: Gazetteer, position: int) -> Mention | None:
    """An EPCI said by its type and its name."""
    start = position + _type_length(reading, position)
    if start == position:
        return _town_first(reading, gazetteer, position)
    if start == len(reading.words):
        return None
    end = start
    while end < len(reading.words) and end - start < _LONGEST and not reading.words[end].breaks:
        end += 1
    for last in range(end, start, -1):
        core = epci_core(" ".join(reading.keys[start:last]))
        rows = gazetteer.epci_cores.get(core, []) if core and reading.keys[last - 1] not in CONNECTORS else []
        # "l'interco de l'estuaire": a word that many would use is a name only with its capital.
        if rows and (
            core not in gazetteer.ordinary_epci or reading.capital(start, last) or reading.whole(position, last)
        ):
            return Mention(tuple(gazetteer.epcis[row] for row in rows), position, last, NAMED)
    return _by_town(reading, gazetteer, position, start) or _misspelt(reading, gazetteer, position, start, end)


def _by_town(reading: Reading, gazetteer: Gazetteer, position: int, start: int) -> Mention | None:
    """The EPCI of which a town is the biggest member or that bears the town's name."""
    name = start
    while name < len(reading.words) and reading.keys[name] in ("de", "d") and not reading.words[name].breaks:
        name += 1
    if name >= len(reading.words) or reading.words[name].breaks:
        return None
    for end, key in gazetteer.communes.matches(reading.words, name):
        rows = sorted(gazetteer.communes.get(key), key=gazetteer.size, reverse=True)
        if key in gazetteer.ordinary and not reading.capital(name, end):
            continue
        towns = [gazetteer.commune(row) for row in rows[:8]]
        epcis = [gazetteer.by_code("epci", town.epci) for town in towns if town.epci]
        named = [epci for epci in epcis if epci and f" {key} " in f" {epci_core_of(epci)} "]
        chosen = dict.fromkeys(named or [epci for epci in epcis[:1] if epci and gazetteer.size(rows[0]) >= 5000])
        if chosen:
            return Mention(tuple(chosen), position, end, NAMED)
    return None


def _town_first(reading: Reading, gazetteer: Gazetteer, position: int) -> Mention | None:
    """A town followed by a type: "Vierzon agglo", "Lille métropole"."""
    for end, key in gazetteer.communes.matches(reading.words, position):
        if reading.after(end) in _MARKS and key not in gazetteer.ordinary and not gazetteer.epci_names.get(key):
            mention = _by_town(reading, gazetteer, position, position)
            full = next(iter(gazetteer.epci_names.matches(reading.words, position)), None)
            return Mention(mention.territories, position, end + 1, NAMED) if mention and not full else None
    return None


def epci_core_of(epci: Territory) -> str:
    """The distinguishing words of an EPCI's name."""
    return epci_core(name_key(epci.name))


def _misspelt(reading: Reading, gazetteer: Gazetteer, position: int, start: int, end: int) -> Mention | None:
    """The one EPCI whose name is nearly what is said after the type."""
    for last in range(min(end, start + 6), start, -1):
        core = epci_core(" ".join(reading.keys[start:last]))
        if len(core) < 6 or core.split()[0].isdigit() or core in gazetteer.everyday:
            continue
        best = process.extract(core, gazetteer.epci_cores.keys(), scorer=fuzz.ratio, score_cutoff=_CUTOFF, limit=2)
        if best and (len(best) == 1 or best[0][1] - best[1][1] >= 3):
            rows = gazetteer.epci_cores[best[0][0]]
            return Mention(tuple(gazetteer.epcis[row] for row in rows), position, last, NAMED)
    return None


def _full_name(reading: Reading, gazetteer: Gazetteer, position: int) -> Mention | None:
    """An EPCI said by its name alone ("Rennes Métropole", "Terroir de Caux"): two telling words at least."""
    for last, key in gazetteer.epci_names.matches(reading.words, position):
        words = key.split(" ")
        whole = reading.whole(position, last)
        marked = not _MARKS.isdisjoint(words)
        several = len([word for word in words if word not in CONNECTORS]) > 1
        if gazetteer.communes.get(key) or gazetteer.second_names.get(key) or gazetteer.area_names.get(key):
            continue
        capitals = sum(word.capital for word in reading.words[position:last])
        upper = reading.words[position].raw.isupper() and not reading.shouted
        acronym = not several and len(words) == 1 and upper and len(key) >= 4
        sole = whole and len(key) >= 5 and key not in gazetteer.ordinary_epci and key not in gazetteer.everyday
        if sole or several and (whole or marked or capitals > 1 and not reading.shouted) or acronym:
            epcis = tuple(gazetteer.epcis[row] for row in gazetteer.epci_names.get(key))
            return Mention(epcis, position, last, WHOLE if whole else CUED)
    return None
