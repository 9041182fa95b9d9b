"""The gazetteer in memory: every commune, EPCI, département and région, and the names they are known by."""

import gzip
import json
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot import folders
from bot.territory.model import Kind, Territory
from bot.territory.words import PhraseIndex, glued_keys, name_key

WELL_KNOWN = 15_000
"""A town of that many inhabitants is also called by the beginning of its name ("Villefranche", "le Puy")."""

KNOWN = 3_000
"""From that size a first word that is no commune's name stands for it ("Sarlat", "le Touquet")."""
_NEVER_ALONE = frozenset(
    """saint sainte saints mont val bois pont port ville vieux vieille grand grande petit petite haut haute bas basse
    bon bonne beau belle neuf neuve nouveau nouvelle""".split()
)
_LINKS = frozenset(["sur", "en", "les", "lez", "sous", "la", "le", "de", "d", "du", "des", "l", "aux"])
_ARTICLES = ("l ", "la ", "le ", "les ")
_TYPE_WORDS = frozenset("metropole agglomeration agglo communaute eurometropole europeenne".split())
_EPCI_TYPES = ("cc", "ca", "cu", "metropole", "eurometropole")


def gazetteer_path() -> Path:
    """Where the built file stands."""
    return folders.data() / "territories" / "territories.json.gz"


def _landmarks_path() -> Path:
    return folders.data() / "territories" / "landmarks.yml"


