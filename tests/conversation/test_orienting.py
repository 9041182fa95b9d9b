"""Needs: a list, one question, nothing; two in one message; another one; more on the same one."""

import datetime as dt
from dataclasses import replace

import pytest
from decided_ranking import Ranking, Talk, answer, ask, hedge, kinds, near, said

from bot.catalogue.overrides import switch_off
from bot.database import sessions
from bot.reading.state import AWAITS_NEED, NOTHING, QUESTION

VIERZON = {"kind": "commune", "code": "18279", "name": "Vierzon"}


def test_a_need_gives_a_list(talk: Talk) -> None:
    assert kinds(talk("besoin", "trop de logements vides")) == ["solutions"]
    assert talk.state.shown == ("zero-logement-vacant", "urbanvitaliz")
    assert (talk.state.said, talk.state.last.kind) == ("trop de logements vides", "liste")


def test_nothing_is_said_plainly_with_ways_on(talk: Talk) -> None:
    reply = talk("besoin", "un chien errant dans le bourg")
    assert kinds(reply) == ["none"]
    assert "contact@" in said(reply) and talk.state.last.kind == "rien"


def test_nothing_again_is_said_otherwise(talk: Talk) -> None:
    first, second = talk("besoin", "un chien errant dans le bourg"), talk("besoin", "un chat dans un arbre")
    assert kinds(first) == kinds(second) == ["none"]
    assert first.messages[0].text != second.messages[0].text


def test_what_is_only_studied_is_shown_as_such(talk: Talk) -> None:
    reply = talk("besoin", "des données sur nos chemins ruraux")
    assert "à l’étude" in said(reply) and "Voies locales en commun" in said(reply)


@pytest.mark.parametrize("key", ["agents.en.intervention", "inspectio"])
def test_the_right_service_that_cannot_be_used_is_alone_and_said_so(talk: Talk, ranking: Ranking, key: str) -> None:
    ranking.answers["patrouille"] = answer(key, "zero-logement-vacant", "urbanvitaliz")
    reply = talk("besoin", "suivre la patrouille des agents")
    assert talk.state.shown == (key,)
    assert ranking.solutions[key].name in reply.messages[0].text
    assert "fermé" in said(reply) or "pas de nouveaux" in said(reply) or "à l’étude" in said(reply)


def test_what_is_closed_and_unlikely_leaves_room(talk: Talk, ranking: Ranking) -> None:
    ranking.answers["patrouille"] = answer("agents.en.intervention", "zero-logement-vacant", score=0.45)
    talk("besoin", "suivre la patrouille des agents")
    assert talk.state.shown == ("zero-logement-vacant",)


def test_one_question_then_a_list_whatever_is_answered(talk: Talk) -> None:
    assert kinds(talk("besoin", "un outil contre un pirate")) == ["question"]
    assert kinds(talk("precision", "je ne sais pas trop, l'outil contre un pirate quoi")) == ["solutions"]


def test_the_choice_comes_first(talk: Talk) -> None:
    talk("besoin", "un outil contre un pirate")
    talk.pick("homologation")
    assert talk.state.shown[0] == "homologation"


@pytest.mark.parametrize("text", ["2", "le deuxième", "le second but"])
def test_the_choice_is_typed(talk: Talk, text: str) -> None:
    talk("besoin", "un outil contre un pirate")
    talk("choix", text)
    assert talk.state.shown[0] == "homologation"


def test_something_else_sets_aside_what_was_offered(talk: Talk) -> None:
    talk("besoin", "un outil contre un pirate")
    talk.pick("autre")
    assert talk.state.shown == ("recocyber",)
    assert set(talk.state.aside) == {"mes-services-cyber", "homologation"}


def test_nothing_sure_is_asked_as_a_yes_or_no(talk: Talk, ranking: Ranking) -> None:
    ranking.answers["chauffage"] = hedge("zero-logement-vacant", "urbanvitaliz")
    reply = talk("besoin", "le chauffage de la salle")
    payload = reply.messages[0].payload
    assert payload and payload["type"] == "question" and len(payload["choices"]) == 2
    assert [choice["title"] for choice in payload["choices"]] == ["Le seul but", "Non, autre chose"]
    talk("accord", "oui")
    assert talk.state.current == "zero-logement-vacant" or "zero-logement-vacant" in talk.state.shown


def test_a_no_to_it_does_not_bring_it_back(talk: Talk, ranking: Ranking) -> None:
    ranking.answers["chauffage"] = hedge("zero-logement-vacant", "urbanvitaliz")
    talk("besoin", "le chauffage de la salle")
    reply = talk("refus", "non")
    assert "zero-logement-vacant" in talk.state.aside
    assert "question" not in kinds(reply) and "Zéro logement" not in said(reply)


