"""Studies and products that ended: which of them looked at the person's problem."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from bot.catalogue.schema import Investigation
from bot.orientation.lexical import Bm25
from bot.orientation.text import prepare, stems
from bot.sentences.embedding import Embedder, Vectors, centred

MIN_COSINE = 0.42
"""Centred cosine under which a study is about something else (read on the tuning needs, see docs/orientation.md)."""

MIN_SHARED = 2
"""Stems that the need and the study must share: an embedding alone brings loose kinship."""

MAX_SHOWN = 1


@dataclass
class Experiences:
    """The ended studies, embedded."""

    ids: list[str]
    vectors: Vectors
    mean: Vectors
    words: Bm25
    stems: list[frozenset[str]]

    @classmethod
    def build(cls, studies: Iterable[Investigation], embedder: Embedder, mean: Vectors) -> "Experiences":
        """Embed the studies around the same mean as the example needs."""
        items = sorted(studies, key=lambda study: study.id)
        texts = [f"{item.name}. {item.summary} {', '.join(item.vocabulary)}" for item in items]
        vectors = centred(embedder.queries([prepare(text) for text in texts]), mean)
        return cls([item.id for item in items], vectors, mean, Bm25(texts), [frozenset(stems(text)) for text in texts])

    def near(self, text: str, vector: Vectors) -> list[str]:
        """Ids of the studies about this need (at most one), best first; most needs have none."""
        cosines = (centred(vector, self.mean) @ self.vectors.T)[0]
        lexical = self.words.scores(text)
        said = set(stems(text))
        order = np.argsort(-(cosines + 0.02 * lexical))
        found = [
            self.ids[position]
            for position in order[:5]
            if cosines[position] >= MIN_COSINE and len(said & self.stems[position]) >= MIN_SHARED
        ]
        return found[:MAX_SHOWN]
