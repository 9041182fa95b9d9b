"""Conditions on a list and refusals: never a loop, never silence, and nothing set aside comes back."""

from collections.abc import Mapping

import pytest
from decided_ranking import Ranking, Talk, answer, kinds, said
from sqlalchemy import update

from bot.catalogue.models import EntryRow
from bot.catalogue.queries import written
from bot.catalogue.schema import Solution
from bot.conversation import Reply
from bot.database import sessions

FOUR = ("zero-logement-vacant", "urbanvitaliz", "urban-simul", "otelo")


@pytest.fixture
def four(ranking: Ranking, talk: Talk) -> Talk:
    """A conversation after a list of three, of four that answer."""
    ranking.answers["logements"] = answer(*FOUR)
    talk("besoin", "trop de logements vides")
    return talk


def shown(reply: Reply) -> list[str]:
    """Ids of every list of a reply."""
    return [
        item["id"] for message in reply.messages if message.payload for item in message.payload.get("solutions") or []
    ]


def test_others_leave_out_what_was_shown(four: Talk) -> None:
    four("autres", "autre chose ?")
    assert four.state.shown == ("otelo",)
    assert set(four.state.aside) == set(FOUR[:3])


def test_without_others_a_person_is_proposed_and_the_list_can_still_be_named(after_list: Talk) -> None:
    reply = after_list("autres", "autre chose ?")
    assert "contact@" in reply.messages[-1].text
    assert after_list.state.shown == FOUR[:2]
    after_list("choix", "le 2")
    assert after_list.state.current == "urbanvitaliz"


def test_two_refusals_lead_to_a_person(talk: Talk, ranking: Ranking) -> None:
    usable = [key for key, item in ranking.solutions.items() if item.status not in ("a_l_etude", "ferme")]
    ranking.answers["logements"] = answer(*usable[:12])
    talk("besoin", "trop de logements vides")
    replies = [talk("autres", "autre chose ?") for _ in range(4)]
    assert all(said(reply) for reply in replies)
    assert any("contact@" in said(reply) for reply in replies[:3])
    assert "personne" in said(replies[-1])
    assert "contact@" not in said(replies[-1])  # said just before


def test_others_without_a_need_ask_for_one(talk: Talk) -> None:
    assert "besoin" in said(talk("autres", "autre chose ?"))


@pytest.mark.parametrize("text", ["pas le premier", "pas Zéro logement vacant", "le 1 ne nous va pas"])
def test_one_is_set_aside_by_rank_or_name(four: Talk, text: str) -> None:
    reply = four("rejet", text)
    assert "zero-logement-vacant" not in four.state.shown
    assert four.state.aside == ("zero-logement-vacant",)
    assert "Zéro logement vacant" in reply.messages[0].text
    assert shown(reply)[:2] == ["urbanvitaliz", "urban-simul"]


def test_nothing_set_aside_returns(four: Talk, ranking: Ranking) -> None:
    four("rejet", "pas le 2")
    for act, text in (
        ("precision", "dans le bourg, avec les logements de la mairie"), ("situation", "je suis maire de Vierzon"),
        ("objection", "il faut que ce soit gratuit"), ("objection", "trop compliqué pour nous, on est deux"),
        ("retour", "remontrez-moi la première liste"), ("retour", "et mon autre souci ?"), ("autres", "autre chose ?"),
        ("autres", "encore ?"), ("financement", "et pour financer ?"), ("precision", "des logements anciens"),
    ):  # fmt: skip
        assert "urbanvitaliz" not in shown(four(act, text)), (act, text)
        assert "urbanvitaliz" in four.state.need.aside if four.state.need else True


@pytest.mark.parametrize("text", ["aucun ne convient", "ça ne nous va pas du tout", "rien ne va"])
def test_the_whole_list_is_set_aside(four: Talk, text: str) -> None:
    reply = four("rejet", text)
    assert shown(reply) == ["otelo"]


@pytest.mark.parametrize("text", ["ça ne répond pas du tout", "ça répond pas"])
def test_what_does_not_answer_is_the_whole_list(four: Talk, text: str) -> None:
    reply = four("rejet", text)
    assert shown(reply) == ["otelo"]


def test_the_one_talked_about_is_the_one_that_is_rejected(four: Talk) -> None:
    four("choix", "le 2")
    four("rejet", "non, pas ça")
    assert four.state.aside == ("urbanvitaliz",)
    assert four.state.shown[:2] == ("zero-logement-vacant", "urban-simul")


def test_what_is_said_beside_a_rejection_is_taken_up(four: Talk) -> None:
    reply = four("rejet", "je ne veux pas d'UrbanVitaliz, je parle des adresses du village")
    assert "urbanvitaliz" not in shown(reply) and four.state.shown == ("bases.adresses.locales", "ban")


