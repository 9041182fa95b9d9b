"""What comes near: the judged pairs, the words of a subject, and a bar that keeps what it promises."""

import json

import numpy as np
import pytest

from bot.catalogue import load_valid
from bot.orientation import Ranker
from bot.orientation.approaching import JUSTIFIED, LEAST_SHOWN, MOST, Approaching, JudgedPairs, Subjects
from bot.orientation.text import stem
from bot.settings import get_settings

DATA = get_settings().data_dir
SOLUTIONS = load_valid(DATA / "catalogue").solutions
FILE = DATA / "orientation" / "near-judged.jsonl"
NO_SUBJECTS = Subjects((), ())


def test_the_judged_pairs_are_of_the_catalogue_and_of_no_set_that_measures() -> None:
    rows = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
    assert {tuple(sorted(row)) for row in rows} == {("near", "solution", "text")}
    assert len({(row["text"], row["solution"]) for row in rows}) == len(rows) >= 200
    assert {row["solution"] for row in rows} <= set(SOLUTIONS)
    measured = {
        json.loads(line)["text"]
        for name in ("needs", "voices", "voices-held", "real-needs")
        for line in (DATA / "evaluation" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    }
    assert not measured & {row["text"] for row in rows}


def test_pairs_with_an_unknown_solution_are_left_out() -> None:
    pairs = JudgedPairs.read(FILE, {"alexi": 7})
    assert set(pairs.keys) == {7} and len(pairs.keys) == len(pairs.texts) == len(pairs.near)


def test_what_cannot_be_used_has_no_subject() -> None:
    usable, closed = SOLUTIONS["zero-logement-vacant"], SOLUTIONS["agents.en.intervention"]
    subjects = Subjects.of([usable, closed])
    assert stem("logements") in subjects.about[0] and stem("finance") in subjects.limits[0]
    assert subjects.about[1] == subjects.limits[1] == frozenset()


def judged(noise: float, count: int = 200) -> tuple[np.ndarray, np.ndarray]:
    """Pairs whose second feature tells whether they are near, more or less."""
    chance = np.random.default_rng(3)
    right = chance.random(count) < 0.3
    told = right + noise * chance.normal(size=count)
    return np.column_stack([np.zeros(count), told, *np.ones((3, count))]), right


def test_the_bar_lets_through_what_is_near() -> None:
    features, right = judged(0.2)
    approaching = Approaching(NO_SUBJECTS).fit(features, right)
    scores = np.array([len(approaching.chosen(row[None])) for row in features], bool)
    assert right[scores].mean() >= JUSTIFIED and scores.sum() >= LEAST_SHOWN


def test_without_a_way_to_tell_nothing_comes_near() -> None:
    features, right = judged(0.0)
    approaching = Approaching(NO_SUBJECTS).fit(np.ones_like(features), right)
    assert approaching.bar == float("inf") and approaching.chosen(features) == []


def test_two_at_most_the_nearest_first_and_none_without_a_word_of_its_subject() -> None:
    approaching = Approaching(NO_SUBJECTS).fit(*judged(0.1))
    pairs = np.array([[0, 0.9, 1, 1, 1], [0, 1.3, 0, 1, 1], [0, 1.2, 1, 1, 1], [0, 1.0, 1, 1, 1]])
    assert approaching.chosen(pairs) == [2, 3] and MOST == 2


@pytest.mark.parametrize("name", ["needs", "voices"])
def test_few_needs_without_an_answer_get_one_and_none_with_a_door(ranker: Ranker, name: str) -> None:
    from bot.orientation import Need

    lines = (DATA / "evaluation" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [row["text"] for row in map(json.loads, lines) if not row["gold"]][:60]
    found = [ranker.match(Need(text)) for text in texts]
    assert sum(bool(match.near) for match in found) <= 0.4 * len(found)
    assert not any(match.near and (match.door or match.decision != "none") for match in found)
