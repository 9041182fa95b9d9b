"""Who and where, recap, money, themes, an earlier need, yes and no, complaints, a conversation taken up again."""

import pytest
from decided_ranking import Ranking, Talk, kinds, said

from bot.catalogue.files import themes
from bot.conversation import Desk, State
from bot.conversation.reply import Turn
from bot.conversation.resuming import SESSION_SECONDS, resumed
from bot.reading.reading import Reading
from bot.reading.state import AWAITS_ERASURE, AWAITS_NEED, THEMES, Last

VIERZON = {"kind": "commune", "code": "18279", "name": "Vierzon"}
LISTED = ("zero-logement-vacant", "urbanvitaliz")


def test_a_place_alone_is_noted_and_the_need_asked_for(talk: Talk) -> None:
    reply = talk("situation", "je suis maire de Vierzon")
    assert "Vierzon" in said(reply)
    assert (talk.state.last.awaits, talk.state.role) == (AWAITS_NEED, "commune")


def test_a_place_that_changes_nothing_keeps_the_list(after_list: Talk) -> None:
    reply = after_list("situation", "je suis maire de Vierzon")
    assert "Vierzon" in said(reply) and "solutions" not in kinds(reply)
    assert after_list.state.shown == LISTED


def test_a_role_that_no_file_names_is_said_so(after_list: Talk) -> None:
    text = said(after_list("situation", "je suis agent d'un syndicat"))
    assert "Zéro logement vacant" in text and "UrbanVitaliz" in text and "un syndicat" in text


CASTRES = [
    {"kind": "commune", "code": "02142", "name": "Castres"},
    {"kind": "commune", "code": "81065", "name": "Castres"},
]


def situating(state: State, **fields: object) -> Turn:
    return Turn(state, "Castres", Reading("situation", 1.0, fields=fields))


def test_homonyms_are_named_not_guessed(desk: Desk) -> None:
    text = desk.around.situate(situating(State(), homonymes=CASTRES)).messages[0].text
    assert "Castres (Aisne)" in text and "Castres (Tarn)" in text


def test_homonyms_are_not_asked_about_when_the_list_is_the_same(desk: Desk, listed: State) -> None:
    reply = desk.around.situate(situating(listed, homonymes=CASTRES))
    assert "Castres (Aisne)" not in said(reply)
    assert reply.state == listed


def test_homonyms_are_asked_about_when_the_list_changes(
    desk: Desk, listed: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    match = desk.around._lists.match
    monkeypatch.setattr(
        desk.around._lists,
        "match",
        lambda state: match(state.change_need(aside=listed.shown[:1]) if state.territoire == CASTRES[0] else state),
    )
    assert "Castres (Aisne)" in said(desk.around.situate(situating(listed, homonymes=CASTRES)))


@pytest.mark.parametrize(
    ("reason", "said_so"), [("postal_code", "ont ce code postal"), ("contradiction", "dans ce département")]
)
def test_why_several_places_are_named_is_said(desk: Desk, reason: str, said_so: str) -> None:
    places = [{**place, "reason": reason, "more": "1"} for place in CASTRES]
    text = said(desk.around.situate(situating(State(), homonymes=places)))
    assert said_so in text and "et d’autres" in text


def test_a_landmark_is_known_and_not_corrected(talk: Talk) -> None:
    text = said(talk("situation", "je suis dans les Cévennes"))
    assert "Cévennes" in text and "Chevennes" not in text
    assert talk.state.territoire is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("je suis maire de Vierzon", "Vierzon (Cher), une commune."),
        ("nous sommes le département de l'Ain", "l’Ain, un département."),
        (
            "on est un CCAS à Vierzon, 25 000 habitants",
            "une commune ; vous écrivez pour un CCAS ou un CIAS ; 25000 habitants",
        ),
    ],
)
def test_what_is_kept_is_said_back_rightly(talk: Talk, text: str, expected: str) -> None:
    told = said(talk("situation", text)).replace("l'Ain", "l’Ain")
    assert expected in told.replace("\u202f", "").replace("\xa0", "") and "redites-le-moi" in told


def test_a_precision_keeps_the_commune(talk: Talk) -> None:
    talk("situation", "je suis maire de Ramasse")
    assert "Ramasse (Ain)" in said(talk("situation", "dans l'Ain"))


def test_a_place_that_is_only_mentioned_moves_nobody(talk: Talk) -> None:
    talk("situation", "je suis maire de Vierzon")
    talk("question", "et à Grenoble ils font comment ?")
    assert talk.state.territoire == VIERZON


def test_a_place_said_in_answer_to_the_question_gives_the_list(talk: Talk) -> None:
    talk("besoin", "un outil contre un pirate")
    assert kinds(talk("situation", "à Vierzon"))[-1] == "solutions"


def test_a_place_once_nothing_fitted_changes_nothing(talk: Talk) -> None:
    talk("besoin", "un chat dans un arbre")
    assert said(talk("situation", "je suis maire de Vierzon")) and talk.state.need


