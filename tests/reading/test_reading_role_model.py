"""The second reading of who speaks: what it learns from, and how."""

import time

from bot.catalogue import load_valid
from bot.reading.role_model import KINDS, RoleModel, trained
from bot.reading.role_rules import hear
from bot.reading.role_training import examples, learnt
from bot.settings import get_settings


def test_each_kind_has_sentences_and_so_has_nobody() -> None:
    said = examples(get_settings().data_dir / "roles")
    assert min(sum(item.role == kind for item in said) for kind in KINDS) >= 100
    assert sum(item.role is None for item in said) >= 600


def test_none_is_written_twice_nor_with_a_space_around() -> None:
    texts = [item.text for item in examples(get_settings().data_dir / "roles")]
    assert sorted(texts) == sorted(set(texts)) and all(text == text.strip() for text in texts)


def test_needs_are_learnt_as_saying_nothing_and_count_less() -> None:
    needs = [item for item in learnt(get_settings()) if item.weight < 1]
    assert len(needs) >= 500 and {item.role for item in needs} == {None}


def test_what_is_learnt_of_a_kind_holds_for_another() -> None:
    bodies = {
        "mairie": "commune",
        "préfecture": "etat",
        "région": "region",
        "com com": "epci",
        "sous-préfecture": "etat",
    }
    said = {f"ça turbine sec à la {body}": kind for body, kind in bodies.items()}
    said |= {f"il faut demander à la {body}": None for body in bodies}
    model = RoleModel().fit(list(said) * 4, list(said.values()) * 4, [1.0] * len(said) * 4)
    assert model.role("ça turbine sec à la mdph") == "departement"
    assert model.role("il faut demander à la mdph") is None


def test_no_word_says_nobody() -> None:
    assert trained().role("") is None and trained().role("?!") is None


def test_needs_seldom_say_who_speaks() -> None:
    texts = [text for item in load_valid(get_settings().data_dir / "catalogue").solutions.values()
             for text in item.examples[5:8] if hear(text).role is None]  # fmt: skip
    assert len(texts) >= 200
    assert sum(trained().role(text) is not None for text in texts) / len(texts) <= 0.03


def test_it_takes_no_time() -> None:
    texts = [item.text for item in examples(get_settings().data_dir / "roles")[::20]]
    assert min(_seconds(texts) for _ in range(3)) / len(texts) < 0.003


def _seconds(texts: list[str]) -> float:
    began = time.thread_time()
    for text in texts:
        trained().role(text)
    return time.thread_time() - began
