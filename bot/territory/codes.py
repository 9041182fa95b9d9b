"""Postal codes and INSEE codes in a text."""

import re
from dataclasses import dataclass

from bot.territory.gazetteer import Gazetteer
from bot.territory.reading import Reading

_INSEE = re.compile(r"(?:\d{5}|2[ab]\d{3})")
_DIVIDED = (
    (re.compile(r"751(?:0[1-9]|1\d|20)"), "75056"),
    (re.compile(r"132(?:0[1-9]|1[0-6])"), "13055"),
    (re.compile(r"6938[1-9]"), "69123"),
)
_CUES = frozenset("postal cp insee a cedex".split())
_COUNTED = frozenset(
    """hab habs habitant habitants hbts ames euros euro eur e k km m m2 ha tonnes logements logement agents eleves
    personnes usagers abonnes administres residents dossiers demandes foyers par en fichiers documents lignes""".split()
)


@dataclass(frozen=True)
class Code:
    """A code of five characters: the communes (rows) that it stands for."""

    rows: tuple[int, ...]
    first: int
    last: int
    sure: bool
    """Whether it is a place by itself (a cue, the whole answer), and not only beside a name."""

    reach: int = 4
    """Words at most between it and a name that it confirms."""


def find_codes(reading: Reading, gazetteer: Gazetteer) -> list[Code]:
    """The codes of the text: a postal code first, since that is what people type; INSEE when said or when only that."""
    found = []
    for position in range(len(reading.words)):
        last, key = _code_at(reading, position)
        if not key or reading.after(last) in _COUNTED or _amount(reading, last):
            continue
        row = gazetteer.row_of_code.get(_whole_town(key.upper()))
        own = () if row is None else (row,)
        postal = tuple(gazetteer.rows_of_postal.get(key, ()))
        said = reading.before(position)
        rows = own if said == "insee" else postal or own
        if rows:
            found.append(Code(rows, position, last, said in _CUES or reading.whole(position, last) or key[1] > "9"))
        if not postal and said != "insee" and position not in reading.noise:
            # A company's own code ("38029 Grenoble CEDEX 2") tells the département of the town beside it.
            home = tuple(gazetteer.rows_of_departement.get(key[: 3 if key.startswith("97") else 2], ()))
            found += [Code(home, position, last, sure=False, reach=0)] if home else []
    return found


def _whole_town(code: str) -> str:
    """INSEE's code of Paris, Marseille or Lyon for that of one of their arrondissements."""
    return next((town for arrondissement, town in _DIVIDED if arrondissement.fullmatch(code)), code)


def _code_at(reading: Reading, position: int) -> tuple[int, str]:
    """End and text of a code that begins at a token ("03100", "03 100" when it is all that is said)."""
    key = reading.keys[position]
    if _INSEE.fullmatch(key):
        return position + 1, key
    parted = key + (reading.after(position + 1) or "")
    if re.fullmatch(r"\d{2}|2[ab]", key) and _INSEE.fullmatch(parted) and reading.whole(position, position + 2):
        return position + 2, parted
    return position + 1, ""


def _amount(reading: Reading, last: int) -> bool:
    """Whether a sign after the number makes it an amount ("15000 €")."""
    end = reading.words[last - 1].end
    return bool(re.match(r"\s?[€%$]", reading.text[end : end + 2]))
