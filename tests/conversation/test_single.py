"""One solution: by rank, name or pronoun; questions answered from its file or honestly not."""

from collections.abc import Mapping

import pytest

from bot.catalogue.schema import Solution
from bot.conversation import Desk, State


@pytest.mark.parametrize("text", ["le 2", "le deuxième", "2", "le dernier", "urbanvitaliz", "et Urban Vitaliz ?"])
def test_more_on_one_by_rank_or_name(desk: Desk, listed: State, text: str) -> None:
    reply = desk.single.detail(listed, text)
    assert reply.state.courante == "urbanvitaliz"
    assert "http" in reply.messages[0].text


def test_a_pronoun_is_the_one_talked_about(desk: Desk, listed: State) -> None:
    reply = desk.single.question(listed.change(courante="urbanvitaliz"), "et celui-là, combien ça coûte ?")
    assert reply.messages[0].text.startswith("La fiche de UrbanVitaliz")


def test_a_name_never_shown_is_known_too(desk: Desk) -> None:
    assert desk.single.detail(State(), "et Deveco, ça fait quoi ?").state.courante == "deveco"


def test_an_everyday_word_is_no_name(desk: Desk) -> None:
    assert desk.single.detail(State(), "les messages de la mairie").state.courante is None


def test_out_of_range_says_the_range(desk: Desk, listed: State) -> None:
    reply = desk.single.detail(listed, "le numéro 9 svp")
    assert "de 1 à 2" in reply.messages[0].text
    assert len(reply.messages[0].buttons) == 2


def test_without_a_list_the_need_is_asked_for(desk: Desk) -> None:
    for reply in (desk.single.detail(State(), "le 2"), desk.single.question(State(), "c'est gratuit ?")):
        assert "besoin" in reply.messages[0].text
        assert reply.state.attente == "besoin"


def test_a_question_on_the_whole_list_is_answered_for_each(desk: Desk, listed: State) -> None:
    text = desk.single.question(listed, "combien ça coûte ?").messages[0].text
    assert "Zéro logement vacant" in text and "UrbanVitaliz" in text


@pytest.mark.parametrize(
    ("aspect", "question"),
    [("usage", "qui l'utilise déjà ?"), ("prerequisites", "il faut quoi comme prérequis ?"),
     ("getting_started", "comment on commence ?"), ("cost", "c'est combien ?")],
)  # fmt: skip
def test_the_file_answers_or_it_is_said_that_it_does_not(
    desk: Desk, solutions: Mapping[str, Solution], aspect: str, question: str
) -> None:
    told = untold = 0
    for key, solution in solutions.items():
        known = solution.usage and solution.usage.text if aspect == "usage" else getattr(solution, aspect)
        if aspect == "cost":
            known = solution.cost.text
        text = desk.single.question(State(besoin="x", liste=[key], courante=key), question).messages[0].text
        if known:
            told += 1
            assert known in text
        elif aspect != "cost" or solution.cost.free is None:
            untold += 1
            assert "ne sais" in text or solution.questions
    assert told and untold


def test_eligibility_tells_the_audience_and_the_conditions(desk: Desk, solutions: Mapping[str, Solution]) -> None:
    key = next(key for key, item in solutions.items() if item.eligibility.conditions)
    reply = desk.single.question(State(besoin="x", liste=[key], role="commune"), "c'est pour nous ?")
    assert str(solutions[key].eligibility.conditions) in reply.messages[0].text


def test_a_name_of_everyday_words_is_known_by_its_capital(desk: Desk) -> None:
    assert desk.single.named(State(), "c'est quoi Ma cantine ?") == "ma-cantine-egalim"
    assert desk.single.named(State(), "MA CANTINE EST FERMÉE") is None
    assert desk.single.named(State(), "Ma cantine n'a plus de cuisinier depuis la rentrée des classes") is None


def test_a_name_is_made_of_whole_words(desk: Desk) -> None:
    assert desk.single.named(State(), "qui peut payer le désamiantage de l'ancienne gare ?") is None
    for text in ("et urbanvitalis ?", "urban vitaliz c'est quoi", "parlez-moi d'UrbanVitaliz"):
        assert desk.single.named(State(), text) == "urbanvitaliz", text
