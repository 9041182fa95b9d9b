"""The passages of the catalogue's files."""

import pytest

from bot.answers.passages import passages_of
from bot.answers.views import sentences, views
from bot.catalogue import load_valid
from bot.catalogue.files import Catalogue


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_valid()


def test_every_part_of_a_file_is_a_passage(catalogue):
    solution = catalogue.solutions["aidantsconnect"]
    found = {passage.key: passage for passage in passages_of(solution)}
    for number, item in enumerate(solution.questions):
        passage = found[f"q:{number}"]
        assert (passage.kind, passage.question, passage.text) == (item.kind, item.q, item.a)
    assert [found[f"limits:{number}"].text for number in range(len(solution.limits))] == solution.limits
    assert found["access"].kind == "open_to" and found["access"].text == solution.access
    assert found["operator"].kind == "operator" and not found["operator"].question
    assert found["contact"].kind == "phone" and solution.contact.email in found["contact"].text


def test_what_is_unknown_gives_no_passage(catalogue):
    solution = catalogue.solutions["acces-cible"]
    keys = {passage.key for passage in passages_of(solution)}
    assert solution.cost.free is None and "cost" not in keys
    assert solution.usage is None and "usage" not in keys


def test_a_price_known_to_be_free_only_is_a_passage(catalogue):
    free = [s for s in catalogue.solutions.values() if s.cost.free and not s.cost.text]
    solution = (free or [s.copy(update={"cost": s.cost.copy(update={"free": True, "text": None})})
                         for s in catalogue.solutions.values()])[0]  # fmt: skip
    assert {p.key: p.text for p in passages_of(solution)}["cost"] == "free"


def test_an_ended_study_has_passages(catalogue):
    study = next(study for study in catalogue.investigations.values() if study.lesson)
    assert {"summary", "problem", "lesson", "operator"} <= {passage.key for passage in passages_of(study)}


def test_every_passage_has_something_to_be_compared_with(catalogue):
    for entry in catalogue.entries():
        for passage in passages_of(entry):
            asked, texts, whole = views(passage)
            assert all(asked) and all(texts) and passage.text in whole


def test_short_sentences_stay_with_the_one_before():
    assert sentences("Oui. Le service est gratuit pour toutes les communes.") == (
        "Oui. Le service est gratuit pour toutes les communes.",
    )
    assert (
        len(sentences("Le service est ouvert à toutes les communes. L'inscription se fait en ligne, en mairie.")) == 2
    )
