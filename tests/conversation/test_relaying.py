"""To somebody: summary, correction, agreement, the question, and what is said then."""

import time

import pytest
from decided_ranking import Talk, said

from bot.conversation import Desk, Reply, State
from bot.conversation.relaying import clean_need, waits
from bot.reading.offer import Offer
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


def test_agreed_the_contact_detail_is_asked_for(desk: Desk, offered: Talk, with_mail: None) -> None:
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
    offer = Offer({"need": "x"}, time.time()) if step == CONTACT else None
    state = listed.change(last=Last(RELAY, awaits=step, mark="x"), offer=offer)
    talk.state = state
    for reply in (talk.desk.relaying.refuse(state), talk("refus", "non merci")):
        assert reply.relay is None and waits(reply.state) is None and "ne transmets rien" in said(reply)
        assert reply.state.offer is None
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


def test_another_need_while_the_summary_stands_is_served(offered: Talk) -> None:
    offered("besoin", "la cantine bio")
    assert offered.state.shown == ("ma-cantine-egalim",) and waits(offered.state) is None


@pytest.mark.parametrize("before", [None, "bonjour", "on a un problème en mairie", "[adresse électronique]"])
def test_nothing_empty_is_handed_over(talk: Talk, before: str | None) -> None:
    if before:
        talk("salutation" if before == "bonjour" else "besoin", before)
    reply = talk("humain", "je voudrais parler à quelqu'un")
    assert "contact@incubateur.anct.gouv.fr" in said(reply) and "votre besoin" in said(reply)
    assert not reply.messages[0].buttons and waits(talk.state) == CORRECTION
    shown = talk("besoin", "nos chemins sont abîmés")
    assert waits(talk.state) == RECAP and "nos chemins sont abîmés" in said(shown)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Bonjour, je suis maire de Vierzon, trop de logements vides", "trop de logements vides"),
        ("je voudrais parler à quelqu’un pour nos logements vides", "nos logements vides"),
        ("trop de logements vides, mon mail est [adresse électronique]", "trop de logements vides, mon mail est"),
        ("[adresse électronique]", ""), ("on a un problème", ""), ("je veux parler à quelqu'un", ""),
        ("logements vides. " * 60, None),
    ],
)  # fmt: skip
def test_a_need_in_clean_words(text: str, clean: str | None) -> None:
    told = clean_need(text)
    assert told == clean if clean is not None else len(told) <= 501 and told.endswith("…")


@pytest.mark.parametrize(
    ("act", "text", "field", "value"),
    [
        ("precision", "le besoin c'est les adresses du bourg", "need", "les adresses du bourg"),
        ("precision", "ce n'est pas les logements, c'est la voirie du bourg", "need", "la voirie du bourg"),
        ("situation", "à Bourges", "territory", "Bourges (Cher)"),
        ("situation", "je suis au CCAS", "role", "un CCAS ou un CIAS"),
        ("situation", "nous sommes 900 habitants", "population", "900 habitants"),
        ("objection", "il faut que ce soit gratuit", "wish", "un service gratuit"),
        ("refus", "non, c'est l'éclairage public", "need", "l'éclairage public"),
    ],
)
def test_only_what_is_corrected_changes(desk: Desk, offered: Talk, act: str, text: str, field: str, value: str) -> None:
    before = desk.relaying.summary(offered.state)
    offered._then(desk.relaying.correct(offered.state))
    reply = offered(act, text)
    assert desk.relaying.summary(offered.state) == {**before, field: value}
    assert f"{value}\n" in said(reply) and waits(offered.state) == RECAP


def test_a_no_that_says_what_is_meant_corrects_the_summary_at_once(desk: Desk, offered: Talk) -> None:
    offered("refus", "non, c'est l'éclairage public")
    assert desk.relaying.summary(offered.state)["need"] == "l'éclairage public" and waits(offered.state) == RECAP


@pytest.mark.parametrize("text", ["non merci", "non", "non c'est bon", "non, ce n'est pas la peine", "non, laissez"])
def test_a_no_that_says_no_more_refuses(offered: Talk, text: str) -> None:
    assert "ne transmets rien" in said(offered("refus", text))


def test_those_of_the_service_come_before_ours(after_list: Talk) -> None:
    after_list("choix", "le 2")
    text = said(after_list("humain", "un humain svp"))
    assert text.index("UrbanVitaliz") < text.index("contact@incubateur.anct.gouv.fr")


def test_a_question_while_the_summary_stands_is_answered_and_the_way_back_offered(offered: Talk) -> None:
    reply = offered("question", "UrbanVitaliz, comment on commence ?")
    assert reply.ending and "n’est pas transmise" in reply.ending.text
    assert [choice["payload"] for choice in reply.ending.buttons] == ["/contact_humain"]


def test_a_detail_given_before_the_agreement_is_an_agreement_and_asked_for_again(offered: Talk) -> None:
    reply = offered("accord", "oui, [adresse électronique]")
    assert waits(offered.state) == CONTACT and reply.relay
    offered("humain", "un humain")


@pytest.mark.parametrize(("requests", "said_so"), [((), "ne transmets rien"), (("R261125-AAAAAA",), "R261125-AAAAAA")])
def test_a_refusal_clicked_when_nothing_waits_any_more(
    desk: Desk, listed: State, requests: tuple[str, ...], said_so: str
) -> None:
    reply = desk.relaying.refuse(listed.change(requests=requests))
    assert said_so in said(reply) and not reply.closes_offer