def test_all_rejected_a_person_is_proposed(after_list: Talk) -> None:
    after_list("rejet", "pas le 1")
    assert after_list.state.shown == ("urbanvitaliz",)
    assert "contact@" in said(after_list("rejet", "pas le 1"))


# « On l'a déjà ».


@pytest.mark.parametrize("text", ["Zéro logement vacant, on l'a déjà", "le 1 on le connaît déjà"])
def test_what_they_have_already_is_not_proposed_again(four: Talk, ranking: Ranking, text: str) -> None:
    reply = four("objection", text)
    assert four.state.known == ("zero-logement-vacant",)
    assert "Zéro logement vacant" in reply.messages[0].text and "zero-logement-vacant" not in shown(reply)
    ranking.answers["taxe"] = answer("zero-logement-vacant", "otelo")
    four("besoin", "la taxe sur les logements, la taxe")
    assert "zero-logement-vacant" not in four.state.shown and "otelo" in four.state.shown
    assert "zero-logement-vacant" in ranking.seen[-1].excluded


def test_it_is_no_refusal(four: Talk) -> None:
    four("objection", "le 1 on l'a déjà")
    assert four.state.need and four.state.need.refusals == 0


def test_having_the_only_one_asks_what_is_missing(talk: Talk) -> None:
    talk("besoin", "la cantine bio")
    reply = talk("objection", "on l'a déjà")
    assert "ma cantine" in said(reply) and "?" in said(reply)
    assert talk.state.known == ("ma-cantine-egalim",)


# Conditions.


def test_free_keeps_what_is_not_known_to_be_paid(
    talk: Talk, ranking: Ranking, solutions: Mapping[str, Solution], changed: str
) -> None:
    # No file of today's catalogue says that its service is paid.
    paid = "deveco"
    cost = solutions[paid].cost.copy(update={"free": False})
    document = written(solutions[paid].copy(update={"cost": cost}))
    with sessions(changed).begin() as session:
        session.execute(update(EntryRow).where(EntryRow.id == paid).values(document=document))
    free = next(key for key, item in solutions.items() if item.cost.free and item.status == "en_deploiement")
    ranking.answers["logements"] = answer(paid, "zero-logement-vacant", free)
    talk("besoin", "trop de logements vides")
    reply = talk("objection", "il faut que ce soit gratuit")
    assert paid not in talk.state.shown and talk.state.shown[0] == free
    assert "prix" in said(reply) and talk.state.free


def test_free_is_never_promised(four: Talk, solutions: Mapping[str, Solution]) -> None:
    assert not any(solutions[key].cost.free for key in FOUR)
    reply = four("objection", "on n'a pas de budget")
    assert "prix" in said(reply) and set(four.state.shown) <= set(FOUR)


def test_free_before_any_need_is_noted(talk: Talk) -> None:
    assert "gratuit" in said(talk("objection", "seulement si c'est gratuit"))
    assert talk.state.free


@pytest.mark.parametrize(
    "text", ["trop compliqué pour nous, on est deux", "on est trop petits pour ça", "c'est une usine à gaz", "bof"]
)
def test_an_objection_is_answered_and_the_way_on_said(four: Talk, text: str) -> None:
    reply = four("objection", text)
    assert said(reply)
    assert shown(reply) or "/autres_resultats" in [button["payload"] for button in reply.messages[-1].buttons]


def test_a_condition_without_a_list_is_answered(talk: Talk) -> None:
    assert said(talk("objection", "trop compliqué pour nous"))
    talk("besoin", "un chat dans un arbre")
    assert said(talk("objection", "trop compliqué pour nous"))


def test_a_condition_said_to_the_question_is_no_dead_end(talk: Talk) -> None:
    talk("besoin", "un outil contre un pirate")
    reply = talk("objection", "surtout rien de compliqué")
    assert said(reply) and "question" not in kinds(reply)


def test_none_of_the_choices_of_a_question(talk: Talk) -> None:
    talk("besoin", "un outil contre un pirate")
    reply = talk("rejet", "aucun des deux")
    assert shown(reply) == ["recocyber"] or kinds(reply) == []
    assert {"mes-services-cyber", "homologation"} <= set(talk.state.aside)


def test_not_that_one_sets_the_only_service_aside_and_nothing_leads_back_to_it(talk: Talk) -> None:
    talk("besoin", "nos chemins")
    talk("refus", "non pas celui-là")
    assert "voies-locales-en-commun" in talk.state.aside
    after = said(talk("suite", "bon et maintenant je fais quoi ?"))
    assert "Voies locales" not in after and "personne" in after and "contact@" not in after