@pytest.mark.parametrize(
    ("act", "text"),
    [("besoin", "le chauffage du gymnase"), ("precision", "c'est le chauffage du gymnase"), ("rejet", "non, ça"),
     ("refus", "non"), ("accord", "oui"), ("reproche", "vous ne comprenez rien"), ("vide", "hum"), ("question", "et ?"),
     ("autres", "autre chose"), ("objection", "trop compliqué"), ("suite", "et après")],
)  # fmt: skip
@pytest.mark.parametrize("confidence", [1.0, 0.2])
@pytest.mark.parametrize("first", ["le chauffage de la salle", "un outil contre un pirate"])
def test_never_two_questions_in_a_row(
    talk: Talk, ranking: Ranking, first: str, act: str, text: str, confidence: float
) -> None:
    ranking.answers["chauffage"] = hedge("zero-logement-vacant", "urbanvitaliz")
    assert kinds(talk("besoin", first)) == ["question"]
    reply = talk(act, text, confidence)
    assert "question" not in kinds(reply) and talk.state.last.kind != QUESTION


def test_two_needs_give_two_lists_counted_through(talk: Talk) -> None:
    reply = talk("besoin", "j'ai deux soucis : les logements vides, et la cantine de l'école")
    assert kinds(reply) == ["solutions", "solutions"]
    assert "\n3. " in reply.messages[-1].text
    assert talk.state.last.shown == ("zero-logement-vacant", "urbanvitaliz", "ma-cantine-egalim")


@pytest.mark.parametrize("text", ["le 3", "3", "dites-m'en plus sur le troisième"])
def test_a_number_counts_through_both_lists(talk: Talk, text: str) -> None:
    talk("besoin", "j'ai deux soucis : les logements vides, et la cantine de l'école")
    reply = talk("choix", text)
    assert kinds(reply) == ["detail"]
    assert talk.state.current == "ma-cantine-egalim"


def test_each_of_two_needs_keeps_its_own_list(talk: Talk) -> None:
    talk("besoin", "j'ai deux soucis : les logements vides, et la cantine de l'école")
    talk("retour", "revenons à la cantine de l'école")
    assert talk.state.shown == ("ma-cantine-egalim",)


def test_a_third_need_waits_and_comes_when_asked(talk: Talk) -> None:
    reply = talk("besoin", "1) les logements vides 2) la cantine de l'école 3) les adresses du bourg")
    assert len([kind for kind in kinds(reply) if kind == "solutions"]) == 2
    assert talk.state.waiting == ("les adresses du bourg",)
    talk("retour", "la suite")
    assert talk.state.shown == ("bases.adresses.locales", "ban") and talk.state.waiting == ()


def test_another_need_replaces_the_first_and_keeps_the_situation(after_list: Talk, ranking: Ranking) -> None:
    after_list("situation", "je suis maire de Vierzon")
    after_list("rejet", "pas le 2")
    after_list("besoin", "sinon la cantine de l'école doit passer au bio")
    state = after_list.state
    assert "cantine" in state.said and "logements" not in state.said
    assert (state.role, state.territoire, state.aside) == ("commune", VIERZON, ())
    assert ranking.seen[-1].audience == "commune"
    assert ranking.seen[-1].population and ranking.seen[-1].population > 20_000


def test_what_a_need_rejects_by_name_is_set_aside(talk: Talk, ranking: Ranking) -> None:
    talk("besoin", "des logements vides, mais je ne veux pas d'UrbanVitaliz")
    assert "urbanvitaliz" not in talk.state.shown and "urbanvitaliz" in talk.state.aside
    assert "urbanvitaliz" in ranking.seen[-1].excluded


@pytest.mark.parametrize("text", ["on a un problème", "j'ai besoin d'aide svp", "vous pouvez nous aider ?"])
def test_a_need_that_says_nothing_is_asked_for(talk: Talk, text: str) -> None:
    assert kinds(talk("besoin", text)) == []
    assert (talk.state.last.awaits, talk.state.need) == (AWAITS_NEED, None)


def test_what_looks_like_a_question_before_any_list_may_be_a_need(talk: Talk) -> None:
    assert kinds(talk("question", "et pour les adresses de la commune ?")) == ["solutions"]


def test_a_bare_question_before_any_list_asks_for_the_need(talk: Talk) -> None:
    talk("question", "c'est gratuit ?")
    assert talk.state.last.awaits == AWAITS_NEED


def test_what_ended_since_the_training_is_not_proposed(talk: Talk, changed: str) -> None:
    with sessions(changed).begin() as session:
        switch_off(session, "zero-logement-vacant", dt.date(2026, 11, 1))
    talk("besoin", "trop de logements vides")
    assert talk.state.shown == ("urbanvitaliz",)


# More on the same need.


def test_a_precision_that_changes_nothing_keeps_the_list(after_list: Talk) -> None:
    reply = after_list("precision", "surtout dans le bourg")
    assert after_list.state.shown == ("zero-logement-vacant", "urbanvitaliz")
    assert "même" in said(reply)
    assert "bourg" in after_list.state.said and "logements" in after_list.state.said
    assert len(after_list.state.needs) == 1


def test_a_precision_that_changes_it_replaces_the_list_and_the_first_comes_back(after_list: Talk) -> None:
    after_list("precision", "c'est pour corriger les adresses")
    assert after_list.state.shown == ("bases.adresses.locales", "ban")
    after_list("retour", "remontrez-moi la première liste")
    assert after_list.state.shown == ("zero-logement-vacant", "urbanvitaliz")
    assert "2. UrbanVitaliz" in said(after_list.replies[-1])


