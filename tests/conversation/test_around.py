"""Who and where, recap, money, themes, yes and no."""

import pytest

from bot.catalogue.files import themes
from bot.conversation import Desk, State

VIERZON = {"kind": "commune", "code": "18279", "name": "Vierzon"}


def test_a_place_alone_is_noted_and_the_need_asked_for(desk: Desk) -> None:
    reply = desk.around.situate(State(territoire=VIERZON, role="commune"))
    assert "Vierzon" in reply.messages[0].text
    assert reply.state.attente == "besoin"


def test_a_place_that_changes_nothing_says_so(desk: Desk, listed: State) -> None:
    reply = desk.around.situate(listed.change(territoire=VIERZON))
    assert "ne change pas" in reply.messages[0].text
    assert reply.state.liste == listed.liste


CASTRES = [
    {"kind": "commune", "code": "02142", "name": "Castres"},
    {"kind": "commune", "code": "81065", "name": "Castres"},
]


def test_homonyms_are_named_not_guessed(desk: Desk) -> None:
    text = desk.around.situate(State(), CASTRES).messages[0].text
    assert "Castres (Aisne)" in text and "Castres (Tarn)" in text


def test_homonyms_are_not_asked_about_when_the_list_is_the_same(desk: Desk, listed: State) -> None:
    reply = desk.around.situate(listed, CASTRES)
    assert "mêmes pour toutes" in reply.messages[0].text
    assert reply.state == listed


def test_homonyms_are_asked_about_when_the_list_changes(
    desk: Desk, listed: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    match = desk.around._lists.match
    monkeypatch.setattr(
        desk.around._lists,
        "match",
        lambda state: match(state.change(vus=listed.liste[:1]) if state.territoire == CASTRES[0] else state),
    )
    assert "Castres (Aisne)" in desk.around.situate(listed, CASTRES).messages[0].text


def test_a_place_said_in_answer_to_the_question_gives_the_list(desk: Desk) -> None:
    asked = desk.orienting.orient(State(), "on a été pirate").state
    reply = desk.around.situate(asked.change(territoire=VIERZON))
    assert reply.messages[-1].payload and reply.messages[-1].payload["type"] == "solutions"


def test_yes_to_the_question_asks_which(desk: Desk) -> None:
    asked = desk.orienting.orient(State(), "on a été pirate").state
    assert "numéro" in desk.around.yes(asked).messages[0].text


def test_only_what_speaks_of_the_conversation_erases_at_once(desk: Desk, listed: State) -> None:
    for text in ("effacez tout", "supprime notre conversation stp", "/effacer"):
        assert desk.erase(listed, text).erase, text
    asked = desk.erase(listed, "je voudrais supprimer la cantine")
    assert not asked.erase and len(asked.messages[0].buttons) == 2
    assert desk.around.yes(asked.state).erase
    kept = desk.around.no(asked.state)
    assert not kept.erase and kept.state == listed.change(attente=None)


def test_the_recap_holds_all_that_is_known(desk: Desk, listed: State) -> None:
    text = desk.around.recap(listed.change(territoire=VIERZON, role="commune", population=900.0)).messages[0].text
    for part in ("logements vides", "Vierzon", "une commune", "900", "1. Zéro logement vacant", "2. UrbanVitaliz"):
        assert part in text


def test_an_empty_recap_asks_for_the_need(desk: Desk) -> None:
    assert desk.around.recap(State()).state.attente == "besoin"


def test_money_keeps_the_need(desk: Desk, listed: State) -> None:
    reply = desk.around.funding(listed)
    assert "logements vides" in reply.messages[0].text
    assert "aides-territoires" in reply.messages[0].text.lower()
    assert (reply.state.besoin, reply.state.liste) == (listed.besoin, listed.liste)


def test_themes_are_choices_and_each_has_its_services(desk: Desk) -> None:
    reply = desk.around.themes(State())
    assert len(reply.messages[0].buttons) > 5
    for key in themes():
        listed = desk.around.themes(State(), key)
        assert listed.state.liste or not any(key in button["payload"] for button in reply.messages[0].buttons)


def test_yes_and_no_always_lead_somewhere(desk: Desk, listed: State) -> None:
    for state in (State(), listed, listed.change(liste=[], attente="relais")):
        assert desk.around.yes(state).messages[0].text
        assert desk.around.no(state).messages[0].text


def test_a_role_said_with_is_it_for_us_is_answered(desk: Desk, listed: State) -> None:
    state = listed.change(role="syndicat", courante="urbanvitaliz")
    reply = desk.situate(state, "c'est pour nous ? on est un syndicat")
    assert "un syndicat" in reply.messages[0].text
    assert "UrbanVitaliz s’adresse à" in reply.messages[-1].text


def test_what_looks_out_of_scope_is_served_when_it_surely_is_a_need(desk: Desk) -> None:
    served = desk.beyond(State(), "mon voisin a trois logements vides")
    assert served and served.state.liste
    assert desk.beyond(State(), "une recette de tarte") is None
