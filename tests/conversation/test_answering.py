"""Questions on services: the file's own words, the nearest thing that it says, or honestly not, with whom to ask."""

from collections.abc import Mapping

import pytest
from decided_ranking import Acts, Answers, Ranking, Talk, Told, kinds, said
from sqlalchemy import update

from bot.answers import NOT_SAID, SURE
from bot.catalogue.models import EntryRow
from bot.catalogue.queries import written
from bot.catalogue.schema import Solution
from bot.conversation.answering import RIGHT
from bot.conversation.asking import is_for_us, questions_of
from bot.conversation.facts import where_to_ask
from bot.database import sessions
from bot.reading.state import ANSWER, LIST

LISTED = ("zero-logement-vacant", "urbanvitaliz")


def test_a_question_is_answered_with_the_words_of_the_file(after_list: Talk, solutions: Mapping[str, Solution]) -> None:
    reply = after_list("question", "UrbanVitaliz, comment on commence ?")
    payload = reply.messages[0].payload
    assert payload and payload["type"] == "answer"
    assert [item["id"] for item in payload["about"]] == ["urbanvitaliz"]
    assert payload["passages"][0]["text"] == solutions["urbanvitaliz"].getting_started
    assert (after_list.state.current, after_list.state.last.kind) == ("urbanvitaliz", ANSWER)


def test_the_list_is_kept_when_a_question_is_asked(after_list: Talk) -> None:
    after_list("question", "le 2, comment on commence ?")
    after_list("question", "et le délai ?")
    assert after_list.state.shown == LISTED
    assert after_list("choix", "le 1").state.current == LISTED[0]
    assert after_list.state.shown == LISTED


def test_a_pronoun_is_the_one_talked_about(after_list: Talk, answers: Answers) -> None:
    after_list("choix", "le 2")
    after_list("question", "et celui-là, comment on commence ?")
    assert answers.asked[-1][1] == ("urbanvitaliz",)


def test_a_name_never_shown_is_known_too(after_list: Talk, answers: Answers) -> None:
    after_list("question", "et Deveco, comment on commence ?")
    assert answers.asked[-1][1] == ("deveco",)
    assert after_list.state.shown == LISTED


def test_a_question_on_the_whole_list_is_answered_for_each(after_list: Talk) -> None:
    reply = after_list("question", "qui les porte ?")
    payload = reply.messages[0].payload
    assert payload and {part["id"] for part in payload["passages"]} == set(LISTED)
    assert "Zéro logement vacant" in said(reply) and "UrbanVitaliz" in said(reply)


@pytest.mark.parametrize("answered", [NOT_SAID + 0.01, SURE - 0.01])
def test_the_nearest_thing_is_told_as_such_with_whom_to_ask(
    after_list: Talk, answers: Answers, solutions: Mapping[str, Solution], answered: float
) -> None:
    answers.told["vitesse"] = Told("start", ("getting_started",), answered)
    sure = after_list("question", "le 2, comment on commence ?")
    near = after_list("question", "le 2, et sa vitesse ?")
    payload = near.messages[0].payload
    assert payload and payload["passages"][0]["text"] == solutions["urbanvitaliz"].getting_started
    first = sure.messages[0].payload
    assert first and payload["intro"] != first["intro"]
    assert where_to_ask(solutions["urbanvitaliz"]) in payload["outro"]


def test_a_passage_that_surely_answers_is_told_as_the_answer(after_list: Talk, answers: Answers) -> None:
    answers.told["vitesse"] = Told("start", ("getting_started",), SURE - 0.1, RIGHT)
    reply = after_list("question", "le 2, et sa vitesse ?")
    assert said(reply).startswith("D’après la fiche « UrbanVitaliz »")


def test_what_the_file_does_not_say_is_said_with_whom_to_ask(
    after_list: Talk, solutions: Mapping[str, Solution]
) -> None:
    reply = after_list("question", "le 2, quel est le délai ?")
    assert kinds(reply) == []
    assert "UrbanVitaliz" in said(reply) and where_to_ask(solutions["urbanvitaliz"]) in said(reply)


def test_what_is_unsaid_again_is_not_said_in_the_same_words(after_list: Talk) -> None:
    told = [said(after_list("question", f"le 2, quel est le délai {word} ?")) for word in ("normal", "moyen", "total")]
    assert len(set(told)) == 3


def test_what_is_unsaid_of_several_names_them_all(after_list: Talk, solutions: Mapping[str, Solution]) -> None:
    reply = after_list("question", "quel est le délai de chacun ?")
    for key in LISTED:
        assert solutions[key].name in said(reply) and where_to_ask(solutions[key]) in said(reply)
    assert after_list.state.shown == LISTED


def test_two_questions_get_two_answers(after_list: Talk) -> None:
    reply = after_list("question", "le 2, comment on commence ? et qui le porte ?")
    assert len(reply.messages) == 2
    assert questions_of("c'est gratuit ?") == ["c'est gratuit ?"]