def test_the_recap_holds_all_that_is_known(after_list: Talk) -> None:
    after_list("situation", "je suis maire de Vierzon")
    after_list.state = after_list.state.change(population=900.0)
    text = said(after_list("rappel", "qu'avez-vous compris ?"))
    for part in ("logements vides", "Vierzon", "une commune", "900", "1. Zéro logement vacant", "2. UrbanVitaliz"):
        assert part in text
    assert after_list.state.shown == LISTED


def test_the_recap_names_what_was_set_aside(after_list: Talk) -> None:
    after_list("rejet", "pas le 1")
    text = said(after_list("rappel", "qu'avez-vous compris ?"))
    assert "1. UrbanVitaliz" in text and "Zéro logement vacant" in text.split("1. UrbanVitaliz")[1]


def test_an_empty_recap_asks_for_the_need(talk: Talk) -> None:
    talk("rappel", "qu'avez-vous compris ?")
    assert talk.state.last.awaits == AWAITS_NEED


def test_money_keeps_the_need_and_its_list(after_list: Talk) -> None:
    reply = after_list("financement", "et pour financer ?")
    assert "aides-territoires" in said(reply).lower()
    assert after_list.state.said == "trop de logements vides" and after_list.state.shown[:2] == LISTED


@pytest.mark.parametrize("text", ["le 3", "1"])
def test_a_number_after_money_is_a_service_that_was_shown(after_list: Talk, text: str) -> None:
    after_list("financement", "et pour financer ?")
    assert kinds(after_list("choix", text)) == ["detail"]


def test_themes_are_choices_and_each_has_its_services(talk: Talk) -> None:
    reply = talk("themes", "quels thèmes ?")
    offered = " ".join(button["payload"] for button in reply.messages[0].buttons)
    assert len(reply.messages[0].buttons) > 5 and talk.state.last.kind == THEMES
    for key in themes():
        if key in offered:
            assert talk.desk.theme(State(), key).state.shown


@pytest.mark.parametrize("text", ["2", "le deuxième"])
def test_a_theme_is_chosen_by_its_number(talk: Talk, text: str) -> None:
    talk("themes", "quels thèmes ?")
    choice = talk.state.last.choices[1]
    talk("choix", text)
    assert talk.state.said == themes()[choice.value] and talk.state.shown


def test_every_service_of_a_theme_can_be_asked_for_by_its_number(talk: Talk) -> None:
    talk("themes", "quels thèmes ?")
    talk("choix", "1")
    shown = talk.state.shown
    talk("choix", f"le {min(9, len(shown))}")
    assert talk.state.current == shown[min(9, len(shown)) - 1]


def test_how_many_services_there_are_is_told(talk: Talk, ranking: Ranking) -> None:
    assert str(len(ranking.ids)) in said(talk("themes", "combien de services en tout ?"))


# An earlier need.


def test_the_need_before_comes_back_with_its_list(after_list: Talk) -> None:
    after_list("besoin", "et la cantine bio")
    assert after_list.state.shown == ("ma-cantine-egalim",)
    after_list("retour", "et mon autre souci ?")
    assert after_list.state.shown == LISTED
    after_list("retour", "revenons à la cantine bio")
    assert after_list.state.shown == ("ma-cantine-egalim",)


def test_the_first_list_comes_back_after_several(after_list: Talk) -> None:
    after_list("besoin", "la cantine bio")
    after_list("besoin", "les adresses du bourg")
    reply = after_list("retour", "remontrez-moi la première liste")
    assert after_list.state.shown == LISTED and "2. UrbanVitaliz" in said(reply)


def test_going_back_without_a_list_leads_somewhere(talk: Talk) -> None:
    assert said(talk("retour", "et mon autre souci ?"))
    talk("besoin", "un chat dans un arbre")
    assert said(talk("retour", "remontrez-moi la liste"))


def test_starting_again_forgets_needs_and_lists(after_list: Talk) -> None:
    after_list("recommencer", "on recommence")
    assert (after_list.state.needs, after_list.state.shown, after_list.state.role) == ((), (), None)


# Yes and no.


def test_yes_to_the_question_asks_which(talk: Talk) -> None:
    asked = talk("besoin", "un outil contre un pirate").messages[-1].payload
    again = talk("accord", "oui").messages[-1].buttons
    assert asked and [(one["title"], one["payload"]) for one in again] == [
        (one["title"], one["payload"]) for one in asked["choices"]
    ]


def test_yes_after_a_list_is_followed_by_how_to_begin(after_list: Talk) -> None:
    assert said(after_list("accord", "oui")) and after_list.state.shown == LISTED


def test_yes_and_no_always_lead_somewhere(talk: Talk, listed: State) -> None:
    for state in (State(), listed, listed.change_need(shown=()).change(last=Last("rien", awaits="relais"))):
        for act in ("accord", "refus"):
            talk.state = state
            reply = talk(act, act)
            assert said(reply) or reply.response


def test_no_after_a_list_keeps_it(after_list: Talk) -> None:
    assert said(after_list("refus", "non merci")) and after_list.state.shown == LISTED


# Erasure.


