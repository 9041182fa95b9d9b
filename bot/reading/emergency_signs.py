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
        self._signs: list[tuple[str, str, int]] = []
        """Group, text and number of parts of each."""
        self._whole: dict[str, list[tuple[int, int, _Part]]] = {}
        self._starts: dict[str, list[tuple[int, int, _Part]]] = {}
        self._classes: list[tuple[str, tuple[int, int, _Part]]] = []
        for group, lines in groups.items():
            for sign in _spread(lines):
                self._add(group, sign)
        self._candidates = lru_cache(maxsize=8192)(self._beginning)

    def __len__(self) -> int:
        return len(self._signs)

    def said(self, text: str) -> dict[str, list[str]]:
        """Groups of which a sign is in a text, with those signs."""
        tokens = words(text)
        parts: dict[int, int] = {}
        """Parts found of each sign, as bits."""
        for start, token in enumerate(tokens):
            for sign, part, places in self._candidates(token):
                bit = 1 << part
                if not parts.get(sign, 0) & bit and _stands(places, tokens, start):
                    parts[sign] = parts.get(sign, 0) | bit
        found: dict[str, list[str]] = {}
        for sign, bits in parts.items():
            group, written, count = self._signs[sign]
            if bits == (1 << count) - 1:
                found.setdefault(group, []).append(written)
        return found

    def _add(self, group: str, sign: str) -> None:
        written = sign.split(" + ")
        number = len(self._signs)
        self._signs.append((group, sign, len(written)))
        for index, sequence in enumerate(written):
            part = self._part(sequence)
            self._index(part, (number, index, part))

    def _index(self, part: _Part, entry: tuple[int, int, _Part]) -> None:
        """Note with which words a part may begin."""
        first = part[0]
        beginnings = {*first.words, *(f"{start}*" for start in first.starts), *(phrase[0] for phrase in first.phrases)}
        for word in beginnings:
            where, key = (self._starts, word[:-1]) if word.endswith("*") else (self._whole, word)
            where.setdefault(key, []).append(entry)
        self._classes += [(name, entry) for name in first.classes]

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

    def _beginning(self, token: str) -> tuple[tuple[int, int, _Part], ...]:
        """Parts that may begin with a token."""
        found = list(self._whole.get(token, ()))
        for size in range(1, len(token) + 1):
            found += self._starts.get(token[:size], ())
        found += [entry for name, entry in self._classes if _CLASSES[name].match(token)]
        return tuple(found)


def _spread(lines: Iterable[str]) -> list[str]:
    return [sign.strip() for line in lines for sign in line.split(",") if sign.strip()]


def _stands(places: _Part, tokens: list[str], start: int) -> bool:
    """Whether the places of a part follow each other from a word on, and aren't denied."""
    ends = set(places[0].after(tokens, start))
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
