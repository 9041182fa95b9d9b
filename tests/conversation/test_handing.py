"""While a contact detail is waited for, and after: no detour loses it, and nothing is cancelled in silence."""

import datetime as dt
import time
from collections.abc import Iterator

import pytest
from decided_ranking import Talk, said
from sqlalchemy import delete

from bot.conversation import Desk, Reply, State
from bot.conversation.relaying import waits
from bot.conversation.resuming import resumed
from bot.database import sessions
from bot.reading.offer import LIFE_SECONDS
from bot.reading.state import AWAITS_ERASURE, CONTACT, RECAP
from bot.relay.models import DossierRow

NUMBER = "R261125-AAAAAA"
VIERZON = {"kind": "commune", "code": "18279", "name": "Vierzon"}


@pytest.fixture
def asked(after_list: Talk) -> Talk:
    """A conversation after the contact detail was asked for."""
    after_list("situation", "je suis maire de Vierzon")
    after_list("humain", "je veux parler à quelqu'un")
    after_list("accord", "oui")
    return after_list


@pytest.fixture
def queue(address: str) -> Iterator[str]:
    """The database, in which requests may be; none after."""
    yield address
    with sessions(address).begin() as session:
        session.execute(delete(DossierRow))


def put(address: str, number: str = NUMBER, **values: object) -> None:
    """A request in the queue."""
    row = {"contact": "a@b.fr", "means": "courriel", "summary": {"need": "x"}, "at": dt.datetime(2026, 11, 25, 12)}
    with sessions(address).begin() as session:
        session.add(DossierRow(number=number, **{**row, **values}))


def reminds(reply: Reply) -> bool:
    """Whether an answer ends with the reminder, which expects the detail too."""
    payload = reply.ending.payload if reply.ending else None
    return bool(payload and payload["expects"] == "contact" and reply.relay is not None)


@pytest.mark.parametrize(
    ("act", "text"),
    [("question", "UrbanVitaliz, comment on commence ?"), ("choix", "le 2"), ("rappel", "qu'avez-vous compris ?"),
     ("suivi", "où en est ma demande ?"), ("vide", "hum"), ("donnees", "vous gardez ce que j'écris ?"),
     ("remerciement", "merci"), ("assistant", "vous êtes un robot ?"), ("besoin", "un chat dans un arbre"),
     ("suivi", "vous me répondez quand ?"), ("autres", "autre chose ?"), ("reproche", "vous êtes nul")],
)  # fmt: skip
def test_a_detour_is_answered_and_ends_with_the_reminder(asked: Talk, act: str, text: str) -> None:
    agreed = asked.state.offer
    assert agreed
    for _ in range(2):
        reply = asked(act, text)
        assert (reply.messages or reply.response) and reminds(reply)
        assert reply.relay == agreed.summary and not reply.closes_offer
        assert asked.state.offer and asked.state.said.startswith("trop de logements vides")
    assert asked("refus", "non merci").closes_offer and asked.state.offer is None


def test_the_reminder_takes_no_number_of_the_answer_nor_of_the_list(asked: Talk) -> None:
    reply = asked("choix", "le 2")
    payload = reply.ending.payload if reply.ending else None
    taken = [len(asked.state.on_screen), *(len(message.buttons) for message in reply.messages)]
    assert max(taken) == 3  # the questions that may be asked next
    assert payload and [choice["position"] for choice in payload["choices"]] == [max(taken) + 1]
    assert f"{payload['choices'][0]['position']}. Non merci" in payload["text"]


def test_another_need_that_is_served_takes_its_place_and_that_is_said(asked: Talk) -> None:
    reply = asked("besoin", "la cantine bio")
    assert reply.closes_offer and asked.state.offer is None and asked.state.shown == ("ma-cantine-egalim",)
    assert reply.ending and "n’est pas transmise" in reply.ending.text and reply.relay is None


def test_a_follow_up_of_what_was_answered_meanwhile(asked: Talk) -> None:
    asked("choix", "le 2")
    assert asked.state.current == "urbanvitaliz"
    reply = asked("question", "qui porte ce service ?")
    assert "UrbanVitaliz" in said(reply) and reminds(reply)


def test_asking_for_somebody_again_asks_for_the_detail_again(asked: Talk) -> None:
    for act, text in (("humain", "parler à quelqu'un"), ("accord", "oui")):
        reply = asked(act, text)
        assert waits(asked.state) == CONTACT and reply.relay and reply.ending is None


