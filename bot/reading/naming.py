"""Solutions that people name, in their own spelling."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from rapidfuzz import fuzz, process

from bot.folding import fold

_ALIKE = 88
"""Similarity (0 to 100) above which what was typed is the name."""

_SHORT = 4
"""A shorter name is only believed as a whole word."""


_MOST_WORDS = 8
"""Words of the longest name that is looked for with typos."""

_LONG = 3
"""Words from which a name of everyday words is recognised without its capitals."""


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))


def _without_note(name: str) -> str:
    """A name less what stands in brackets ("Signal Logement (ex-Histologe)")."""
    return re.sub(r"\(.*?\)", "", name).strip()


def _windows(plain: str) -> dict[int, list[str]]:
    """The runs of whole words of a text, by their number of words."""
    words = plain.split()
    return {
        width: [" ".join(words[start : start + width]) for start in range(len(words) - width + 1)]
        for width in range(1, _MOST_WORDS + 2)
    }


def _best_window(target: str, windows: Mapping[int, Sequence[str]]) -> float:
    """Similarity of a name with the whole words of a text that are most like it (a space more or less is forgiven).

    Whole words: "sami" is no part of "désamiantage".
    """
    size = len(target.split())
    near = [window for width in (size - 1, size, size + 1) for window in windows.get(width, ())]
    found = process.extractOne(target, near, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return found[1] if found else 0.0


class Names:
    """The names of a catalogue. The more a name is made of everyday words, the less is believed of what looks like it.

    A name with a word of its own ("UrbanVitaliz") is found through small typos; one of everyday words alone ("Plus
    fraîche ma ville") word for word; one of two everyday words ("ma cantine"), or that needs hold as it stands, with
    its capitals as well.
    """

    def __init__(self, names: Mapping[str, str], needs: Iterable[str]) -> None:
        """Learn names.

        Args:
            names: displayed name of each solution, by its id.
            needs: needs as people say them, which tell everyday words from names.
        """
        self._names = {key: _without_note(name) for key, name in names.items()}
        said = " | ".join(map(_plain, needs))
        vocabulary, said = set(said.split()), f" {said} "
        plain = {key: _plain(name) for key, name in self._names.items()}
        self._plain = plain
        self._everyday = {key for key, name in plain.items() if set(name.split()) <= vocabulary}
        self._as_written = {
            key: re.compile(rf"(?<!\w)(?:{re.escape(name)}|{re.escape(name[0].upper() + name[1:])})(?!\w)")
            for key, name in self._names.items()
            if key in self._everyday and (len(plain[key].split()) < _LONG or f" {plain[key]} " in said)
        }

    def find(self, text: str, among: Collection[str] | None = None) -> str | None:
        """Id of the solution whose name stands in the text, small typos allowed; the longest name wins."""
        plain, best, found = _plain(text), 0.0, None
        windows = _windows(plain)
        for key, name in self._names.items():
            if among is not None and key not in among:
                continue
            score = self._score(text, plain, windows, key)
            if score >= _ALIKE and score + len(name) / 10 > best:
                best, found = score + len(name) / 10, key
        return found

    def _score(self, text: str, plain: str, windows: Mapping[int, Sequence[str]], key: str) -> float:
        name, target = self._names[key], self._plain[key]
        if key in self._as_written:
            if not self._as_written[key].search(text):
                return 0.0
            return 100.0 if name in text or len(self.rest(text, key).split()) <= _LONG else 0.0
        if key in self._everyday or len(target) < _SHORT:
            return 100.0 if f" {target} " in f" {plain} " else 0.0
        return _best_window(target, windows)

    def rest(self, text: str, key: str) -> str:
        """The text less the words of a name (typos of a letter included)."""
        parts = _plain(self._names[key]).split()
        kept = [
            word for word in text.split() if max((fuzz.ratio(_plain(word), part) for part in parts), default=0) < 80
        ]
        return " ".join(kept)
