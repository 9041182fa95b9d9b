"""A service meant against the one answered on, complaints that still ask, and several questions in one message."""

from collections.abc import Mapping

import pytest
from decided_ranking import Answers, Talk, said

from bot.catalogue.schema import Solution
from bot.conversation import plain
from bot.conversation.asking import bare, is_for_us, questions_of, settled, sort_of, without_complaint
from bot.conversation.facts import where_to_ask
from bot.conversation.redirecting import meant
from bot.folding import fold
from bot.reading.lexicon import Lexicon

LISTED = ("zero-logement-vacant", "urbanvitaliz")


@pytest.mark.parametrize(
    ("text", "wanted", "refused", "asked"),
    [
        ("je parle pas d'UrbanVitaliz ! DomiFa, c'est hébergé où", "domifa", "urbanvitaliz", "c'est hébergé où"),
        ("DomiFa !! pas UrbanVitaliz. une API oui ou non", "domifa", "urbanvitaliz", "une API oui ou non"),
        ("non je parle de DomiFa pas de l'autre", "domifa", "", ""),
        ("pas UrbanVitaliz, DomiFa", "domifa", "urbanvitaliz", ""),
    ],
)  # fmt: skip
def test_what_is_meant_is_told_from_what_isnt(
    lexicon: Lexicon, text: str, wanted: str, refused: str, asked: str
) -> None:
    found = meant(text, ("domifa", "urbanvitaliz"), lexicon.names)
    assert (found.wanted, found.refused) == ((wanted,), (refused,) if refused else ())
    assert found.insists
    assert found.asked.endswith(asked) if asked else not found.asked


def test_the_question_left_open_is_answered_on_the_service_meant(after_list: Talk, answers: Answers) -> None:
    after_list("question", "UrbanVitaliz, c'est hébergé où ?")
    after_list("rejet", "non je parlais de Zéro logement vacant, pas de l'autre")
    assert after_list.state.current == "zero-logement-vacant"
    assert answers.asked[-1][1] == ("zero-logement-vacant",)
    assert "hébergé" in answers.asked[-1][0]


def test_how_to_begin_with_the_service_meant_is_told(after_list: Talk, solutions: Mapping[str, Solution]) -> None:
    after_list("question", "Zéro logement vacant, c'est hébergé où ?")
    reply = after_list("precision", "non pas celui-là, je reste sur UrbanVitaliz. je fais quoi maintenant ?")
    assert after_list.state.current == "urbanvitaliz"
    assert str(solutions["urbanvitaliz"].getting_started) in said(reply)


def test_a_service_meant_is_never_set_aside(after_list: Talk) -> None:
    after_list("question", "UrbanVitaliz, comment on commence ?")
    reply = after_list("rejet", "non je parle d'UrbanVitaliz pas de l'autre")
    assert after_list.state.aside == ()
    assert "UrbanVitaliz" in said(reply)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("gratuit ? et Waze c'est pris en compte en combien de temps",
         ["gratuit ?", "et Waze c'est pris en compte en combien de temps"]),
        ("Le coût, et le délai entre l'inscription et l'accès effectif ?",
         ["Le coût", "le délai entre l'inscription et l'accès effectif ?"]),
        ("ok pour le prix. mais qui crée le compte ? et on reprend mon excel dedans ?",
         ["qui crée le compte ?", "et on reprend mon excel dedans ?"]),
        ("vous n'avez pas répondu : qui s'inscrit ?", ["qui s'inscrit ?"]),
        ("parfait, c'est ce que je voulais. combien de communes l'utilisent ?", ["combien de communes l'utilisent ?"]),
        ("comment on commence", ["comment on commence"]),
    ],
)  # fmt: skip
def test_the_questions_of_a_message_stand_apart(text: str, parts: list[str]) -> None:
    assert questions_of(text) == parts


def test_what_is_settled_isnt_asked() -> None:
    assert settled("je demande le délai, pas le coût") == "je demande le délai"
    assert sort_of("je demande le délai, pas le coût") is None
    assert sort_of("ok pour le prix, qui s'inscrit") == "who_signs_up"
    assert bare("et Waze ?") == "Waze ?"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("c'est pas ma question. c'est hébergé où ?", "c'est hébergé où ?"),
        ("et le délai d'accès, vous n'avez pas répondu", "et le délai d'accès."),
        ("vous ne répondez pas à ma question", ""),
        ("vous m'avez mal compris", ""),
    ],
)
def test_a_complaint_still_asks_what_it_asks(text: str, left: str) -> None:
    assert without_complaint(text) == left


@pytest.mark.parametrize(
    ("text", "kind", "told"),
    [
        ("c'est pour nous ?", "open_to", True),
        ("on est que 900 habitants, ça va quand même ?", "open_to", True),
        ("c'est hébergé où ? chez vous ou chez nous", "hosting", False),
        ("on peut y mettre mon fichier excel ?", "other", False),
        ("le rapport c'est vraiment obligatoire pour nous ?", "cost", False),
    ],
)
def test_only_a_question_on_oneself_is_answered_with_a_verdict(text: str, kind: str, told: bool) -> None:
    assert is_for_us(text, kind) is told


@pytest.mark.parametrize(
    "text", ["laissez tomber, merci quand même", "bon je vais appeler la préfecture, merci quand meme"]
)
def test_somebody_who_goes_is_heard(text: str) -> None:
    assert plain.LEAVES.search(fold(text))


def test_several_questions_get_several_answers(after_list: Talk) -> None:
    after_list("choix", "le 2")
    reply = after_list("question", "comment on commence ? et c'est gratuit ?")
    assert "prix" in said(reply) or "Coût" in said(reply)
    assert len(reply.messages) > 1


def test_the_address_of_a_team_is_given_once(after_list: Talk, solutions: Mapping[str, Solution]) -> None:
    address = where_to_ask(solutions["urbanvitaliz"])
    after_list("choix", "le 2")
    assert address in said(after_list("question", "c'est gratuit ?"))
    assert address not in said(after_list("question", "et les tarifs ?"))


def test_money_goes_on_with_the_numbers_of_the_list(after_list: Talk) -> None:
    after_list("financement", "et pour financer ça ?")
    assert after_list.state.shown[:2] == LISTED
    assert after_list("choix", "le premier").state.current == LISTED[0]


def test_services_named_first_are_the_need_of_the_conversation(talk: Talk) -> None:
    talk("comparaison", "DomiFa ou Deveco, quelle différence ?")
    assert talk.state.need and set(talk.state.shown) == {"domifa", "deveco"}
