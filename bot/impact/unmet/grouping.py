"""Needs that mean the same, from their embeddings: pure."""

from collections.abc import Mapping, Sequence

import numpy as np
from sklearn.cluster import AgglomerativeClustering

from bot.sentences.embedding import Vectors

BOUND = 0.25
"""Mean cosine (of :class:`bot.impact.unmet.metric.Metric`) from which needs are one group.

The middle of the plateau that tests/impact measures: under 0.22, whole subjects are mixed.
"""


def clusters(vectors: Vectors, bound: float = BOUND) -> list[list[int]]:
    """Rows that belong together, largest group first (average linkage: a chain of neighbours is no group)."""
    if len(vectors) < 2:
        return [[row] for row in range(len(vectors))]
    distances = np.clip(1.0 - vectors @ vectors.T, 0.0, 2.0)
    np.fill_diagonal(distances, 0.0)
    labels = AgglomerativeClustering(
        n_clusters=None, affinity="precomputed", linkage="average", distance_threshold=1.0 - bound
    ).fit_predict(distances)
    groups: dict[int, list[int]] = {}
    for row, label in enumerate(labels):
        groups.setdefault(int(label), []).append(row)
    return sorted(groups.values(), key=lambda rows: (-len(rows), rows[0]))


def home(vector: Vectors, groups: Mapping[int, Vectors], bound: float = BOUND) -> int | None:
    """The known group that a need joins, by the same measure; None when it is near none."""
    means = {key: float((members @ vector).mean()) for key, members in groups.items() if len(members)}
    best = max(means, key=lambda key: means[key], default=None)
    return best if best is not None and means[best] >= bound else None


def most_typical(vectors: Vectors, count: int) -> Sequence[int]:
    """Rows nearest to the middle of a group, best first."""
    order = np.argsort(-(vectors @ vectors.mean(axis=0)), kind="stable")
    return [int(row) for row in order[:count]]