@pytest.mark.parametrize("text", ["effacez tout", "supprime notre conversation stp", "/effacer"])
def test_what_speaks_of_the_conversation_alone_erases_at_once(after_list: Talk, text: str) -> None:
    reply = after_list("effacer", text)
    assert reply.erase and reply.response == "utter_effacer" and after_list.state == State()


def test_anything_else_is_confirmed_first(after_list: Talk) -> None:
    reply = after_list("effacer", "je voudrais supprimer la cantine")
    assert not reply.erase and len(reply.messages[0].buttons) == 2
    assert after_list.state.last.awaits == AWAITS_ERASURE
    assert after_list("accord", "oui").erase


def test_unconfirmed_everything_is_kept(after_list: Talk) -> None:
    after_list("effacer", "je voudrais supprimer la cantine")
    reply = after_list("refus", "non")
    assert not reply.erase and after_list.state.shown == LISTED and after_list.state.last.awaits is None


# Complaints.


def test_a_complaint_gets_an_apology_and_the_thing_at_hand(after_list: Talk) -> None:
    first = said(after_list("reproche", "vous êtes nul"))
    assert ("Pardon" in first or "désolé" in first or "excuses" in first) and "UrbanVitaliz" in first
    assert after_list.state.shown == LISTED
    assert said(after_list("reproche", "vous êtes nul")) != first


def test_a_complaint_about_one_gets_that_one(after_list: Talk) -> None:
    after_list("choix", "le 2")
    text = said(after_list("reproche", "vous êtes nul"))
    assert "UrbanVitaliz" in text and "Zéro logement vacant" not in text


def test_a_complaint_that_names_a_service_gets_it_with_an_apology(after_list: Talk) -> None:
    reply = after_list("reproche", "je vous parle de Deveco depuis tout à l'heure")
    assert "pardon" in said(reply).lower() or "excuses" in said(reply)
    assert "Deveco" in said(reply)


def test_a_complaint_before_any_need_asks_for_it(talk: Talk) -> None:
    assert said(talk("reproche", "vous êtes nul")) and talk.state.last.awaits == AWAITS_NEED


def test_a_complaint_once_nothing_fitted_leads_to_a_person(talk: Talk) -> None:
    talk("besoin", "un chat dans un arbre")
    assert "contact@" in said(talk("reproche", "vous êtes nul"))


def test_where_a_request_stands_is_asked_of_people(talk: Talk) -> None:
    assert "contact@" in said(talk("suivi", "où en est ma demande ?"))


# An hour later.


def test_an_hour_later_who_and_where_stay_and_the_list_comes_back_when_asked(after_list: Talk) -> None:
    after_list("situation", "je suis maire de Vierzon")
    after_list("choix", "le 2")
    after_list.state = after_list.state.change(at=after_list.state.at - SESSION_SECONDS - 1)
    assert resumed(after_list.state, 30).last == Last() and resumed(after_list.state, 30).current is None
    after_list("salutation", "bonjour")
    assert (after_list.state.role, after_list.state.territoire) == ("commune", VIERZON)
    assert after_list.state.current is None
    after_list("retour", "remontrez-moi la liste")
    assert after_list.state.shown == LISTED


def test_an_hour_later_a_size_said_stays(after_list: Talk) -> None:
    after_list("situation", "nous sommes 900 habitants")
    after_list.state = after_list.state.change(at=after_list.state.at - SESSION_SECONDS - 1)
    after_list("salutation", "bonjour")
    assert after_list.state.size == 900


def test_an_hour_later_nothing_is_handed_over_on_a_yes(after_list: Talk) -> None:
    after_list("humain", "je veux parler à quelqu'un")
    after_list.state = after_list.state.change(at=after_list.state.at - SESSION_SECONDS - 1)
    reply = after_list("accord", "oui")
    assert reply.relay is None and said(reply)


def test_within_the_hour_everything_stands(after_list: Talk) -> None:
    after_list("choix", "le 2")
    at = after_list.state.at
    assert at > 0
    again = resumed(after_list.state, 30, at + SESSION_SECONDS - 1)
    assert (again.current, again.last) == ("urbanvitaliz", after_list.state.last)


def test_a_need_is_forgotten_after_the_days_of_transcripts_however_often_the_conversation_goes_on(
    after_list: Talk,
) -> None:
    state, day = after_list.state, 86400.0
    for later in (10, 20, 30):
        state = resumed(state, 30, after_list.state.at + later * day)
        assert state.needs
    assert not resumed(state, 30, after_list.state.at + 30 * day + 1).needs


@pytest.mark.parametrize("read", ["refus", "rejet", "precision"])
def test_a_place_corrected_is_said_back_whatever_was_read(talk: Talk, read: str) -> None:
    talk("situation", "nous sommes à Bourges")
    assert "Bourges (Cher)" in said(talk("situation", "je suis à Cher"))
    assert "Cher, un département" in said(talk(read, "non, le Cher"))
    assert "Bourges (Cher), une commune" in said(talk("situation", "non, Bourges"))
    assert "Cher, un département" in said(talk(read, "plutôt le département"))
