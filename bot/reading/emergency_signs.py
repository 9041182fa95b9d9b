"""Signs: short sequences of words that a person can read and write, looked for in a message.

A sign is written without accents nor capitals, one space between words:

- ``brul*``: a word that begins so; ``mari|conjoint``: one word or another; ``N``: a number (``14h``, ``3``);
- ``par_terre|au_sol``: several words as one choice;
- ``PERSONNE`` (capitals): a choice of the list of that name; ``AAAA``: a year;
- ``..`` and ``...``: up to three, up to seven other words of the same sentence in between;
- ``+``: what stands on both sides is said somewhere in the message, in any order.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.folding import fold

END = "."
"""Stands for the end of a sentence among the words."""

_GAPS = {"..": 3, "...": 7}
_CLASSES = {"N": re.compile(r"\d"), "AAAA": re.compile(r"(?:19|20)\d\d$")}
_WORD = re.compile(r"[a-z0-9]+|[.!?;\n…]+")
_WRITTEN = re.compile(r"[a-z0-9]+\*?(?:_[a-z0-9]+\*?)*|" + "|".join(_CLASSES))
_DENIALS = frozenset({"pas", "aucun", "aucune", "ni", "jamais", "sans", "zero"})
_BETWEEN = frozenset({"de", "d", "du", "des", "un", "une", "le", "la", "l", "encore", "vraiment", "eu", "ete"})
_AFTER = frozenset({"pas", "jamais"})

_COMMON = tuple(
    """a au aux avec ce c chez d dans de des depuis du elle en est et il ils j je l la le les ma mon n ne
    nous on ont ou par pas pour plus qu que qui s sa se son sont sur un une y maire mairie commune
    agent habitant ecole rue salle""".split()
)
"""The most frequent words of messages: a sign isn't looked for because of them."""


class BadSign(ValueError):
    """A sign that can't be read: an unknown list, a gap at an end."""


@dataclass(frozen=True)
class _Place:
    """The words that may stand at one place of a sign, after at most so many others."""

    words: frozenset[str]
    starts: tuple[str, ...]
    classes: tuple[str, ...]
    phrases: tuple[tuple[str, ...], ...]
    """Choices of several words."""
    gap: int

    def commonness(self) -> int:
        """How many of the most frequent words may stand here."""
        firsts = {phrase[0] for phrase in self.phrases}
        return sum(word in self.words or word in firsts or word.startswith(self.starts) for word in _COMMON)

    def after(self, tokens: list[str], index: int) -> Iterator[int]:
        """Where what stands at this place ends, when it begins at a token."""
        token = tokens[index]
        if token in self.words or self.starts and token.startswith(self.starts):
            yield index + 1
        elif self.classes and any(_CLASSES[name].match(token) for name in self.classes):
            yield index + 1
        for phrase in self.phrases:
            said = tokens[index : index + len(phrase)]
            if len(said) == len(phrase) and all(map(_is, said, phrase)):
                yield index + len(phrase)


_Part = tuple[_Place, ...]


def _is(token: str, word: str) -> bool:
    return token.startswith(word[:-1]) if word.endswith("*") else token == word


def words(text: str) -> list[str]:
    """Words of a text, folded, with the ends of its sentences."""
    found = _WORD.findall(fold(text))
    return [word if word[0].isalnum() else END for word in found]


