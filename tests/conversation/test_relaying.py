"""To somebody: summary, correction, agreement, the question, and what is said then."""

from collections.abc import Callable

import pytest

from bot.conversation import Desk, Reply, State, relaying
from bot.relay.wording import summary_of

VIERZON = {"kind": "commune", "code": "18279", "name": "Vierzon"}


def intents(reply: Reply) -> list[str]:
    """Intents of the choices of the last message."""
    return [choice["payload"].partition("{")[0] for choice in reply.messages[-1].buttons]


@pytest.fixture
def offered(desk: Desk, listed: State) -> Reply:
    """The summary as it is first shown."""
    return desk.relaying.asked(listed.change(territoire=VIERZON, role="commune"))


def test_all_that_is_handed_over_is_shown(desk: Desk, offered: Reply) -> None:
    text, summary = offered.messages[0].text, desk.relaying.summary(offered.state)
    assert summary == {
        "need": "trop de logements vides", "territory": "Vierzon (Cher)", "role": "une commune",
        "proposed": "Zéro logement vacant, UrbanVitaliz",
    }  # fmt: skip
    assert all(value in text for value in summary.values())
    assert "contact@incubateur.anct.gouv.fr" in text
    assert intents(offered) == ["/relais_accepter", "/relais_corriger", "/relais_refuser"]
    assert offered.relay is None


def test_what_was_refused_is_said_as_refused(desk: Desk, listed: State) -> None:
    first = desk.refining.others(listed)
    twice = desk.refining.others(first.state.change(liste=["ma-cantine-egalim"]))
    assert relaying.waits(twice.state) == relaying.RECAP
    summary = desk.relaying.summary(twice.state)
    assert "proposed" not in summary and "Zéro logement vacant" in summary["refused"]


def test_agreed_the_contact_detail_is_asked_for(desk: Desk, offered: Reply) -> None:
    for asked in (desk.around.yes(offered.state), desk.relaying.accept(offered.state)):
        payload = asked.messages[-1].payload
        assert payload and (payload["type"], payload["expects"]) == ("question", "contact")
        assert "7 jours" in payload["text"] and "l’équipe de l’Incubateur" in payload["text"]
        assert asked.relay == desk.relaying.summary(offered.state) == summary_of(asked.relay)
        assert relaying.waits(asked.state) == relaying.CONTACT


def test_an_agreement_to_an_older_summary_shows_the_new_one(desk: Desk, offered: Reply) -> None:
    mark = (offered.state.attente or "").partition(":")[2]
    changed = offered.state.change(besoin="la cantine", attente=None)
    shown = desk.relaying.accept(changed, mark)
    assert shown.relay is None and "la cantine" in shown.messages[0].text
    assert desk.relaying.accept(offered.state.change(attente=None), mark).relay


@pytest.mark.parametrize(
    "refuse", [lambda desk, state: desk.relaying.refuse(state), lambda desk, state: desk.around.no(state)]
)
@pytest.mark.parametrize("step", [relaying.RECAP, relaying.CORRECTION, relaying.CONTACT])
def test_refused_nothing_is_handed_over(
    desk: Desk, listed: State, refuse: Callable[[Desk, State], Reply], step: str
) -> None:
    reply = refuse(desk, listed.change(attente=step))
    assert reply.relay is None and reply.state.attente is None and "ne transmets rien" in reply.messages[0].text


def never(_state: State) -> Reply:
    raise AssertionError("the message was about the request")


def test_the_need_is_corrected_in_words(desk: Desk, offered: Reply) -> None:
    asked = desk.relaying.correct(offered.state)
    shown = desk.relaying.meanwhile(asked.state, "non, je parlais des adresses du bourg", "changer_besoin", never)
    summary = desk.relaying.summary(shown.state)
    assert "adresses" in summary["need"] and "logements" not in summary["need"]
    assert intents(shown)[0] == "/relais_accepter"
    assert summary["territory"] == "Vierzon (Cher)"


def test_the_place_is_corrected_even_without_the_choice(desk: Desk, offered: Reply) -> None:
    moved = offered.state.change(territoire={"kind": "commune", "code": "18033", "name": "Bourges"})
    shown = desk.relaying.meanwhile(moved, "à Bourges", "se_situer", never)
    assert "Bourges (Cher)" in shown.messages[0].text and shown.state.besoin == offered.state.besoin


def test_a_vague_correction_is_asked_again(desk: Desk, offered: Reply) -> None:
    asked = desk.relaying.correct(offered.state)
    assert (
        relaying.waits(desk.relaying.meanwhile(asked.state, "le besoin", "besoin", never).state) == "relais_correction"
    )


def test_a_masked_detail_that_was_no_good_is_asked_again(desk: Desk, offered: Reply) -> None:
    asked = desk.around.yes(offered.state)
    again = desk.relaying.meanwhile(asked.state, "[adresse électronique]", "besoin", never)
    assert again.relay and "pas reconnu" in again.messages[0].text


def test_anything_else_is_answered_and_the_way_back_said(desk: Desk, offered: Reply) -> None:
    asked = desk.around.yes(offered.state)
    reply = desk.relaying.meanwhile(asked.state, "qui paie ?", "question_solution", lambda state: Reply(state).say("x"))
    assert [message.text for message in reply.messages][0] == "x" and "pas transmise" in reply.messages[1].text
    assert reply.state.attente is None
    assert intents(desk.relaying.asked(reply.state))[0] == "/relais_accepter"


def test_without_a_need_it_is_offered_all_the_same(desk: Desk) -> None:
    reply = desk.relaying.asked(State())
    assert "pas encore parlé de votre besoin" in reply.messages[0].text and len(reply.messages[0].buttons) == 3


def test_the_end_says_who_answers_and_when(desk: Desk, offered: Reply, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = desk.relaying._lists.settings.copy(update={"contact_delay": "sous trois jours", "relay_keep_days": 0})
    monkeypatch.setattr(desk.relaying._lists, "settings", settings)
    text = desk.relaying.received(offered.state, "R261125-AAAAAA", "telephone").messages[0].text
    assert "R261125-AAAAAA" in text and "vous répondra par téléphone sous trois jours." in text
    assert "dès que la demande est transmise" in desk.around.yes(offered.state).messages[0].text