@pytest.mark.parametrize("text", ["c'est pour nous ?", "on y a droit ?", "ça nous concerne ?"])
def test_whether_it_is_for_us_is_told_from_what_is_known(after_list: Talk, text: str) -> None:
    assert is_for_us(text, "open_to")
    after_list("situation", "je suis agent d'un syndicat")
    reply = after_list("question", f"UrbanVitaliz, {text}")
    assert after_list.state.role == "syndicat"
    assert "un syndicat" in said(reply) and "UrbanVitaliz" in said(reply)


def test_conditions_are_told(talk: Talk, solutions: Mapping[str, Solution]) -> None:
    key = next(key for key, item in solutions.items() if item.eligibility.conditions)
    talk.open(key)
    assert str(solutions[key].eligibility.conditions) in said(talk("question", "c'est pour nous ?"))


@pytest.mark.parametrize("key", ["agents.en.intervention"])
def test_a_closed_service_answers_how_to_begin_by_being_closed(
    talk: Talk, answers: Answers, solutions: Mapping[str, Solution], key: str
) -> None:
    answers.told["inscrit"] = Told("start", ("getting_started",), 0.3)
    talk.open(key)
    reply = talk("question", "et comment on s'inscrit ?")
    assert str(solutions[key].access).rstrip(".") in said(reply)


def test_who_uses_it_comes_from_the_file(after_list: Talk) -> None:
    assert "525 projets" in said(after_list("question", "qui utilise UrbanVitaliz ?"))


def test_without_a_service_it_is_asked_which(after_list: Talk) -> None:
    after_list.state = after_list.state.change_need(shown=()).change(current=None, last=after_list.state.last.of(None))
    reply = after_list("question", "c'est gratuit ?")
    assert reply.messages or reply.response


@pytest.mark.parametrize("text", ["le 2, c'est combien ?", "et le prix d'UrbanVitaliz ?"])
def test_a_price_that_no_file_gives_is_never_made_up(
    after_list: Talk, solutions: Mapping[str, Solution], text: str
) -> None:
    assert solutions["urbanvitaliz"].cost.text is None and solutions["urbanvitaliz"].cost.free is None
    reply = after_list("question", text)
    assert "UrbanVitaliz" in said(reply) and "gratuit." not in said(reply)
    assert after_list.state.shown == LISTED


def test_a_price_that_the_file_gives_is_told(talk: Talk, solutions: Mapping[str, Solution]) -> None:
    talk.open("deveco")
    assert str(solutions["deveco"].cost.text) in said(talk("question", "quel prix ?"))


# Doubt.


@pytest.mark.parametrize("act", ["pourquoi", "reproche", "objection", "autres", "precision"])
def test_what_is_hardly_understood_is_asked_as_a_yes_or_no(after_list: Talk, model: Acts, act: str) -> None:
    text = "hein quoi donc"
    model.said[text] = {act: 0.2}
    reply = after_list(act, text, 0.2)
    payload = reply.messages[0].payload
    assert payload and payload["type"] == "question" and len(payload["choices"]) == 2
    assert "Zéro logement vacant" in payload["text"]
    assert after_list.state.shown == LISTED


def test_a_yes_answers_the_message_that_was_left(after_list: Talk, answers: Answers, model: Acts) -> None:
    text = "hein quoi donc"
    model.said[text] = {"objection": 0.2}
    after_list("choix", "le 2")
    assert kinds(after_list("objection", text, 0.2)) == ["question"]
    after_list("accord", "oui")
    assert answers.asked[-1] == (text, ("urbanvitaliz",))
    assert after_list.state.last.kind == ANSWER and after_list.state.shown == LISTED


def test_a_no_asks_for_it_in_other_words(after_list: Talk, model: Acts) -> None:
    model.said["hein quoi donc"] = {"objection": 0.2}
    after_list("objection", "hein quoi donc", 0.2)
    reply = after_list("refus", "non")
    assert kinds(reply) == [] and said(reply)
    assert after_list.state.shown == LISTED


def test_after_our_question_no_doubt_is_voiced(after_list: Talk, model: Acts) -> None:
    model.said["hein quoi donc"] = model.said["quoi hein"] = {"objection": 0.2}
    after_list("objection", "hein quoi donc", 0.2)
    assert "question" not in kinds(after_list("objection", "quoi hein", 0.2))


# One in full.


@pytest.mark.parametrize("text", ["le 2", "le deuxième", "2", "le dernier", "urbanvitaliz", "et Urban Vitaliz ?"])
def test_more_on_one_by_rank_or_name(after_list: Talk, text: str) -> None:
    reply = after_list("choix", text)
    assert kinds(reply) == ["detail"] and "http" in reply.messages[0].text
    assert (after_list.state.current, after_list.state.shown) == ("urbanvitaliz", LISTED)


