"""Development sets are never copied from what is learnt; the check itself is shown to fail."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.evaluation.overlap import copies, dialogue_training, jsonl_texts, need_training, script_texts
from bot.settings import get_settings

DATA = get_settings().data_dir
EVALUATION = DATA / "evaluation"


@pytest.mark.parametrize("name", ["needs.jsonl", "needs-tuning.jsonl"])
@pytest.mark.parametrize("training", [need_training, dialogue_training])
def test_needs_are_not_copied(name: str, training: Callable[[Path], list[str]]) -> None:
    assert copies(jsonl_texts(EVALUATION / name), training(DATA)) == []


def test_development_needs_are_not_tuning_needs() -> None:
    tuning = jsonl_texts(EVALUATION / "needs-tuning.jsonl")
    assert copies(jsonl_texts(EVALUATION / "needs.jsonl"), tuning) == []


@pytest.mark.parametrize("training", [need_training, dialogue_training])
def test_intents_are_not_copied(training: Callable[[Path], list[str]]) -> None:
    assert copies(jsonl_texts(EVALUATION / "intents.jsonl"), training(DATA), short_may_equal=True) == []


@pytest.mark.parametrize("training", [need_training, dialogue_training])
def test_conversation_scripts_are_not_copied(training: Callable[[Path], list[str]]) -> None:
    assert copies(script_texts(DATA), training(DATA), short_may_equal=True) == []


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