def test_when_somebody_answers_is_said_as_it_is(asked: Talk, with_mail: None) -> None:
    assert "sous trois jours" in said(asked("question", "vous me répondez quand ?"))


def test_nobody_is_promised_what_no_channel_sends(desk: Desk, asked: Talk) -> None:
    told = said(asked("question", "vous me répondez quand ?")) + said(
        desk.handing.received(asked.state, NUMBER, "courriel")
    )
    assert "vous répondra" not in told and "je ne peux pas vous dire quand" in told and "contact@" in told


@pytest.mark.parametrize(
    ("means", "digits", "aloud", "words"),
    [("telephone", "8", "", "8 chiffres"), ("courriel", "", "", "cette adresse"), ("", "", "", "pas reconnu"),
     ("courriel", "", "j…t@mairie.fr", "« j…t@mairie.fr »")],
)  # fmt: skip
def test_what_can_not_be_read_is_asked_again_with_what_to_change(
    desk: Desk, asked: Talk, means: str, digits: str, aloud: str, words: str
) -> None:
    reply = desk.handing.unreadable(asked.state, means, digits, aloud)
    assert words in said(reply) and reply.relay and waits(reply.state) == CONTACT
    payloads = [choice["payload"] for choice in reply.messages[-1].buttons]
    assert payloads == [*(["/relais_confirmer"] if aloud else []), "/relais_refuser"]
    again = desk.handing.unreadable(reply.state, "telephone", "8")
    assert "seulement l’adresse ou le numéro" in said(again)


def test_a_detail_that_nothing_waits_for(desk: Desk, listed: State) -> None:
    reply = desk.handing.unreadable(listed, "courriel")
    assert "n’attends plus" in said(reply) and reply.relay is None


@pytest.mark.parametrize(
    "text", ["[adresse électronique]", "mon mail : [adresse électronique]", "[numéro de téléphone]"]
)
def test_a_detail_alone_is_never_taken_for_a_need(after_list: Talk, talk: Talk, text: str) -> None:
    for conversation in (after_list, talk):
        needs = conversation.state.needs
        reply = conversation("besoin", text)
        assert "n’attends plus" in said(reply) and conversation.state.needs == needs
        assert reply.messages[0].buttons[0]["payload"] == "/contact_humain"


def test_the_place_can_still_be_corrected(asked: Talk) -> None:
    reply = asked("situation", "à Bourges")
    assert "Bourges (Cher)" in said(reply) and reply.closes_offer and waits(asked.state) == RECAP
    assert asked("accord", "oui").relay and asked.state.offer


def test_the_end_shows_the_detail_masked_and_how_to_correct_it(desk: Desk, asked: Talk, with_mail: None) -> None:
    reply = desk.handing.received(asked.state, NUMBER, "telephone", "06 … 78", "après 14h")
    text = said(reply)
    assert NUMBER in text and "06 … 78" in text and "après 14h" in text
    assert "vous répondra par téléphone sous trois jours." in text
    assert [(one["title"], one["payload"]) for one in reply.messages[0].buttons] == [
        ("Corriger", f'/relais_contact{{"dossier": "{NUMBER}"}}')
    ]
    assert reply.closes_offer and reply.state.offer is None and reply.state.requests == (NUMBER,)
    assert reply.state.shown == asked.state.shown


def test_a_detail_is_corrected(desk: Desk, asked: Talk, queue: str) -> None:
    put(queue)
    state = desk.handing.received(asked.state, NUMBER, "courriel", "j…t@mairie.fr").state
    reply = desk.handing.correct(state, NUMBER)
    assert reply.replaces == NUMBER and reply.relay == {} and waits(reply.state) == CONTACT
    put(queue, "R261125-BBBBBB")
    done = desk.handing.received(reply.state, "R261125-BBBBBB", "courriel")
    assert done.state.requests == ("R261125-BBBBBB",)


