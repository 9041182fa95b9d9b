"""Services that people name: by their name or another one, with typos, or by a link to their site."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.folding import fold

_ALIKE = 88
"""Similarity (0 to 100) above which what was typed is the name."""

_SHORT = 4
"""A name of so many letters or fewer is only believed as it is written, capitals included."""

_MOST_WORDS = 8
"""Words of the longest name that is looked for with typos."""

_NO_NAMES = ("la suite", "que faire")
"""Beginnings of names that everybody says of something else."""

_START, _TELLS = 2, 8
"""Words that begin a long name, and their letters at least, by which it is recognised once it was shown."""

_LONG = 3
"""Words from which a name of everyday words is recognised without its capitals."""

_MOST_READ = 1_200
"""Characters of a message in which names are looked for."""

_LINK = re.compile(r"(?:https?://)?((?:[a-z0-9-]+\.)+[a-z]{2,})(/[^\s<>\"»)]*)?", re.IGNORECASE)
_PAGE = re.compile(r"/startups/([\w.-]+?)(?:\.html)?/?$")


@dataclass(frozen=True)
class Known:
    """Names of one service, and what its links begin with."""

    names: tuple[str, ...]
    """Its displayed name first, then the others that people use."""

    hosts: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Name:
    key: str
    text: str
    plain: str
    everyday: bool
    """Made of everyday words alone."""
    strict: bool
    """Believed only as it is written: short, or an everyday expression."""


def plain(text: str) -> str:
    """Folded words between single spaces; the sign of "A+" and the dots of an acronym are no words."""
    return " ".join(re.findall(r"\w+", fold(text)))


def _singular(folded: str) -> str:
    """Plain words less the mark of the plural."""
    return " ".join(word.rstrip("s") if len(word) > 3 else word for word in folded.split())


def without_note(name: str) -> str:
    """A name less what stands in brackets ("Signal Logement (ex-Histologe)")."""
    return re.sub(r"\(.*?\)", "", name).strip()


def _windows(text: str, everyday: Collection[str]) -> dict[int, list[str]]:
    """The runs of whole words of a plain text, by their number of words, where a name may be misspelt.

    A word or two that everybody uses are no typo: "plus" isn't "Aplus", "la suite" isn't "LaSuite".
    """
    words = text.split()
    own = [word not in everyday for word in words]
    return {
        width: [
            " ".join(words[start : start + width])
            for start in range(len(words) - width + 1)
            if width >= _LONG or any(own[start : start + width])
        ]
        for width in range(1, _MOST_WORDS + 2)
    }


def _like(target: str, windows: Mapping[int, Sequence[str]]) -> bool:
    """Whether whole words of a text are like a name, a space more or less forgiven ("sami" isn't in "désamiantage")."""
    size = len(target.split())
    near = [window for width in (size - 1, size, size + 1) for window in windows.get(width, ())]
    return process.extractOne(target, near, scorer=fuzz.ratio, score_cutoff=_ALIKE) is not None


class Names:
    """The names of a catalogue. The more a name is made of everyday words, the less is believed of what looks like it.

    A name with a word of its own ("UrbanVitaliz") is found through small typos; one of everyday words alone ("Plus
    fraîche ma ville") word for word; a short one ("BAL"), one of two everyday words ("ma cantine"), or one that needs
    hold as it stands, with its capitals as well. What is on screen is recognised without them.
    """

    def __init__(self, known: Mapping[str, Known], everyday: Collection[str], spoken: Collection[str] = ()) -> None:
        """Learn names.

        Args:
            known: names of each service, by its id.
            everyday: folded words that people use in needs.
            spoken: plain names (:func:`plain`) that needs hold as they stand.
        """
        self._known, self._everyday = known, frozenset(everyday)
        self._names = [
            self._name(key, without_note(name), everyday, spoken) for key, item in known.items() for name in item.names
        ]
        # Longest first: "Suite territoriale" is no "Suite numérique", and a long name holds short ones.
        self._names.sort(key=lambda name: (-len(name.plain), name.key))
        self._hosts = {host: key for key, item in known.items() for host in item.hosts}

    @staticmethod
    def _name(key: str, text: str, everyday: Collection[str], spoken: Collection[str]) -> _Name:
        folded = plain(text)
        words = folded.split()
        common = bool(words) and set(words) <= set(everyday)
        strict = len(folded) <= _SHORT or common and (len(words) < _LONG or folded in spoken)
        return _Name(key, text, folded, common, strict)

    @property
    def known(self) -> Mapping[str, Known]:
        """Names of each service, by its id."""
        return self._known

    def find_all(self, text: str, near: Collection[str] = ()) -> list[str]:
        """Ids of the services that a text names, in its order of mention where it tells.

        Args:
            text: what was typed.
            near: ids on screen, recognised with less.
        """
        text = text[:_MOST_READ]
        found = self._linked(text)
        left = plain(text)
        windows = _windows(left, self._everyday)
        for name in self._names:
            if name.key in found or not name.plain:
                continue
            if self._is_in(name, text, left, windows, name.key in near):
                found.append(name.key)
                if f" {name.plain} " in f" {left} ":
                    # What is a part of this name is no other name.
                    left = f" {left} ".replace(f" {name.plain} ", " · ").strip()
                    windows = _windows(left, self._everyday)
        places = {key: self._place(key, plain(text)) for key in found}
        return sorted(found, key=lambda key: places[key])

    def find(self, text: str, near: Collection[str] = ()) -> str | None:
        """Id of the first service that a text names."""
        found = self.find_all(text, near)
        return found[0] if found else None

    def _place(self, key: str, text: str) -> int:
        places = [text.find(plain(without_note(name))) for name in self._known[key].names]
        return min((place for place in places if place >= 0), default=len(text))

    @staticmethod
    def _is_in(name: _Name, text: str, folded: str, windows: Mapping[int, Sequence[str]], near: bool) -> bool:
        whole = f" {name.plain} " in f" {folded} "
        if name.strict and re.search(rf"[«\"“]\s*{re.escape(name.text)}\s*[»\"”]", text, re.IGNORECASE):
            return True
        if near and name.text.endswith("+"):  # its sign is all that tells "A+" from a word
            return re.search(rf"(?<!\w){re.escape(fold(name.text[:-1]))} ?\+", fold(text)) is not None
        if "-" in name.text and re.search(rf"(?<![\w-]){re.escape(fold(name.text))}(?![\w-])", fold(text)):
            return True  # nobody writes "aides-territoires" with its hyphen and means anything else
        if name.strict and not near:
            first = name.text[:1].upper() + name.text[1:]
            written = re.search(rf"(?<!\w)(?:{re.escape(name.text)}|{re.escape(first)})(?!\w)", text) is not None
            alone = len(folded.split()) <= len(name.plain.split()) + _LONG
            # A name without capitals ("ma cantine") is told from the words by the capital that it gets in a sentence.
            marked = name.text in text if name.text != name.text.lower() else first in text[1:]
            return written and (marked or alone) and not (text.isupper() and len(text) > len(name.text) + 2)
        if near and f" {_singular(name.plain)} " in f" {_singular(folded)} ":
            return True  # "collectif objet", once it was shown
        start = " ".join(name.plain.split()[:_START])
        long = near and len(name.plain.split()) > _START and len(start) >= _TELLS and start not in _NO_NAMES
        if long and f" {start} " in f" {folded} ":
            return True  # "les gens de Voies locales", once Voies locales en commun was shown
        if name.everyday or len(name.plain) <= _SHORT:
            return whole
        return whole or _like(name.plain, windows)

    def _linked(self, text: str) -> list[str]:
        """Ids of the services whose site or public page a text links to."""
        found: list[str] = []
        for match in _LINK.finditer(text):
            host, path = match[1].lower().removeprefix("www."), match[2] or ""
            page = _PAGE.search(path) if host.endswith("beta.gouv.fr") else None
            key = page[1] if page and page[1] in self._known else self._hosts.get(host)
            if key and key not in found:
                found.append(key)
        return found

    def masked(self, text: str, keys: Iterable[str], mark: str) -> str:
        """The text with these services' names (typos of a letter included) and links replaced by a mark."""
        parts = {part for key in keys for name in self._known[key].names for part in plain(without_note(name)).split()}
        kept: list[str] = []
        for word in _LINK.sub(f" {mark} ", text).split():
            bare = plain(word)
            if max((fuzz.ratio(bare, part) for part in parts if len(part) > 2), default=0) < 80:
                kept.append(word)
            elif not kept or kept[-1] != mark:
                kept.append(mark)
        return " ".join(kept)

    def rest(self, text: str, keys: Iterable[str]) -> str:
        """The text less the words of these services' names (typos of a letter included) and links."""
        parts = {part for key in keys for name in self._known[key].names for part in plain(without_note(name)).split()}
        kept = []
        for word in _LINK.sub(" ", text).split():
            bare = plain(word)
            if max((fuzz.ratio(bare, part) for part in parts), default=0) < 80:
                kept.append(word)
        return " ".join(kept)
