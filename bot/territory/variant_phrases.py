"""The phrases of the measure of variants: drawn with fixed seeds from the gazetteer and from templates."""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.folding import fold
from bot.settings import get_settings
from bot.territory.gazetteer import gazetteer, gazetteer_path
from bot.territory.model import Kind
from bot.territory.words import name_key

_VOWELS = "aeiouyh"
_CONTRACTED = (("le ", "du "), ("les ", "des "))
_NEIGHBOURS = {
    **dict(zip("azertyuiop", ["zq", "aes", "zrd", "etf", "ryg", "tuh", "yij", "uok", "ipl", "om"])),
    **dict(zip("qsdfghjklm", ["aws", "qdz", "sfe", "dgr", "fht", "gjy", "hku", "jli", "kmo", "lp"])),
    **dict(zip("wxcvbn", ["xs", "wcd", "xvf", "cbg", "vnh", "bj"])),
}
"""Keys side by side on a French keyboard."""


@dataclass(frozen=True)
class Phrase:
    """A phrase and what it must give; no code: no place."""

    text: str
    code: str | None = None
    kind: Kind = "commune"
    asked: bool = False


def of(name: str) -> str:
    """ "de" before a commune's name, as people say it ("du Puy", "d'Uzès", "de La Rochelle")."""
    for article, contracted in _CONTRACTED:
        if name.lower().startswith(article):
            return contracted + name[len(article) :]
    return f"d'{name}" if fold(name)[0] in "aeiouy" else f"de {name}"


def _rows(size: int | None) -> list[int]:
    rows = list(range(len(gazetteer().names)))
    return rows if size is None or size >= len(rows) else sorted(random.Random(7).sample(rows, size))


def _home(row: int) -> str:
    return gazetteer().commune(row).departement or ""


def numbered(size: int | None) -> Iterator[Phrase]:
    """Names as the official list writes them, with the département's number."""
    for row in _rows(size):
        yield Phrase(f"je suis maire {of(gazetteer().names[row])} ({_home(row)})", gazetteer().codes[row])


def shouted(size: int | None) -> Iterator[Phrase]:
    """The same in capitals."""
    for row in _rows(size):
        yield Phrase(f"MAIRIE {of(gazetteer().names[row]).upper()} ({_home(row)})", gazetteer().codes[row])


def _drop(word: str, at: int, _: random.Random) -> str:
    return word[:at] + word[at + 1 :]


def _double(word: str, at: int, _: random.Random) -> str:
    return word[: at + 1] + word[at:]


def _neighbour(word: str, at: int, draw: random.Random) -> str:
    return word[:at] + draw.choice(_NEIGHBOURS.get(fold(word[at]), word[at])) + word[at + 1 :]


def _swap(word: str, at: int, _: random.Random) -> str:
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


TYPOS: dict[str, Callable[[str, int, random.Random], str]] = {
    "dropped": _drop,
    "doubled": _double,
    "neighbour": _neighbour,
    "swapped": _swap,
}


def mistyped(kind: str, size: int) -> Iterator[Phrase]:
    """Names in lower case with one wrong key, and the département's number; names of four letters at least."""
    draw = random.Random(11)
    for row in _rows(size):
        name = gazetteer().names[row].lower()
        places = [at for at, letter in enumerate(name) if letter.isalpha()]
        if kind == "swapped":
            places = [at for at in places if name[at + 1 : at + 2].isalpha() and name[at] != name[at + 1]]
        if len(name) < 4 or not places:
            continue
        wrong = TYPOS[kind](name, draw.choice(places), draw)
        yield Phrase(f"je suis maire de {wrong} ({_home(row)})", gazetteer().codes[row])


def glued(size: int | None, *, numbered: bool = False) -> Iterator[Phrase]:
    """Names that have an apostrophe, typed without it; those of several communes only with the number."""
    homonyms = Counter(map(name_key, gazetteer().names))
    rows = [row for row in _rows(None) if re.search(r"[dl]['’]", gazetteer().names[row].lower())]
    rows = [row for row in rows if numbered or homonyms[name_key(gazetteer().names[row])] == 1]
    for row in rows if size is None else random.Random(5).sample(rows, min(size, len(rows))):
        name = gazetteer().names[row].replace("'", "").replace("’", "")
        yield Phrase(f"mairie de {name}" + (f" ({_home(row)})" if numbered else ""), gazetteer().codes[row])


def elided() -> Iterator[Phrase]:
    """ "dans lallier", "nous sommes dans lain": each département that elides its article."""
    for area in gazetteer().areas:
        name = fold(area.name)
        if area.kind == "departement" and (name[0] in "aeiouy" or area.code == "34") and not name.startswith("ile "):
            for phrase in ("dans l{}", "nous sommes dans l{}", "une petite commune dans l{}"):
                yield Phrase(phrase.format(area.name.lower()), area.code, "departement")


def small_communes() -> Iterator[Phrase]:
    """A commune told by its size and its département's number only."""
    for area in gazetteer().areas:
        if area.kind == "departement":
            for phrase in ("petite commune ({})", "petite commune du {}", "maire d'un village ({})"):
                yield Phrase(phrase.format(area.code), area.code, "departement")


def postal(size: int) -> Iterator[Phrase]:
    """Postal codes alone: one of the communes that have it must be found or offered."""
    for row in _rows(size):
        codes = [code for code, rows in gazetteer().rows_of_postal.items() if row in rows]
        if codes:
            yield Phrase(codes[0], gazetteer().codes[row])


def _texts(pages: Path | None) -> Iterator[str]:
    folder = pages or get_settings().data_dir / "catalogue"
    for path in sorted(folder.rglob("*.md" if pages else "*.yml")):
        yield path.read_text(encoding="utf-8", errors="replace")


@lru_cache(maxsize=2)
def everyday(pages: Path | None) -> tuple[str, ...]:
    """Words of five letters at least, seen in lower case three times or more, that are no commune's exact name."""
    counts: Counter[str] = Counter()
    for text in _texts(pages):
        counts.update(word for word in re.findall(r"[^\W\d_]{5,}", text) if word.islower())
    seen = (word for word, count in counts.items() if count >= 3)
    known = gazetteer()
    return tuple(word for word in sorted(seen) if not known.communes.get(name_key(word)))


def words(pages: Path | None, *, asked: bool) -> Iterator[Phrase]:
    """Everyday words, each alone."""
    for word in everyday(pages):
        yield Phrase(word, asked=asked)


@lru_cache(maxsize=1)
def _templates() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((gazetteer_path().parent / "variants.yml").read_text(encoding="utf-8"))
    return content


def dates() -> Iterator[Phrase]:
    """Dates in every shape: no département."""
    parts = _templates()["dates"]
    for shape in parts["shapes"]:
        for day in parts["days"]:
            for lead in parts["leads"]:
                yield Phrase(lead.format(shape.format(day)) + parts["ending"])


def elsewhere(part: str) -> Iterator[Phrase]:
    """Places that are somebody else's, persons, acronyms: nowhere that the author is."""
    content = _templates()
    for template in content["elsewhere"][part]:
        field = next(field for field in ("town", "name", "acronym") if f"{{{field}}}" in template)
        for value in content[f"{field}s"]:
            yield Phrase(template.format(**{field: value}))


def own() -> Iterator[Phrase]:
    """The author's own place, said in the same words: what must not be lost."""
    for template in _templates()["own"]:
        for town in _templates()["towns"]:
            row = max(
                gazetteer().communes.get(name_key(town)) or gazetteer().second_names.get(name_key(town)),
                key=gazetteer().size,
            )
            yield Phrase(template.format(town=town), gazetteer().codes[row])
