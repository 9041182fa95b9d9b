"""Development sets are never copied from what is learnt; the check itself is shown to fail."""

import itertools
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.evaluation.overlap import (
    answers_training,
    copies,
    dialogue_training,
    emergencies_training,
    jsonl_texts,
    need_training,
    reading_training,
    roles_training,
    said_texts,
    script_texts,
    words,
)
from bot.settings import get_settings

DATA = get_settings().data_dir
EVALUATION = DATA / "evaluation"

TRAININGS = [need_training, dialogue_training, reading_training, answers_training]

SAID = [path for name in ("scripts", "played", "real-needs", "troubles", "turns")
        if (path := EVALUATION / f"{name}.jsonl").exists()]  # fmt: skip
"""What people write in conversations and in testimonies."""

VOICES = ("voices-tuning", "voices", "voices-held")
"""Needs that real people voiced: to tune on, to develop on, held apart."""

EVERYONES: set[str] = set()
"""Phrases of the dialogue that were also typed in a conversation."""

FORMULAS = ["je ne sais plus vers qui me tourner"]
"""Runs of words that many people write."""


def said_by_one(text: str) -> str:
    """A text less the formulas."""
    said = " ".join(words(text))
    for formula in FORMULAS:
        said = said.replace(formula, "…")
    return said


@pytest.mark.parametrize("name", ["needs", "needs-tuning", *VOICES])
@pytest.mark.parametrize("training", [need_training, dialogue_training])
def test_needs_are_not_copied(name: str, training: Callable[[Path], list[str]]) -> None:
    assert copies(jsonl_texts(EVALUATION / f"{name}.jsonl"), training(DATA)) == []


def test_development_needs_are_not_tuning_needs() -> None:
    tuning = jsonl_texts(EVALUATION / "needs-tuning.jsonl")
    assert copies(jsonl_texts(EVALUATION / "needs.jsonl"), tuning) == []


def test_sets_of_real_voices_share_no_text_and_no_source() -> None:
    rows = {name: list(map(json.loads, (EVALUATION / f"{name}.jsonl").open())) for name in VOICES}
    for name, other in itertools.combinations(VOICES, 2):
        assert copies([row["text"] for row in rows[name]], [row["text"] for row in rows[other]]) == []
        assert not {row["source"] for row in rows[name]} & {row["source"] for row in rows[other]}


@pytest.mark.parametrize("training", [need_training, dialogue_training])
def test_conversation_scripts_are_not_copied(training: Callable[[Path], list[str]]) -> None:
    assert copies(script_texts(DATA), training(DATA), short_may_equal=True) == []


@pytest.mark.parametrize("path", SAID, ids=lambda path: path.stem)
@pytest.mark.parametrize("training", TRAININGS)
def test_what_is_said_in_conversations_is_not_copied(path: Path, training: Callable[[Path], list[str]]) -> None:
    everyones = {tuple(words(text)) for text in EVERYONES}
    said = [said_by_one(text) for text in said_texts(path) if tuple(words(text)) not in everyones]
    assert copies(said, training(DATA), short_may_equal=True) == []


@pytest.mark.parametrize(("name", "training"), [("roles", roles_training), ("emergencies", emergencies_training)])
def test_what_measures_a_reading_is_never_learnt(name: str, training: Callable[[Path], list[str]]) -> None:
    rows = [json.loads(line) for line in (EVALUATION / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    measured = [row["text"] for row in rows if row["part"].startswith("test")]
    assert len(measured) >= 600
    assert copies(measured, training(DATA), short_may_equal=True) == []


def test_every_text_of_the_sets_is_looked_at() -> None:
    counts = {path.stem: len(said_texts(path)) for path in SAID}
    assert counts["scripts"] >= 137 and counts["played"] >= 146
    assert counts["real-needs"] >= 137 and counts["troubles"] >= 158


@pytest.mark.parametrize("path", sorted(EVALUATION.glob("*.jsonl")), ids=lambda path: path.stem)
def test_no_set_says_who_wrote(path: Path) -> None:
    def keys(value: object) -> set[str]:
        if isinstance(value, dict):
            return set(value).union(*map(keys, value.values()))
        return set().union(*map(keys, value)) if isinstance(value, list) else set()

    lines = path.read_text(encoding="utf-8").split("\n")
    assert "who" not in keys([json.loads(line) for line in lines if line.strip()])


@pytest.mark.parametrize("training", TRAININGS)
def test_a_planted_copy_is_found_in_each_training(training: Callable[[Path], list[str]]) -> None:
    planted = next(text for text in training(DATA) if len(text.split()) > 6)
    assert copies([said_by_one(planted.upper())], training(DATA), short_may_equal=True) != []


def test_a_planted_copy_is_found() -> None:
    example = need_training(DATA)[100]
    planted = example.upper().replace("É", "e").replace(",", " ;") + " !"
    assert copies([planted, "un tout autre sujet"], need_training(DATA)) == [planted]


def test_a_planted_run_is_found() -> None:
    long = next(text for text in need_training(DATA) if len(text.split()) > 20)
    planted = "Chez nous aussi, " + " ".join(long.split()[4:16]) + ", et voilà."
    assert copies([planted], need_training(DATA)) == [planted]


def test_short_texts_may_equal_only_where_said() -> None:
    assert copies(["Merci !"], ["merci"]) == ["Merci !"]
    assert copies(["Merci !"], ["merci"], short_may_equal=True) == []
    assert copies(["et pour les petites communes"], ["Et pour les petites communes ?"], short_may_equal=True)
