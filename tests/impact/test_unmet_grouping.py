"""Needs that mean the same: the bound, measured on needs made up for it, and what follows from it."""

import os
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
import yaml

from bot.impact.unmet.grouping import BOUND, clusters, home, most_typical
from bot.impact.unmet.metric import Metric
from bot.impact.unmet.nearness import RankerNearness
from bot.orientation.ranker import ModelMissing
from bot.sentences.embedding import Vectors
from bot.settings import get_settings

SET = Path(__file__).parent / "unmet_needs.yml"


@pytest.fixture(scope="module")
def mind() -> RankerNearness:
    """The trained ranker; its absence is a failure in CI, where ``make test`` trains first."""
    try:
        return RankerNearness(get_settings().models_dir / "orientation")
    except ModelMissing as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def made_up(mind: RankerNearness) -> tuple[list[str], Vectors]:
    """Subject of each need, and where the needs stand."""
    said = yaml.safe_load(SET.read_text(encoding="utf-8"))
    pairs = [(subject, text) for subject, texts in said["groups"].items() for text in texts]
    pairs += [(text, text) for text in said["alone"]]
    return [subject for subject, _ in pairs], mind.vectors([text for _, text in pairs])


def quality(subjects: list[str], vectors: Vectors, bound: float) -> tuple[float, float]:
    """Share of the pairs put together that belong so, and of those that belong so that were put together."""
    of = {row: number for number, rows in enumerate(clusters(vectors, bound)) for row in rows}
    pairs = list(combinations(range(len(subjects)), 2))
    together = [pair for pair in pairs if of[pair[0]] == of[pair[1]]]
    same = [pair for pair in pairs if subjects[pair[0]] == subjects[pair[1]]]
    right = len(set(together) & set(same))
    return right / max(1, len(together)), right / len(same)


def test_groups_are_seldom_mixed_and_catch_most(made_up: tuple[list[str], Vectors]) -> None:
    precision, recall = quality(*made_up, BOUND)
    assert precision >= 0.8  # 0.90 and 0.52 measured
    assert recall >= 0.4


def test_the_bound_is_on_a_plateau(made_up: tuple[list[str], Vectors]) -> None:
    for bound in (BOUND - 0.02, BOUND + 0.02):
        precision, recall = quality(*made_up, bound)
        assert precision >= 0.8  # 0.91 and 0.56, 0.93 and 0.47 measured
        assert recall >= 0.4


def test_a_title_brings_the_needs_of_its_subject(mind: RankerNearness, made_up: tuple[list[str], Vectors]) -> None:
    subjects, vectors = made_up
    titles = {1: "Chats errants", 2: "Désert médical", 3: "Fuites du réseau d’eau potable"}
    marks = {key: row[None, :] for key, row in zip(titles, mind.vectors(list(titles.values())))}
    joined = [(subject, home(row, marks)) for subject, row in zip(subjects, vectors)]
    wanted = {"cats": 1, "doctor": 2, "leaks": 3}
    taken = [(subject, key) for subject, key in joined if key]
    assert len(taken) >= 6
    assert sum(wanted.get(subject) == key for subject, key in taken) / len(taken) >= 0.85


def test_what_is_nearest(mind: RankerNearness) -> None:
    near = mind.near(["recenser les logements vacants de la commune", "qui possède les maisons vides du bourg"])
    assert near.solutions[0] == "zero-logement-vacant"
    assert len(near.solutions) == 3


def test_none_and_one() -> None:
    assert clusters(np.zeros((0, 4), dtype=np.float32)) == []
    assert clusters(np.ones((1, 4), dtype=np.float32)) == [[0]]
    assert home(np.ones(4, dtype=np.float32), {}) is None


def test_groups_by_size_then_by_order() -> None:
    rows = np.array([[1, 0], [0, 1], [0, 1], [-1, 0]], dtype=np.float32)
    assert clusters(rows) == [[1, 2], [0], [3]]
    assert home(rows[1], {7: rows[:1], 8: rows[1:3]}) == 8
    assert home(rows[3], {7: rows[:1], 8: rows[1:3]}) is None
    assert most_typical(rows, 1) == [1]


def test_the_metric_forgets_what_differs_between_needs_for_one_solution() -> None:
    random = np.random.default_rng(1)
    labels = np.repeat(np.arange(20), 10)
    subject = random.normal(size=(20, 8))[labels]
    manner = random.normal(size=(200, 8)) * 4
    vectors = np.hstack([subject, manner]).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    metric = Metric.fit(vectors, labels, vectors.mean(axis=0, keepdims=True))
    same = labels[:, None] == labels[None, :]

    def apart(rows: Vectors) -> float:
        cosines = rows @ rows.T
        return float(cosines[same].mean() - cosines[~same].mean())

    assert apart(metric(vectors)) > apart(vectors) * 1.5
