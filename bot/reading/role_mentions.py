"""The bodies and the jobs that a text mentions, clause by clause."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.folding import fold

OTHER = "autre"
"""Said of the author, it leaves no audience: a school, a firm, a student."""

_LONGEST = 3000
_MOST = 40
"""Characters and mentions looked at."""

_BREAK = re.compile(r"(?<!\d)[,.]|[,.](?!\d)|[;:?!()\n…—–•|]|\s-+\s")
_DOTTED = re.compile(r"\b(?:[a-z]\.){2,8}")
_ABBREVIATED = re.compile(r"\b(comm?|dep|dept|assoc?|resp|dir|adj|secr?|serv|cons|reg|pref|munic)\.(?= ?[a-z])")
_COUNTED = re.compile(
    r"(?:\d|\b(?:mille|cents?|vingt|trente|quarante|cinquante|soixante|dix|milliers? d|millions? d))$"
)
"""« 2 200 habitants » are a size, not somebody."""
_SIZES = re.compile(r"\(\s*\d[^()]{0,60}\)")
"""« (490 habitants) » comes between a body and what it wants."""

_CAPITALS = {"CC": "comcom", "CA": "comagglo", "CU": "comcom", "CD": "conseil departemental"}
_INITIALS = re.compile(r"\b(?:CC|CA|CU|CD)\b(?! ?\d)")
_GREETING = re.compile(
    r"^(?:(?:re|bonjour|bonsoir|bjr|slt|salut|hello|coucou|madame|monsieur|mme|mr|messieurs|a toutes?|a tous|et tous"
    r"|alors|donc|euh|bon|ben|bah|oui|non|ok|merci|pour info|pour information|pour precision|en fait|voila|cordialement"
    r"|bien|respectueusement|svp|desole|desolee|pardon|d accord|justement|note|precision|rebonjour)(?: |$))+"
)


@dataclass(frozen=True)
class Clause:
    """Words between two stops, without accents, and what follows."""

    words: str
    before: str
    after: str
    first: bool
    asked: bool


@dataclass(frozen=True)
class Mention:
    """A body (``corps``), its service (``services``), a job (``metiers``) or a turn of phrase, and where it is."""

    kind: str
    sort: str
    start: int
    end: int
    clause: Clause

    @property
    def left(self) -> str:
        """The words before it in its clause, those nearest."""
        return self.clause.words[: self.start][-120:].rstrip()

    @property
    def right(self) -> str:
        """The words after it in its clause, those nearest."""
        return self.clause.words[self.end : self.end + 120].lstrip()

    @property
    def said(self) -> str:
        """The words that name it."""
        return self.clause.words[self.start : self.end]


@lru_cache(maxsize=1)
def lexicon() -> dict[str, Any]:
    """``roles.yml``."""
    loaded: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "roles.yml").read_text(encoding="utf-8"))
    return loaded


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[str, str, re.Pattern[str]]]:
    return [
        (sort, kind, re.compile("|".join(rf"(?:\b(?:{line})\b)" for line in lines)))
        for sort in ("tournures", "metiers", "services", "corps")
        for kind, lines in lexicon()[sort].items()
    ]


def clauses(text: str) -> list[Clause]:
    """What is said between two stops, without accents nor greetings."""
    text = text[:_LONGEST].replace("ça", "cela").replace("Ça", "Cela")
    if not text.isupper() or len(text) <= len("CD 44"):
        text = _INITIALS.sub(lambda found: _CAPITALS[found[0]], text)
    text = _SIZES.sub(" ", text)
    plain = _ABBREVIATED.sub(r"\1 ", _DOTTED.sub(lambda found: found[0].replace(".", "") + " ", fold(text)))
    parts, stops, start = [], [], 0
    for stop in _BREAK.finditer(plain):
        parts.append(plain[start : stop.start()])
        stops.append(stop[0])
        start = stop.end()
    parts.append(plain[start:])
    stops.append("")
    said = [
        (_GREETING.sub("", words), stop)
        for part, stop in zip(parts, stops, strict=True)
        if (words := " ".join(re.findall(r"[a-z0-9]+", part)))
    ]
    said = [(words, stop) for words, stop in said if words]
    return [
        Clause(
            words,
            said[place - 1][0] if place else "",
            said[place + 1][0] if place + 1 < len(said) else "",
            place == 0,
            stop == "?",
        )
        for place, (words, stop) in enumerate(said)
    ]


def mentions(said: Iterable[Clause]) -> list[Mention]:
    """In the order of the text; of two that overlap, the longer."""
    found: list[Mention] = []
    for clause in said:
        here = [
            Mention(kind, sort, match.start(), match.end(), clause)
            for sort, kind, pattern in _patterns()
            for match in pattern.finditer(clause.words)
            if kind != "habitant" or not _COUNTED.search(clause.words[: match.start()].rstrip())
        ]
        here.sort(key=lambda mention: (mention.start, -mention.end))
        end = 0
        for mention in here:
            if mention.start >= end:
                found.append(mention)
                end = mention.end
        if len(found) >= _MOST:
            break
    return found[:_MOST]
