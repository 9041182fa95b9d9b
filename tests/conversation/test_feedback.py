"""Opinions on a list: which one, why not, and something else after."""

import json

from decided_ranking import Ranking, Talk, answer, said

from bot.conversation import Desk, State
from bot.conversation.payloads import feedback_choices
from bot.conversation.reply import Reply
from bot.impact.note import note
from bot.impact.record import REASONS, choice_of


def refused(desk: Desk, state: State, reason: str | None = None, services: list[str] | None = None) -> Reply:
    return desk.feedback.refused(state, "l1", ",".join(state.shown if services is None else services), reason)


def test_each_list_offers_two_opinions_on_itself(talk: Talk) -> None:
    payload = talk("besoin", "trop de logements vides").messages[0].payload
    assert payload is not None
    yes, no = payload["feedback"]
    for item, intent in ((yes, "avis_utile"), (no, "avis_inutile")):
        assert choice_of(item["payload"]) == (
            intent, {"liste_id": payload["list_id"], "services": ",".join(item["id"] for item in payload["solutions"])},
        )  # fmt: skip


def test_payloads_are_json() -> None:
    for item in feedback_choices("a1", ["bases.adresses.locales", "ban"]):
        assert json.loads(item["payload"].partition("{")[1] + item["payload"].partition("{")[2])


def test_the_reason_is_asked_for_and_can_be_passed_over(desk: Desk, listed: State) -> None:
    reply = refused(desk, listed)
    choices = [choice_of(item["payload"]) for item in reply.messages[0].buttons]
    assert [entities.get("raison") for _, entities in choices] == [*REASONS, None]
    assert all(entities["liste_id"] == "l1" for intent, entities in choices if intent == "avis_raison")
    assert choices[-1][0] == "autres_resultats"
    assert reply.state == listed


def test_every_reason_is_followed_by_something_else(desk: Desk, ranking: Ranking, listed: State) -> None:
    ranking.answers["logements"] = answer("zero-logement-vacant", "urbanvitaliz", "urban-simul", "otelo")
    for reason in REASONS:
        reply = refused(desk, listed, reason)
        assert reply.messages[0].text.startswith("Merci")
        assert reply.state.shown == ("urban-simul", "otelo")
        assert reply.messages[1].payload is not None


def test_nothing_else_leads_to_a_person(desk: Desk, listed: State) -> None:
    assert "contact@" in refused(desk, listed, "ne_repond_pas").messages[-1].text


def test_what_is_known_already_is_no_refusal(desk: Desk, ranking: Ranking, listed: State) -> None:
    ranking.answers["logements"] = answer("zero-logement-vacant", "urbanvitaliz", "urban-simul", "otelo")
    twice = listed.change_need(refusals=2)
    assert refused(desk, twice, "deja_connu").state.shown == ("urban-simul", "otelo")
    assert "contact@" in refused(desk, twice, "ne_repond_pas").messages[-1].text
    after, before = refused(desk, listed, "deja_connu").state.need, refused(desk, listed, "ne_repond_pas").state.need
    assert after and before and after.refusals <= before.refusals


def test_a_wrong_information_goes_to_people(desk: Desk, listed: State) -> None:
    assert "contact@" in refused(desk, listed, "information_fausse").messages[0].text


def test_the_size_is_asked_for_only_when_unknown(desk: Desk, listed: State) -> None:
    assert "habitants" in refused(desk, listed, "taille").messages[0].text
    assert "habitants" not in refused(desk, listed.change(population=900.0), "taille").messages[0].text


def test_an_earlier_list_leaves_the_last_one_alone(desk: Desk, listed: State) -> None:
    reply = refused(desk, listed, "ne_repond_pas", services=["ma-cantine-egalim"])
    assert (len(reply.messages), reply.state) == (1, listed)


def test_without_a_need_any_more_it_is_asked_for(desk: Desk) -> None:
    reply = refused(desk, State(), "ne_repond_pas", services=[])
    assert said(reply)


def test_opinions_are_no_answer_to_the_list(desk: Desk, listed: State) -> None:
    assert not any("liste_id" in choice.value or "avis" in choice.value for choice in listed.last.choices)
    assert listed.last.choices == ()


def test_what_is_known_already_does_not_come_back(desk: Desk, ranking: Ranking, listed: State) -> None:
    ranking.answers["logements"] = answer("zero-logement-vacant", "urbanvitaliz", "urban-simul", "otelo")
    state = refused(desk, listed, "deja_connu").state
    assert not {"zero-logement-vacant", "urbanvitaliz"} & set(desk.refining.others(state).state.shown)


def test_an_opinion_opens_no_card(after_list: Talk) -> None:
    after_list("choix", "le 2")
    reply = refused(after_list.desk, after_list.state)
    assert note(after_list.state, reply.state)["opened"] is None
