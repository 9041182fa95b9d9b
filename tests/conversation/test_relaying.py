"""To somebody: summary, correction, agreement, the question, and what is said then."""

import pytest
from decided_ranking import Talk, said

from bot.conversation import Desk, Reply, State
from bot.conversation.relaying import waits
from bot.reading.state import CONTACT, CORRECTION, RECAP, RELAY, Last
from bot.relay.wording import summary_of

VIERZON = {"kind": "commune", "code": "18279", "name": "Vierzon"}


def intents(reply: Reply) -> list[str]:
    """Intents of the choices of the last message."""
    return [choice["payload"].partition("{")[0] for choice in reply.messages[-1].buttons]


@pytest.fixture
def offered(after_list: Talk) -> Talk:
    """A conversation after the summary was first shown."""
    after_list("situation", "je suis maire de Vierzon")
    after_list("humain", "je veux parler à quelqu'un")
    return after_list


@pytest.fixture
def asked(offered: Talk) -> Talk:
    """A conversation after the contact detail was asked for."""
    offered("accord", "oui")
    return offered


def test_all_that_is_handed_over_is_shown(desk: Desk, offered: Talk) -> None:
    reply, summary = offered.replies[-1], desk.relaying.summary(offered.state)
    assert summary == {
        "need": "trop de logements vides", "territory": "Vierzon (Cher)", "role": "une commune",
        "proposed": "Zéro logement vacant, UrbanVitaliz",
    }  # fmt: skip
    assert all(value in said(reply) for value in summary.values())
    assert "contact@incubateur.anct.gouv.fr" in said(reply)
    assert intents(reply) == ["/relais_accepter", "/relais_corriger", "/relais_refuser"]
    assert reply.relay is None and waits(offered.state) == RECAP


def test_those_of_the_service_talked_about_are_named_first(after_list: Talk) -> None:
    after_list("choix", "le 2")
    assert "UrbanVitaliz" in said(after_list("humain", "un humain svp")).split("Voici ce que")[0]


def test_what_was_refused_is_said_as_refused(desk: Desk, after_list: Talk) -> None:
    after_list("rejet", "pas le 1")
    after_list("humain", "un humain svp")
    summary = desk.relaying.summary(after_list.state)
    assert (summary["proposed"], summary["refused"]) == ("UrbanVitaliz", "Zéro logement vacant")


def test_a_wish_for_what_is_free_goes_with_it(desk: Desk, after_list: Talk) -> None:
    after_list("objection", "il faut que ce soit gratuit")
    assert "gratuit" in desk.relaying.summary(after_list.state)["wish"]


def test_what_is_proposed_is_not_started(after_list: Talk) -> None:
    reply = after_list("autres", "autre chose ?")
    assert reply.relay is None and waits(after_list.state) is None
    assert intents(reply) == ["/contact_humain"]
    shown = after_list("accord", "oui")
    assert shown.relay is None and waits(after_list.state) == RECAP


@pytest.mark.parametrize(("act", "text"), [("refus", "non"), ("besoin", "la cantine bio"), ("remerciement", "merci")])
def test_what_is_proposed_and_not_taken_is_left(after_list: Talk, act: str, text: str) -> None:
    after_list("autres", "autre chose ?")
    reply = after_list(act, text)
    assert reply.relay is None and waits(after_list.state) is None
    assert "transmis" not in said(reply)


def test_agreed_the_contact_detail_is_asked_for(desk: Desk, offered: Talk) -> None:
    summary = desk.relaying.summary(offered.state)
    for reply in (desk.relaying.accept(offered.state), offered("accord", "oui")):
        payload = reply.messages[-1].payload
        assert payload and (payload["type"], payload["expects"]) == ("question", "contact")
        assert "7 jours" in payload["text"] and "l’équipe de l’Incubateur" in payload["text"]
        assert reply.relay == summary == summary_of(summary)
        assert waits(reply.state) == CONTACT


