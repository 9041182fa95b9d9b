"""Doors beside the solutions in the ranking."""

import numpy as np
import pytest

from bot.orientation import Need, Ranker, behind


def test_marks_tell_a_door_that_leads() -> None:
    fused = np.array([[1.0, 5.0, 2.0], [5.0, 1.0, 2.0]])
    ahead, behind_it = behind.marks(fused, 1)
    assert (ahead[1], behind_it[1]) == (4, -3)
    assert ahead[0] > behind_it[0]


def test_without_doors_nothing_is_marked() -> None:
    assert not behind.marks(np.ones((2, 3)), 3).any()
    assert behind.best(np.ones((1, 3)), 3) == (-1, 0.0)


def test_the_likeliest_door_is_counted_among_the_doors() -> None:
    position, share = behind.best(np.array([[0.0, 0.0, 1.0, 6.0]]), 2)
    assert position == 1 and share > 0.9


@pytest.mark.parametrize(
    ("text", "door"),
    [
        ("qui peut faire les bulletins de salaire des employés communaux à notre place ?", "paie-des-agents"),
        ("il manque des places pour les concessions de notre cimetière", "cimetiere-concessions"),
    ],
)
def test_a_need_of_somebody_else_s_names_the_door(ranker: Ranker, text: str, door: str) -> None:
    match = ranker.match(Need(text))
    assert (match.decision, match.shown, match.door) == ("none", 0, door)


def test_a_need_that_a_service_answers_names_none(ranker: Ranker) -> None:
    match = ranker.match(Need("on n'arrive plus à suivre les logements vides du bourg"))
    assert match.decision == "answer" and match.door is None
