"""The forum's topics about a need: found among those in memory, only when they are about it."""

import math
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from bot.connectors.discourse import Topic
from bot.orientation.lexical import Bm25
from bot.orientation.situation import prepare_need
from bot.orientation.text import stems, tokens
from bot.texts import texts

MOST = 2
"""Topics shown."""

ABOUT = 0.5
"""Share of what the need or the title says (the less wordy of the two) that both must say: read on labelled needs."""

SHARED = 2
"""Words that both must hold: one alone brings loose kinship."""


@lru_cache(maxsize=1)
def _everyday() -> frozenset[str]:
    """Words that say nothing of the subject on this forum: collectivities and their projects are everywhere."""
    words = texts(__file__)
    return frozenset(tokens(words.get("changer.mots_vagues")) + tokens(words.get("pairs.mots_communs")))


def _subject(text: str) -> frozenset[str]:
    """Stems of what a text is about ("voirie" stays, though its stem is that of "voir")."""
    return frozenset(stems(" ".join(word for word in tokens(text) if word not in _everyday())))


class Search:
    """BM25 over titles and beginnings, then a bar on what need and title share."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        self._topics = topics
        self._titles = [_subject(topic.title) for topic in topics]
        self._words = [title | _subject(topic.excerpt) for title, topic in zip(self._titles, topics)]
        self._counts = Counter(stem for words in self._words for stem in words)
        self._bm25 = Bm25([f"{topic.title} {topic.excerpt}" for topic in topics] or [""])

    def near(self, need: str) -> list[Topic]:
        """The topics about a need, best first; most needs have none."""
        prepared = prepare_need(need)
        said = _subject(prepared)
        scores = self._bm25.scores(prepared)
        about = [row for row in range(len(self._topics)) if self._about(said, row)]
        return [self._topics[row] for row in sorted(about, key=lambda row: -float(scores[row]))][:MOST]

    def _about(self, said: frozenset[str], row: int) -> bool:
        shared = said & self._words[row]
        if len(shared) < min(SHARED, len(said)) or not shared & self._titles[row]:
            return False
        least = min(self._weight(said), self._weight(self._titles[row]))
        return self._weight(shared) >= ABOUT * least

    def _weight(self, words: frozenset[str]) -> float:
        """How much words tell: what every topic says tells little."""
        total = len(self._topics)
        return sum(math.log(1 + (total - self._counts[word] + 0.5) / (self._counts[word] + 0.5)) for word in words)