def test_out_of_range_says_the_range(after_list: Talk) -> None:
    reply = after_list("choix", "le numéro 9 svp")
    assert "2" in said(reply) and len(reply.messages[0].buttons) == 2


def test_without_a_list_the_need_is_asked_for(talk: Talk) -> None:
    assert "besoin" in said(talk("choix", "le 2"))


def test_what_is_on_screen_already_is_followed_by_how_to_begin(
    after_list: Talk, solutions: Mapping[str, Solution]
) -> None:
    after_list("choix", "le 2")
    reply = after_list("choix", "le 2")
    assert str(solutions["urbanvitaliz"].getting_started) in said(reply)


def test_the_next_step_is_the_file_s(after_list: Talk, solutions: Mapping[str, Solution]) -> None:
    after_list("choix", "le 2")
    reply = after_list("suite", "et après je fais quoi ?")
    assert str(solutions["urbanvitaliz"].getting_started) in said(reply)
    assert where_to_ask(solutions["urbanvitaliz"]) in said(reply)


def test_the_next_step_once_nothing_fits_is_a_person(talk: Talk) -> None:
    talk("besoin", "un chat dans un arbre")
    assert "contact@" in said(talk("suite", "et je fais quoi ?"))


def test_why_tells_the_purpose_and_how_sure(after_list: Talk, ranking: Ranking) -> None:
    sure = said(after_list("pourquoi", "pourquoi UrbanVitaliz ?"))
    assert ranking.solutions["urbanvitaliz"].purpose in sure
    ranking.answers["logements"] = type(ranking.answers["logements"])("answer", 1, (("urbanvitaliz", 0.3),))
    assert said(after_list("pourquoi", "pourquoi UrbanVitaliz ?")) != sure


# Side by side.


def test_a_comparison_names_both_and_keeps_the_list(after_list: Talk, ranking: Ranking) -> None:
    reply = after_list("comparaison", "quelle différence entre les deux ?")
    for key in LISTED:
        assert ranking.solutions[key].purpose in said(reply)
    assert after_list.state.shown == LISTED and after_list.state.last.kind != LIST


def test_the_only_one_that_can_be_used_comes_first(after_list: Talk, ranking: Ranking) -> None:
    closed = ranking.solutions["agents.en.intervention"].name
    reply = after_list("comparaison", f"UrbanVitaliz ou {closed} ?")
    last = said(reply).splitlines()[-1]
    assert "UrbanVitaliz" in last and closed not in last


def test_the_one_that_is_for_them_comes_first(talk: Talk, ranking: Ranking) -> None:
    ranking.answers["friche"] = type(ranking.answers["cantine"])(
        "answer", 2, (("urbanvitaliz", 0.8), ("urban-simul", 0.78))
    )
    talk("besoin", "une friche dans le département")
    before = said(talk("comparaison", "lequel pour nous ?")).splitlines()[-1]
    assert "UrbanSimul" not in before
    talk("situation", "je travaille au conseil départemental")
    assert talk.state.role == "departement"
    after = said(talk("comparaison", "lequel pour nous ?")).splitlines()[-1]
    assert "UrbanSimul" in after and "UrbanVitaliz" not in after


# The size, told after the list.


def limit(address: str, solution: Solution, **rules: int) -> None:
    """Write conditions into the catalogue."""
    changed = solution.copy(update={"eligibility": solution.eligibility.copy(update=rules)})
    with sessions(address).begin() as session:
        session.execute(update(EntryRow).where(EntryRow.id == solution.id).values(document=written(changed)))


@pytest.mark.parametrize("text", ["nous sommes 25 000 habitants", "je suis maire de Vierzon"])
def test_a_size_above_the_limit_is_said_when_told_after_the_list(
    after_list: Talk, solutions: Mapping[str, Solution], changed: str, text: str
) -> None:
    limit(changed, solutions["urbanvitaliz"], max_population=2_000)
    reply = after_list("situation", text)
    line = next(line for line in said(reply).splitlines() if "UrbanVitaliz" in line)
    assert "taille" in line and "25" in line
    assert after_list.state.shown == LISTED


def test_a_size_within_the_limit_is_not_minded(
    after_list: Talk, solutions: Mapping[str, Solution], changed: str
) -> None:
    limit(changed, solutions["urbanvitaliz"], max_population=30_000)
    assert "taille" not in said(after_list("situation", "nous sommes 25 000 habitants"))


def test_a_service_in_full_says_that_the_size_is_above_the_limit(
    after_list: Talk, solutions: Mapping[str, Solution], changed: str
) -> None:
    limit(changed, solutions["urbanvitaliz"], max_population=2_000)
    after_list("situation", "nous sommes 25 000 habitants")
    assert "taille" in after_list("choix", "le 2").messages[-1].text