def test_an_agreement_to_an_older_summary_shows_the_new_one(desk: Desk, offered: Talk) -> None:
    mark = offered.state.last.mark
    assert mark and f'"{mark}"' in offered.replies[-1].messages[-1].buttons[0]["payload"]
    changed = offered.state.change_need(text="la cantine").change(last=Last())
    shown = desk.relaying.accept(changed, mark)
    assert shown.relay is None and "la cantine" in said(shown)
    assert desk.relaying.accept(offered.state.change(last=Last()), mark).relay


def test_a_yes_to_a_summary_that_changed_shows_it(offered: Talk) -> None:
    offered.state = offered.state.change(territoire={"kind": "commune", "code": "18033", "name": "Bourges"})
    reply = offered("accord", "oui")
    assert reply.relay is None and "Bourges (Cher)" in said(reply)


@pytest.mark.parametrize("step", [RECAP, CORRECTION, CONTACT])
def test_refused_nothing_is_handed_over(talk: Talk, listed: State, step: str) -> None:
    state = listed.change(last=Last(RELAY, awaits=step, mark="x"))
    talk.state = state
    for reply in (talk.desk.relaying.refuse(state), talk("refus", "non merci")):
        assert reply.relay is None and waits(reply.state) is None and "ne transmets rien" in said(reply)
        assert reply.state.shown == listed.shown


def test_the_need_is_corrected_in_words(desk: Desk, offered: Talk) -> None:
    offered._then(desk.relaying.correct(offered.state))
    assert waits(offered.state) == CORRECTION
    reply = offered("precision", "non, je parlais des adresses du bourg")
    summary = desk.relaying.summary(offered.state)
    assert "adresses" in summary["need"] and "logements" not in summary["need"]
    assert intents(reply)[0] == "/relais_accepter"
    assert summary["territory"] == "Vierzon (Cher)"


def test_the_place_is_corrected_even_without_the_choice(offered: Talk) -> None:
    reply = offered("situation", "à Bourges")
    assert "Bourges (Cher)" in said(reply) and offered.state.said == "trop de logements vides"
    assert waits(offered.state) == RECAP


def test_a_vague_correction_is_asked_again(desk: Desk, offered: Talk) -> None:
    offered._then(desk.relaying.correct(offered.state))
    offered("besoin", "le besoin")
    assert waits(offered.state) == CORRECTION


def test_a_masked_detail_that_was_no_good_is_asked_again(asked: Talk) -> None:
    again = asked("besoin", "[adresse électronique]")
    assert again.relay and "pas reconnu" in said(again) and waits(asked.state) == CONTACT


@pytest.mark.parametrize(
    ("act", "text"),
    [("question", "UrbanVitaliz, comment on commence ?"), ("besoin", "la cantine bio"), ("choix", "le 2"),
     ("rappel", "qu'avez-vous compris ?"), ("suivi", "où en est ma demande ?"), ("vide", "hum")],
)  # fmt: skip
def test_anything_else_is_answered_and_the_way_back_said(asked: Talk, act: str, text: str) -> None:
    reply = asked(act, text)
    assert len(reply.messages) > 1 and "pas transmise" in reply.messages[-1].text and reply.relay is None
    assert waits(asked.state) is None
    assert intents(asked("humain", "parler à quelqu'un"))[0] == "/relais_accepter"


def test_another_need_while_the_summary_stands_is_served(offered: Talk) -> None:
    offered("besoin", "la cantine bio")
    assert offered.state.shown == ("ma-cantine-egalim",) and waits(offered.state) is None


def test_without_a_need_it_is_offered_all_the_same(talk: Talk) -> None:
    reply = talk("humain", "un humain svp")
    assert "pas encore parlé de votre besoin" in said(reply) and len(reply.messages[0].buttons) == 3


def test_the_end_says_who_answers_and_when(desk: Desk, asked: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = desk.relaying._lists.settings.copy(update={"contact_delay": "sous trois jours", "relay_keep_days": 0})
    monkeypatch.setattr(desk.relaying._lists, "settings", settings)
    reply = desk.relaying.received(asked.state, "R261125-AAAAAA", "telephone")
    assert "R261125-AAAAAA" in said(reply) and "vous répondra par téléphone sous trois jours." in said(reply)
    assert waits(reply.state) is None and reply.state.shown == asked.state.shown
    assert "dès que la demande est transmise" in said(desk.relaying.accept(asked.state))