def test_a_request_that_is_here_no_more_is_not_corrected(desk: Desk, listed: State, queue: str) -> None:
    put(queue, contact=None, delivered_at=dt.datetime(2026, 11, 25, 13))
    assert desk.handing.correct(listed, NUMBER).relay is None
    assert desk.handing.correct(listed, "R261125-ZZZZZZ").relay is None


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "attend d’être lue"),
        ({"delivered_at": dt.datetime(2026, 11, 26, 9)}, "transmise le 26/11/2026 10:00"),
        ({"answered_at": dt.datetime(2026, 11, 27, 9), "contact": None}, "notée le 27/11/2026"),
        (None, "ne trouve pas"),
    ],
)
def test_where_a_request_stands(talk: Talk, queue: str, values: dict[str, object] | None, words: str) -> None:
    if values is not None:
        put(queue, **values)
    for act in ("suivi", "question", "besoin"):
        assert words in said(talk(act, f"Où en est ma demande {NUMBER.lower()} ?"))
    talk.state = talk.state.change(requests=(NUMBER,))
    assert words in said(talk("suivi", "où en est ma demande ?"))


@pytest.mark.parametrize("act", ["humain", "question", "suivi"])
@pytest.mark.parametrize("text", ["vous me rappelez quand ?", "Quand est-ce qu'on me répond ?"])
def test_when_the_answer_comes_once_a_request_is_made(talk: Talk, queue: str, act: str, text: str) -> None:
    put(queue)
    talk.state = talk.state.change(requests=(NUMBER,))
    assert NUMBER in said(talk(act, text))


@pytest.mark.parametrize("text", ["le besoin c'est les chemins", "corrigez : les chemins"])
def test_the_need_can_still_be_corrected(desk: Desk, asked: Talk, text: str) -> None:
    reply = asked("choix", text)
    assert reply.closes_offer and desk.relaying.summary(asked.state)["need"] == "les chemins"


def test_a_request_that_is_sent_by_itself_waits_to_be(talk: Talk, queue: str, with_mail: None) -> None:
    put(queue)
    assert "n’est pas encore partie" in said(talk("suivi", f"où en est {NUMBER} ?"))


def test_an_hour_later_it_is_still_waited_for_and_a_day_later_no_more(asked: Talk) -> None:
    at = asked.state.at
    assert resumed(asked.state, 30, at + 3_700).offer
    assert resumed(asked.state, 30, at + LIFE_SECONDS + 1).offer is None
    asked.state = asked.state.change(at=time.time() - 3_700)
    assert reminds(asked("salutation", "bonjour"))


def test_starting_again_ends_it_and_forgets_no_request(asked: Talk) -> None:
    asked.state = asked.state.change(requests=(NUMBER,))
    reply = asked("recommencer", "on recommence")
    assert reply.closes_offer and asked.state.offer is None and asked.state.requests == (NUMBER,)


# Erasure.


@pytest.mark.parametrize(
    ("choice", "wish", "words"),
    [('/effacer{"demande": "garder"}', "keep", "est gardée"),
     ('/effacer{"demande": "annuler"}', "cancel", "est annulée"), ("gardez-la", "keep", "est gardée"),
     ("annulez tout", "cancel", "est annulée")],
)  # fmt: skip
@pytest.mark.parametrize("text", ["effacez mes données", "/effacer"])
def test_a_request_that_has_not_left_is_kept_or_cancelled(
    after_list: Talk, queue: str, text: str, choice: str, wish: str, words: str
) -> None:
    put(queue)
    after_list.state = after_list.state.change(requests=(NUMBER,))
    reply = after_list("effacer", text)
    assert not reply.erase and NUMBER in said(reply) and len(reply.messages[0].buttons) == 3
    assert not after_list("accord", "oui").erase  # which of the two, isn't said
    done = after_list("effacer", choice)
    assert done.erase and done.request == wish and words in said(done) and NUMBER in said(done)


def test_nothing_is_erased_on_a_no(after_list: Talk, queue: str) -> None:
    put(queue)
    after_list.state = after_list.state.change(requests=(NUMBER,))
    after_list("effacer", "effacez tout")
    assert after_list.state.last.awaits == AWAITS_ERASURE
    assert not after_list("refus", "non").erase and after_list.state.requests == (NUMBER,)


def test_a_request_that_has_left_is_said_to_be_elsewhere(after_list: Talk, queue: str) -> None:
    put(queue, delivered_at=dt.datetime(2026, 11, 26, 9))
    after_list.state = after_list.state.change(requests=(NUMBER,))
    reply = after_list("effacer", "effacez tout")
    assert reply.erase and "déjà transmise" in said(reply) and NUMBER in said(reply)


def test_an_erasure_while_it_is_waited_for(asked: Talk) -> None:
    assert asked("effacer", "effacez tout").erase
