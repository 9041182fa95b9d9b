"""A solution that is only near: the nearest miss against the nearest example."""

import numpy as np

from bot.orientation.near import Near
from bot.orientation.train import read_needs
from bot.settings import get_settings

EAST, NORTH = np.array([1.0, 0.0], np.float32), np.array([0.0, 1.0], np.float32)


def test_the_best_solution_is_weighed_against_its_own_misses() -> None:
    near = Near((np.array([NORTH]), [0]), (np.array([EAST, NORTH]), [0, 1]), 2)
    fused = np.array([[2.0, 1.0], [2.0, 1.0], [1.0, 2.0]])
    marks = near.marks(np.array([EAST, NORTH, NORTH]), fused)
    assert marks.shape == (3, 3)
    assert [row[2] for row in marks] == [1.0, -1.0, 1.0]  # like an example, like a miss, no miss is known


def test_a_door_that_leads_is_no_solution() -> None:
    near = Near((np.array([NORTH]), [0]), (np.array([EAST]), [0]), 1)
    assert near.marks(np.array([EAST]), np.array([[1.0, 9.0]]))[0].tolist() == [0.0, 1.0, 1.0]


def test_every_solution_has_its_near_misses() -> None:
    rows = read_needs(get_settings().data_dir / "orientation" / "near.jsonl")
    counts: dict[str, int] = {}
    for row in rows:
        counts[str(row["near"])] = counts.get(str(row["near"]), 0) + 1
    assert len(counts) >= 132 and min(counts.values()) >= 6
    assert len({row["text"] for row in rows}) == len(rows)
