"""The worst misses, with the example needs that led the ranking astray."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.evaluation import metrics

if TYPE_CHECKING:
    from bot.evaluation.ranking import Outcome
    from bot.orientation.ranker import Ranker

NEIGHBOURS = 2
_SHOWN = 160


def worst(found: Sequence[Outcome], ranker: Ranker, count: int) -> list[dict[str, Any]]:
    """The answered needs whose right answer is furthest down, each with its nearest example needs."""
    missed = sorted((item for item in found if item.case.gold and item.rank >= 3), key=lambda item: -item.rank)
    return [_described(item, ranker) for item in missed[:count]]


def _described(item: Outcome, ranker: Ranker) -> dict[str, Any]:
    return {
        "id": item.case.key, "style": item.case.style, "text": item.case.need.text, "gold": sorted(item.case.gold),
        "rank": None if item.rank == metrics.MISSED else item.rank + 1, "decision": item.match.decision,
        "first": [key for key, _ in item.match.solutions[:3]],
        "neighbours": [{"solution": key, "text": text[:_SHOWN]} for key, text in _neighbours(item, ranker)],
    }  # fmt: skip


def _neighbours(item: Outcome, ranker: Ranker) -> list[tuple[str, str]]:
    """Solution and text of the nearest example needs, whatever their solution."""
    model = ranker.trained
    cosines = ranker.nearest_examples(model.prepare(item.case.need.text))
    order = np.argsort(-cosines)[:NEIGHBOURS]
    corpus = model.evidence.corpus
    return [(model.classes[int(corpus.example_labels[place])], corpus.examples[int(place)]) for place in order]