class Signs:
    """Groups of signs, each looked for once in a message."""

    def __init__(self, groups: Mapping[str, Iterable[str]], lists: Mapping[str, Iterable[str]]) -> None:
        self._lists = {name: _spread(lines) for name, lines in lists.items()}
        self._parts: list[_Part] = []
        self._whole: dict[str, list[int]] = {}
        self._starts: dict[str, list[int]] = {}
        self._classes: list[tuple[str, int]] = []
        """Parts by the words of their rarest place: most messages have none of them."""
        self._signs: dict[int, list[tuple[str, str, tuple[int, ...]]]] = {}
        """Group, text and parts of each sign, by its first part."""
        numbers: dict[str, int] = {}
        for group, lines in groups.items():
            for sign in _spread(lines):
                parts = tuple(numbers.setdefault(part, len(numbers)) for part in sign.split(" + "))
                self._signs.setdefault(parts[0], []).append((group, sign, parts))
        for number, written in enumerate(numbers):
            self._parts.append(self._part(written))
            self._index(number)
        self._holding = lru_cache(maxsize=8192)(self._held_by)

    def __len__(self) -> int:
        return sum(map(len, self._signs.values()))

    def said(self, text: str) -> dict[str, list[str]]:
        """Groups of which a sign is in a text, with those signs."""
        tokens = words(text)
        possible = {part for token in set(tokens) for part in self._holding(token)}
        known: dict[int, bool] = {}
        found: dict[str, list[str]] = {}
        for first in sorted(possible & self._signs.keys()):
            for group, sign, parts in self._signs[first]:
                if possible.issuperset(parts) and all(self._said(part, tokens, known) for part in parts):
                    found.setdefault(group, []).append(sign)
        return found

    def _said(self, part: int, tokens: list[str], known: dict[int, bool]) -> bool:
        if part not in known:
            places = self._parts[part]
            known[part] = any(_stands(places, tokens, start) for start in range(len(tokens)))
        return known[part]

    def _index(self, number: int) -> None:
        """Note under which words a part is looked for."""
        rarest = min(self._parts[number], key=lambda place: (place.commonness(), len(place.words)))
        for word in {*rarest.words, *(f"{start}*" for start in rarest.starts), *(said[0] for said in rarest.phrases)}:
            where, key = (self._starts, word[:-1]) if word.endswith("*") else (self._whole, word)
            where.setdefault(key, []).append(number)
        self._classes += [(name, number) for name in rarest.classes]

    def _part(self, sequence: str) -> _Part:
        places: list[_Place] = []
        gap = 0
        for item in sequence.split():
            if item in _GAPS:
                gap = _GAPS[item]
            else:
                places.append(self._place(item, gap))
                gap = 0
        if not places or gap or places[0].gap:
            raise BadSign(sequence)
        return tuple(places)

    def _place(self, item: str, gap: int) -> _Place:
        spread = [word for choice in item.split("|") for word in self._listed(choice)]
        if not all(_WRITTEN.fullmatch(word) for word in spread):
            raise BadSign(item)
        plain = [word for word in spread if "_" not in word and word not in _CLASSES]
        return _Place(
            frozenset(word for word in plain if not word.endswith("*")),
            tuple(word[:-1] for word in plain if word.endswith("*")),
            tuple(word for word in spread if word in _CLASSES),
            tuple(tuple(word.split("_")) for word in spread if "_" in word),
            gap,
        )

    def _listed(self, name: str) -> list[str]:
        """A choice, or those of the list that it names."""
        if not name.isupper() or name in _CLASSES:
            return [name]
        if name not in self._lists:
            raise BadSign(name)
        return [word for item in self._lists[name] for word in self._listed(item)]

    def _held_by(self, token: str) -> tuple[int, ...]:
        """Parts whose rarest place a token may fill."""
        found = list(self._whole.get(token, ()))
        for size in range(1, len(token) + 1):
            found += self._starts.get(token[:size], ())
        found += [number for name, number in self._classes if _CLASSES[name].match(token)]
        return tuple(found)


def _spread(lines: Iterable[str]) -> list[str]:
    return [sign.strip() for line in lines for sign in line.split(",") if sign.strip()]


def _stands(places: _Part, tokens: list[str], start: int) -> bool:
    """Whether the places of a part follow each other from a word on, and aren't denied."""
    ends = set(places[0].after(tokens, start))
    if not ends:
        return False
    for place in places[1:]:
        ends = {after for end in ends for after in _next(place, tokens, end)}
    said = any(end >= len(tokens) or tokens[end] not in _AFTER for end in ends)
    return said and not _denied(tokens, start)


def _next(place: _Place, tokens: list[str], start: int) -> Iterator[int]:
    for index in range(start, min(start + place.gap + 1, len(tokens))):
        if tokens[index] == END:
            return
        yield from place.after(tokens, index)


def _denied(tokens: list[str], start: int) -> bool:
    """Whether a denial stands just before: « pas de blessés », « aucun feu »."""
    index = start - 1
    while index >= 0 and start - index <= 3 and tokens[index] in _BETWEEN:
        index -= 1
    return index >= 0 and tokens[index] in _DENIALS
