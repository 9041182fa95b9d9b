"""BM25 over French stems: which solution's words are the words of the need."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from bot.orientation.text import stems

K1 = 1.2
B = 0.5
"""BM25's usual saturation, and a mild length norm: a long file is no fault."""


class Bm25:
    """Okapi BM25 with all weights computed once; a query is a sum of sparse columns."""

    def __init__(self, texts: Sequence[str]) -> None:
        counts = [Counter(stems(text)) for text in texts]
        self.vocabulary = {term: column for column, term in enumerate(sorted({t for c in counts for t in c}))}
        lengths = np.array([sum(count.values()) for count in counts], dtype=np.float64)
        norm = K1 * (1 - B + B * lengths / max(float(lengths.mean()), 1.0))
        frequency: Counter[str] = Counter(term for count in counts for term in count)
        rows, columns, weights = [], [], []
        for row, count in enumerate(counts):
            for term, occurrences in count.items():
                idf = np.log(1 + (len(texts) - frequency[term] + 0.5) / (frequency[term] + 0.5))
                rows.append(row)
                columns.append(self.vocabulary[term])
                weights.append(idf * occurrences * (K1 + 1) / (occurrences + norm[row]))
        shape = (len(texts), len(self.vocabulary))
        self._weights = sparse.csc_matrix((weights, (rows, columns)), shape=shape, dtype=np.float32)

    def scores(self, text: str) -> NDArray[np.float32]:
        """One score a document (0 when no word is shared)."""
        columns = [self.vocabulary[term] for term in set(stems(text)) if term in self.vocabulary]
        if not columns:
            return np.zeros(self._weights.shape[0], dtype=np.float32)
        summed: NDArray[np.float32] = np.asarray(self._weights[:, columns].sum(axis=1)).ravel().astype(np.float32)
        return summed

    def weights(self, document: int, terms: Sequence[str]) -> dict[str, float]:
        """Weight of each known term in a document."""
        known = [term for term in dict.fromkeys(terms) if term in self.vocabulary]
        row = self._weights[document, [self.vocabulary[term] for term in known]].toarray().ravel() if known else []
        return {term: float(value) for term, value in zip(known, row)}