class Gazetteer:
    """Rows of communes and of larger territories with their indexes.

    Args:
        data: the content of the built file (see :mod:`bot.territory.build`).
        landmarks: well-known places that are no territory, as said to people.
    """

    def __init__(self, data: dict[str, Any], landmarks: Sequence[str] = ()) -> None:
        self.source: dict[str, str] = data["source"]
        columns = data["communes"]
        self.codes: list[str] = columns["code"]
        self.names: list[str] = columns["name"]
        self.populations: list[int | None] = columns["population"]
        self._departements: list[str] = columns["departement"]
        self._epci: list[int] = columns["epci"]
        self._postal: list[str] = columns["postal"]
        self._larger: dict[str, dict[str, Territory]] = {
            kind: {row[0]: Territory(kind, *row) for row in data[kind]} for kind in ("epci", "departement", "region")
        }
        self.epcis = list(self._larger["epci"].values())
        self.areas = [*self._larger["departement"].values(), *self._larger["region"].values()]
        self.row_of_code = {code: row for row, code in enumerate(self.codes)}
        self.ordinary = frozenset(data["ordinary"])
        self.ordinary_epci = frozenset(data["ordinary_epci"])
        self.everyday = frozenset(data["near"])
        """Words in everyday use, near a commune's name."""
        self.near_words = self.everyday | frozenset(data["near_inflected"])
        """These and rarer or inflected ones: none is a misspelt commune."""
        self._index_communes(data["former"], data["aliases"]["communes"])
        self._index_larger(data["aliases"])
        self.rows_of_postal = self._index_postal()
        self.landmarks = {without_article(name_key(name)): name for name in landmarks}
        self._longer: dict[str, int] = {}

    def commune(self, row: int) -> Territory:
        """The commune of a row."""
        departement = self._departements[row]
        epci = self._epci[row]
        return Territory(
            "commune",
            self.codes[row],
            self.names[row],
            self.populations[row],
            departement,
            self._larger["departement"][departement].region,
            self.epcis[epci].code if epci >= 0 else None,
        )

    def by_code(self, kind: Kind, code: str) -> Territory | None:
        """The territory of a kind that bears a code."""
        if kind != "commune":
            return self._larger[kind].get(code)
        row = self.row_of_code.get(code)
        return None if row is None else self.commune(row)

    def size(self, row: int) -> int:
        """Inhabitants of a commune, 0 when unknown."""
        return self.populations[row] or 0

    @cached_property
    def rows_of_departement(self) -> dict[str, list[int]]:
        """Communes by département."""
        rows: dict[str, list[int]] = defaultdict(list)
        for row, code in enumerate(self._departements):
            rows[code].append(row)
        return dict(rows)

    @cached_property
    def keys_of_row(self) -> dict[int, list[str]]:
        """Every name of each commune: its own, then the former, usual and shortened ones."""
        keys: dict[int, list[str]] = defaultdict(list)
        for names in (self.communes, self.second_names):
            for key, rows in names.rows.items():
                for row in rows:
                    keys[row].append(key)
        return keys

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Words of the communes' names of several words: none of them is a misspelling of another."""
        return frozenset(word for key in self.communes.rows if " " in key for word in key.split(" "))

    def longer_names(self, key: str) -> int:
        """How many communes' names begin by this one ("Saint-Martin" opens two hundred)."""
        if key not in self._longer:
            self._longer[key] = sum(name.startswith(f"{key} ") for name in self.communes.rows)
        return self._longer[key]

    def _index_communes(self, former: list[list[str]], aliases: dict[str, list[str]]) -> None:
        self.communes = PhraseIndex()
        self.second_names = PhraseIndex()
        """Former communes, usual and shortened names: read only where no commune bears the name today."""
        for row, name in enumerate(self.names):
            self.communes.add(name_key(name), row)
        for code, names in aliases.items():
            for name in names:
                self.communes.add(name_key(name), self.row_of_code[code])
        for name, code in former:
            self.second_names.add(name_key(name), self.row_of_code[code])
        for row, name in enumerate(self.names):
            self._index_short_names(row, name_key(name))
        for index in (self.communes, self.second_names):
            self._index_glued(index)

    def _index_glued(self, index: PhraseIndex) -> None:
        """Names without their apostrophe, unless that is another's name ("Daix" isn't "d'Aix")."""
        for key, rows in list(index.rows.items()):
            for glued in glued_keys(key):
                if glued not in self.communes.rows and glued not in self.ordinary:
                    for row in rows:
                        index.add(glued, row)

    def _index_short_names(self, row: int, key: str) -> None:
        article = next((article for article in _ARTICLES if key.startswith(article)), "")
        rest = key[len(article) :]
        plain = key not in self.ordinary and rest not in self.ordinary
        if article and plain and (" " in rest or self.size(row) >= WELL_KNOWN):
            self.second_names.add(rest, row)
        words = rest.split(" ")
        # "Saint-Martin-d'Hères": the saint's name stays with him.
        cut = 2 if words[0] in _NEVER_ALONE else 1
        short = article + " ".join(words[:cut])
        everyday = bool(article) and short in self.ordinary
        if len(words) <= cut or self.size(row) < KNOWN or words[cut - 1] in _LINKS or everyday:
            return
        homonyms = self.communes.get(short)
        if not homonyms:
            self.second_names.add(short, row)
        elif words[cut] in _LINKS and self.size(row) >= WELL_KNOWN:
            exact = [self.size(other) for other in homonyms if name_key(self.names[other]) == short]
            if max(exact, default=0) < WELL_KNOWN:
                self.communes.add(short, row)

    def _index_larger(self, aliases: dict[str, dict[str, list[str]]]) -> None:
        self.area_names = PhraseIndex()
        for row, area in enumerate(self.areas):
            for name in (area.name, *aliases[f"{area.kind}s"].get(area.code, ())):
                key = name_key(name)
                self.area_names.add(key, row)
                if key.startswith(_ARTICLES):
                    self.area_names.add(key.split(" ", 1)[1], row)
        self.epci_names = PhraseIndex()
        self.epci_cores: dict[str, list[int]] = defaultdict(list)
        for row, epci in enumerate(self.epcis):
            name, _, acronym = epci.name.partition("(")
            key = name_key(name)
            kept = key.split(" ")
            if kept[0] in _EPCI_TYPES[:3]:
                kept = kept[1:]
            while kept[0] in ("de", "du", "des", "d", "la", "le", "l", "les"):
                kept = kept[1:]
            self.epci_names.add(" ".join(kept), row)
            self.epci_names.add(name_key(acronym) if " " not in acronym.strip() else "", row)
            shorter = [word for word in kept if word not in _TYPE_WORDS]
            while shorter and shorter[0] in ("de", "du", "d", "la", "le", "l", "les"):
                shorter = shorter[1:]
            short = " ".join(shorter)
            town = self.communes.get(short) or self.second_names.get(short)
            if len(epci_core(short).split()) > 1 and not town:
                self.epci_names.add(short, row)
            for alias in aliases["epci"].get(epci.code, ()):
                self.epci_names.add(name_key(alias), row)
                self.epci_cores[epci_core(name_key(alias))].append(row)
            self.epci_cores[epci_core(key)].append(row)

    def _index_postal(self) -> dict[str, list[int]]:
        rows: dict[str, list[int]] = defaultdict(list)
        for row, postal in enumerate(self._postal):
            for code in postal.split():
                rows[code].append(row)
        return dict(rows)


_EMPTY_IN_EPCI = frozenset(
    """cc ca cu metropole eurometropole communaute communes agglomeration agglo urbaine de du des d la le l les et en a
    au aux""".split()
)


def without_article(key: str) -> str:
    """A folded name without the article that opens it."""
    return next((key[len(article) :] for article in _ARTICLES if key.startswith(article)), key)


def epci_core(key: str) -> str:
    """What tells an EPCI from another in its folded name: the words that are neither its type nor small words."""
    return " ".join([word for word in key.split(" ") if word not in _EMPTY_IN_EPCI])


@lru_cache(maxsize=1)
def gazetteer() -> Gazetteer:
    """The gazetteer of this process, loaded at first use.

    Raises:
        FileNotFoundError: when the built file isn't there.
    """
    with gzip.open(gazetteer_path(), "rt", encoding="utf-8") as file:
        return Gazetteer(json.load(file), yaml.safe_load(_landmarks_path().read_text(encoding="utf-8")))