def test_a_precision_asks_no_question_once_something_was_shown(after_list: Talk) -> None:
    assert "question" not in kinds(after_list("precision", "un outil contre un pirate aussi"))


def test_a_precision_before_any_need_is_one(talk: Talk) -> None:
    talk("precision", "pour la cantine")
    assert talk.state.shown == ("ma-cantine-egalim",)


def test_a_precision_that_rejects_a_name_sets_it_aside(after_list: Talk) -> None:
    after_list("precision", "je ne veux pas d'UrbanVitaliz, c'est dans le bourg")
    assert "urbanvitaliz" not in after_list.state.shown


# What isn't sure, and what only comes near.


def test_nothing_under_the_bar_is_shown_as_an_answer(talk: Talk, ranking: Ranking) -> None:
    ranking.answers["chauffage"] = answer("zero-logement-vacant", "urbanvitaliz", "otelo", score=0.305)
    talk("besoin", "le chauffage de la salle")
    assert talk.state.shown == ("zero-logement-vacant",)
    ranking.answers["chaudière"] = answer("zero-logement-vacant", score=0.29)
    assert kinds(talk("besoin", "la chaudière de la salle")) == ["none"]


def test_a_mere_guess_is_not_proposed(talk: Talk, ranking: Ranking) -> None:
    ranking.answers["chauffage"] = hedge("zero-logement-vacant", score=0.16)
    assert kinds(talk("besoin", "le chauffage de la salle")) == ["none"]
    assert talk.state.last.kind == NOTHING


def test_the_same_question_is_never_asked_twice(talk: Talk, ranking: Ranking) -> None:
    ranking.answers["virus"] = ask("homologation", "mes-services-cyber")
    first = said(talk("besoin", "un outil contre un pirate"))
    talk("besoin", "un chien errant dans le bourg")
    opened = talk("besoin", "notre serveur a un virus")
    assert "serveur a un virus" in said(opened) and said(opened) != first and kinds(opened) == []
    talk("besoin", "un chat dans un arbre")
    again = talk("besoin", "encore un virus sur le serveur")
    assert kinds(again) == ["solutions"] and talk.state.shown == ("homologation", "mes-services-cyber")


def test_another_question_may_be_asked_later(talk: Talk, ranking: Ranking) -> None:
    ranking.answers["virus"] = ask("recocyber", "mes-services-cyber")
    talk("besoin", "un outil contre un pirate")
    talk("besoin", "un chien errant dans le bourg")
    assert kinds(talk("besoin", "notre serveur a un virus")) == ["question"]


def test_what_comes_near_is_said_with_what_it_does_not_do(talk: Talk, ranking: Ranking) -> None:
    ranking.answers["haie"] = near("guichet-unique-de-la-haie-envergo-agricole", "zero-logement-vacant")
    reply = talk("besoin", "la haie du voisin déborde")
    payload = reply.messages[0].payload
    assert payload and payload["type"] == "none" and payload["door"] is None
    assert [card["id"] for card in payload["near"]] == [
        "guichet-unique-de-la-haie-envergo-agricole", "zero-logement-vacant",
    ]  # fmt: skip
    for card in payload["near"]:
        item = ranking.solutions[card["id"]]
        assert card["reason"].startswith(f"{item.name} s’en approche : ce service sert à {item.purpose}")
        assert any(limit[1:] in card["reason"] for limit in item.limits) and card["reason"] in payload["text"]
        assert card["url"] in payload["text"]
    assert talk.state.shown == () and talk.state.last.kind == NOTHING


def test_what_comes_near_can_be_asked_about(talk: Talk, ranking: Ranking) -> None:
    ranking.answers["haie"] = near("guichet-unique-de-la-haie-envergo-agricole")
    talk("besoin", "la haie du voisin déborde")
    assert talk.state.current == "guichet-unique-de-la-haie-envergo-agricole"
    assert "Aucun" not in said(talk("question", "c'est gratuit ?"))


def test_what_cannot_be_used_never_comes_near(talk: Talk, ranking: Ranking) -> None:
    ranking.answers["chiens"] = near("voies-locales-en-commun", "agents.en.intervention")
    payload = talk("besoin", "des chiens errants").messages[0].payload
    assert payload and payload["near"] == []


def test_nothing_comes_near_beside_a_door(talk: Talk, ranking: Ranking) -> None:
    ranking.answers["cimetière"] = replace(near("zero-logement-vacant"), door="cimetiere-concessions")
    payload = talk("besoin", "une tombe du cimetière").messages[0].payload
    assert payload and payload["door"] and payload["near"] == []


def test_of_two_needs_the_one_that_nothing_answers_is_said(talk: Talk) -> None:
    text = said(
        talk("besoin", "deux choses : les logements vides du centre, et le photocopieur loué trop cher à un voisin")
    )
    assert talk.state.shown == ("zero-logement-vacant", "urbanvitaliz")
    assert "photocopieur" in text and "rien trouvé" in text
