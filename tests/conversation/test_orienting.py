"""Needs: a list, one question, nothing; two in one message; another one; a correction."""

import datetime as dt

import pytest
from decided_ranking import Ranking

from bot.catalogue.overrides import switch_off
from bot.conversation import Desk, State
from bot.database import sessions

VIERZON = {"kind": "commune", "code": "18279", "name": "Vierzon"}


def kinds(reply: object) -> list[str]:
    """Types of the payloads of a reply."""
    return [message.payload["type"] for message in reply.messages if message.payload]  # type: ignore[attr-defined]


def test_a_need_gives_a_list(desk: Desk) -> None:
    reply = desk.orienting.orient(State(), "trop de logements vides")
    assert kinds(reply) == ["solutions"]
    assert reply.state.liste == ["zero-logement-vacant", "urbanvitaliz"]


def test_nothing_is_said_plainly_with_ways_on(desk: Desk) -> None:
    reply = desk.orienting.orient(State(), "un problème inconnu de tous")
    assert kinds(reply) == ["none"]
    assert "un problème inconnu de tous" in reply.messages[0].text


def test_what_is_only_studied_is_never_shown_as_a_solution(desk: Desk) -> None:
    reply = desk.orienting.orient(State(), "des données sur nos chemins ruraux")
    assert kinds(reply) == ["none"]
    assert "à l’étude" in reply.messages[0].text
    assert "Voies locales en commun" in reply.messages[0].text


def test_one_question_then_a_list_whatever_is_answered(desk: Desk) -> None:
    asked = desk.orienting.orient(State(), "on a peur d'un pirate")
    assert kinds(asked) == ["question"]
    again = desk.orienting.orient(asked.state, "je ne sais pas trop, le pirate quoi")
    assert kinds(again) == ["solutions"]


def test_the_choice_comes_first(desk: Desk) -> None:
    asked = desk.orienting.orient(State(), "on a peur d'un pirate")
    chosen = desk.chosen(asked.state, "homologation")
    assert chosen.state.liste[0] == "homologation"


def test_something_else_sets_aside_what_was_offered(desk: Desk) -> None:
    asked = desk.orienting.orient(State(), "on a peur d'un pirate")
    other = desk.chosen(asked.state, "autre")
    assert other.state.liste == ["recocyber"]


def test_two_needs_give_two_lists_counted_through(desk: Desk) -> None:
    reply = desk.orienting.orient(State(), "j'ai deux soucis : les logements vides, et la cantine de l'école")
    assert kinds(reply) == ["solutions", "solutions"]
    last = reply.messages[-1].text
    assert f"{len(reply.state.liste)}. " in last
    assert reply.state.liste[-1] == "ma-cantine-egalim"


def test_another_need_replaces_the_first_and_keeps_the_situation(desk: Desk, listed: State, ranking: Ranking) -> None:
    state = listed.change(role="commune", territoire=VIERZON, vus=["urbanvitaliz"])
    reply = desk.orienting.orient(state, "sinon la cantine de l'école doit passer au bio")
    assert reply.state.besoin == "sinon la cantine de l'école doit passer au bio"
    assert (reply.state.role, reply.state.territoire, reply.state.vus) == ("commune", VIERZON, [])
    assert ranking.seen[-1].audience == "commune"
    assert ranking.seen[-1].population and ranking.seen[-1].population > 20_000


def test_an_announced_need_is_asked_for(desk: Desk, listed: State) -> None:
    reply = desk.change_need(listed, "j'ai une autre question")
    assert reply.state.besoin is None
    assert reply.state.attente == "besoin"


def test_a_correction_with_the_need_is_served_at_once(desk: Desk, listed: State) -> None:
    reply = desk.change_need(listed, "non, je parlais de la cantine")
    assert reply.state.liste == ["ma-cantine-egalim"]


def test_a_correction_of_the_place_keeps_the_need(desk: Desk, listed: State) -> None:
    reply = desk.change_need(listed.change(territoire=VIERZON), "je me suis trompé, c'est Vierzon")
    assert reply.state.besoin == listed.besoin
    assert "Vierzon" in reply.messages[0].text


def test_no_filler_when_the_question_was_already_asked(desk: Desk, ranking: Ranking) -> None:
    ranking.bar = 0.395
    asked = desk.orienting.orient(State(), "on a peur d'un pirate")
    again = desk.orienting.orient(asked.state, "le pirate, quoi")
    assert again.state.liste == ["mes-services-cyber"]


@pytest.mark.parametrize("text", ["on a un problème", "j'ai besoin d'aide svp", "vous pouvez nous aider ?"])
def test_a_need_that_says_nothing_is_asked_for(desk: Desk, text: str) -> None:
    reply = desk.orienting.orient(State(), text)
    assert kinds(reply) == []
    assert reply.state.attente == "besoin"


def test_what_looks_like_a_question_before_any_list_may_be_a_need(desk: Desk) -> None:
    assert kinds(desk.question(State(), "et pour les adresses de la commune ?")) == ["solutions"]
    assert desk.question(State(), "c'est gratuit ?").state.attente == "besoin"


def test_what_ended_since_the_training_is_not_proposed(desk: Desk, changed: str) -> None:
    with sessions(changed).begin() as session:
        switch_off(session, "zero-logement-vacant", dt.date(2026, 11, 1))
    assert desk.orienting.orient(State(), "trop de logements vides").state.liste == ["urbanvitaliz"]
