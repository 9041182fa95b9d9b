"""Conditions on a list and refusals: never a loop, never silence."""

from collections.abc import Mapping

from decided_ranking import Ranking, answer
from sqlalchemy import update

from bot.catalogue.models import EntryRow
from bot.catalogue.queries import written
from bot.catalogue.schema import Solution
from bot.conversation import Desk, State
from bot.database import sessions


def test_others_leave_out_what_was_shown(desk: Desk, ranking: Ranking, listed: State) -> None:
    ranking.answers["logements"] = answer("zero-logement-vacant", "urbanvitaliz", "urban-simul", "otelo")
    reply = desk.refining.others(listed)
    assert reply.state.liste == ["urban-simul", "otelo"]
    assert set(reply.state.vus) == set(listed.liste)


def test_without_others_a_person_is_proposed_and_the_list_can_still_be_named(desk: Desk, listed: State) -> None:
    reply = desk.refining.others(listed)
    assert "contact@" in reply.messages[-1].text
    assert reply.state.liste == listed.liste


def test_two_refusals_lead_to_a_person(desk: Desk, ranking: Ranking, listed: State) -> None:
    ranking.answers["logements"] = answer(*[key for key in list(ranking.solutions)[:9]])
    first = desk.refining.others(listed)
    second = desk.refining.others(first.state)
    assert "contact@" in second.messages[-1].text
    third = desk.refining.others(second.state)
    assert third.messages and third.messages[-1].text


def test_others_without_a_need_ask_for_one(desk: Desk) -> None:
    assert "besoin" in desk.refining.others(State()).messages[0].text


def test_the_first_is_set_aside_by_rank(desk: Desk, listed: State) -> None:
    reply = desk.refine(listed, "pas le premier")
    assert reply.state.liste == ["urbanvitaliz"]


def test_or_by_name(desk: Desk, listed: State) -> None:
    reply = desk.refine(listed, "pas Zéro logement vacant, on l'a déjà")
    assert reply.state.liste == ["urbanvitaliz"]


def test_free_keeps_what_is_not_known_to_be_paid(
    desk: Desk, ranking: Ranking, listed: State, solutions: Mapping[str, Solution], changed: str
) -> None:
    # No file of today's catalogue says that its service is paid.
    paid = "deveco"
    cost = solutions[paid].cost.copy(update={"free": False})
    document = written(solutions[paid].copy(update={"cost": cost}))
    with sessions(changed).begin() as session:
        session.execute(update(EntryRow).where(EntryRow.id == paid).values(document=document))
    free = next(key for key, item in solutions.items() if item.cost.free and item.status == "en_deploiement")
    ranking.answers["logements"] = answer(paid, "zero-logement-vacant", free)
    reply = desk.refine(listed, "il faut que ce soit gratuit")
    assert paid not in reply.state.liste
    assert reply.state.liste[0] == free
    assert "prix" in reply.messages[0].text


def test_simple_is_answered_honestly(desk: Desk, listed: State) -> None:
    reply = desk.refine(listed, "c'est trop compliqué pour nous")
    assert "ne disent pas" in reply.messages[0].text
    assert reply.state.liste == ["urbanvitaliz"]


def test_a_condition_said_to_the_question_gives_the_list(desk: Desk) -> None:
    asked = desk.orienting.orient(State(), "on a peur d'un pirate")
    reply = desk.refine(asked.state, "surtout rien de compliqué")
    assert reply.state.liste[:2] == ["mes-services-cyber", "homologation"]


def test_a_condition_without_a_need_is_taken_as_one(desk: Desk) -> None:
    assert desk.refine(State(), "un outil gratuit pour la cantine").state.liste == ["ma-cantine-egalim"]


def test_refusing_without_a_need_ends_with_a_person(desk: Desk) -> None:
    first = desk.refining.others(State())
    assert "contact@" not in first.messages[-1].text
    assert "contact@" in desk.refining.others(first.state).messages[-1].text


def test_a_list_that_is_not_for_our_size_is_set_aside(desk: Desk, ranking: Ranking, listed: State) -> None:
    ranking.answers["logements"] = answer("zero-logement-vacant", "urbanvitaliz", "urban-simul", "otelo")
    reply = desk.refine(listed, "pas pour notre taille")
    assert "habitants" in reply.messages[0].text
    assert reply.state.liste == ["urban-simul", "otelo"]
    assert reply.state.besoin == listed.besoin
