"""Words of a text as place names are compared: folded, with what their typing shows."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.folding import fold

MAX_CHARACTERS = 2000
"""A place is named early or late in a message, never after pages: what comes after is not read."""

# Combining accents belong to their letter: a text in decomposed form (macOS) keeps its own positions.
_TOKEN = re.compile(r"(?<![^\W\d_])[sS]/(?=\s?[^\W\d_])|[^\W_][^\W_\u0300-\u036f]*(?:[\u0300-\u036f]+[^\W_]*)*")
_GLUED = re.compile(r"[dl](?=[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ])")
"""An apostrophe left out before a capital: "dAscq", "lOrcher"."""

_ELIDED = re.compile(r"(?:(?<= )|^)([dl]) (?=[aeiouyh])")
_BREAK = re.compile(r"[,.;:!?()\[\]«»\"\n/|–—]")
_BRACKETS = frozenset("()")
_ABBREVIATIONS = {"st": "saint", "ste": "sainte", "s/": "sur", "sts": "saints", "stes": "saintes"}

CONNECTORS = frozenset(["de", "du", "des", "d", "la", "le", "l", "les", "et", "en", "a", "au", "aux", "sur", "sous"])
"""Small words inside names: they show nothing by their own case."""


@dataclass(frozen=True)
class Token:
    """One word: its folded form, its place in the text, and how it was typed."""

    key: str
    raw: str
    start: int
    end: int
    breaks: bool
    """Whether punctuation stands between the word before and this one."""
    opens: bool
    """Whether it begins a sentence (its capital then shows nothing)."""
    bracketed: bool = False
    """Whether the punctuation before it is only a bracket."""

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital."""
        return self.raw[0].isupper()


def tokens(text: str) -> list[Token]:
    """The words of a text, at most its first :data:`MAX_CHARACTERS` characters."""
    text = text[:MAX_CHARACTERS]
    found: list[Token] = []
    end = 0
    for match in _TOKEN.finditer(text):
        raw, gap = match.group(), text[end : match.start()]
        key = fold(raw)
        dotted = bool(found) and found[-1].raw.lower() in ("st", "ste") and gap.strip() == "."
        breaks = bool(_BREAK.search(gap)) and not dotted
        opens = not found or bool(re.search(r"[.!?:\n«\"]", gap) and not dotted)
        token = Token(
            _ABBREVIATIONS.get(key, key), raw, match.start(), match.end(), breaks, opens, gap.strip() in _BRACKETS
        )
        found += unglued(token) if _GLUED.match(raw) else [token]
        end = match.end()
    return found


def unglued(token: Token) -> list[Token]:
    """The two words of a token whose apostrophe was left out ("dAscq": "d", "Ascq")."""
    cut = token.start + 1
    first = replace(token, key=fold(token.raw[0]), raw=token.raw[0], end=cut)
    rest = Token(fold(token.raw[1:]), token.raw[1:], cut, token.end, breaks=False, opens=False)
    return [first, rest]


def glued_keys(key: str) -> set[str]:
    """A name's key without its apostrophes, one or all ("villeneuve dascq", "lhay les roses")."""
    every = _ELIDED.sub(r"\1", key)
    single = {key[: match.start()] + match[1] + key[match.end() :] for match in _ELIDED.finditer(key)}
    return ({every} | single) - {key}


def name_key(name: str) -> str:
    """The key under which a name is kept: its folded words, with single spaces."""
    words = [fold(word) for word in _TOKEN.findall(name)]
    return " ".join([_ABBREVIATIONS.get(word, word) for word in words])


class PhraseIndex:
    """Names by key, found in a row of tokens; a key may belong to several rows."""

    def __init__(self) -> None:
        self.rows: dict[str, tuple[int, ...]] = {}
        self._longest: dict[str, int] = {}

    def add(self, key: str, row: int) -> None:
        """Keep one more row under a key (no effect when it is there already, or when the key is empty)."""
        known = self.rows.get(key, ())
        if not key or row in known:
            return
        self.rows[key] = (*known, row)
        first, *rest = key.split(" ")
        if len(rest) >= self._longest.get(first, 0):
            self._longest[first] = len(rest) + 1

    def get(self, key: str) -> tuple[int, ...]:
        """The rows of a key."""
        return self.rows.get(key, ())

    def matches(self, words: Sequence[Token], start: int) -> Iterator[tuple[int, str]]:
        """Ends (exclusive) and keys of the names that begin at a token, longest first.

        A contracted article opens names that have one: "du Puy" is read as "le puy", "aux Andelys" as "les andelys".
        """
        first = words[start].key
        for opening in (first, {"du": "le", "au": "le", "des": "les", "aux": "les"}.get(first, "")):
            longest = min(self._longest.get(opening, 0), len(words) - start)
            length = 1
            # Some official names hold brackets: "Castillon (Canton de Lembeye)".
            while length < longest and (words[start + length].bracketed or not words[start + length].breaks):
                length += 1
            for end in range(start + length, start, -1):
                key = " ".join([opening, *(word.key for word in words[start + 1 : end])])
                if key in self.rows:
                    yield end, key
