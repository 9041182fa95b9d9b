"""What people plainly ask for once a service is shown: a link, a call, another service; thanks that ask; repeats."""

from collections.abc import Mapping

import pytest
from decided_ranking import Answers, Talk, Told, said

from bot.catalogue.schema import Solution
from bot.conversation.asking import asks_too
from bot.conversation.quoting import without_yes_or_no

VACANT = "zero-logement-vacant"


@pytest.fixture
def on_one(after_list: Talk) -> Talk:
    """A conversation about one service."""
    after_list("choix", "le 1")
    return after_list


@pytest.mark.parametrize(
    "text", ["le lien svp", "formulaire où ?", "d'accord et le formulaire il est où ?", "où est le site ?"]
)
def test_a_link_that_is_asked_for_is_given(on_one: Talk, solutions: Mapping[str, Solution], text: str) -> None:
    told = said(on_one("humain", text, confidence=0.3))
    assert solutions[VACANT].url in told and solutions[VACANT].source in told


@pytest.mark.parametrize(
    "text", ["autre chose ?", "bon et sinon ?", "un autre outil", "vous avez un autre outil à la place ?"]
)
def test_another_service_for_the_same_need(on_one: Talk, text: str) -> None:
    told = said(on_one("question", text, confidence=0.4))
    assert "ne le dit pas" not in told and VACANT in on_one.state.aside


@pytest.mark.parametrize(
    "text", ["quelqu'un de chez vous peut m'appeler ?", "rappelez-moi", "je veux parler avec un humain"]
)
def test_a_call_opens_the_relay(on_one: Talk, text: str) -> None:
    on_one("question", text, confidence=0.5)
    assert on_one.state.last.kind == "relais"


def test_whom_to_call_is_the_services_people_first(on_one: Talk, solutions: Mapping[str, Solution]) -> None:
    told = said(on_one("humain", "vous avez un numéro de téléphone ?", confidence=0.6))
    assert str(solutions[VACANT].contact.email) in told and on_one.state.last.kind != "relais"


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("merci. et c'est compliqué à mettre en place ?", True),
        ("Merci ! Comment je fais pour savoir, il faut un compte ?", True),
        ("merci beaucoup", False),
        ("merci, bonne journée", False),
        ("bonjour", False),
    ],
)
def test_thanks_that_ask(text: str, asks: bool) -> None:
    assert asks_too(text) is asks


def test_thanks_that_ask_get_their_answer(on_one: Talk) -> None:
    reply = on_one("remerciement", "ah merci ! et on commence comment ?", confidence=0.6)
    assert reply.response is None and said(reply)


def test_one_passage_isnt_the_answer_to_two_questions(on_one: Talk, answers: Answers) -> None:
    answers.told["imprime"] = Told("other", ("q:0",))
    answers.told["papier"] = Told("other", ("q:0",))
    answers.told["encre"] = Told("other", ("q:0", "q:1"))
    first = said(on_one("question", "est-ce qu'on imprime ?"))
    again = said(on_one("question", "faut-il du papier ?"))
    assert "rien d’autre" in again or "plus précis" in again
    other = said(on_one("question", "et de l'encre ?"))
    assert len({first, again, other}) == 3


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Oui, un webinaire est proposé chaque semaine.", "Un webinaire est proposé chaque semaine."),
        (
            "Non. La page présente Mes Adresses parmi les outils gratuits.",
            "La page présente Mes Adresses parmi les outils gratuits.",
        ),
        ("Non, pas librement. Un essai est prévu.", None),
        ("Oui, si le service est ouvert chez vous.", None),
        ("Oui par endroits : la Martinique en fait partie.", None),
        ("Oui, par SMS.", None),
        ("Le service est gratuit.", None),
    ],
)
def test_an_answer_less_its_yes_or_no(text: str, bare: str | None) -> None:
    assert without_yes_or_no(text) == bare
