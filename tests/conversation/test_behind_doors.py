"""What people ask next of a need that somebody else sees to: the door's own words, else who knows."""

import pytest
from decided_ranking import Answers, Ranking, Talk, Told, said

from bot.catalogue.doors import doors
from bot.orientation import Match
from bot.reading.state import NOTHING

KEY = next(key for key, door in doors().items() if len(door.questions) > 4)
DOOR = doors()[KEY]
OTHER = next(door for key, door in doors().items() if key != KEY)


@pytest.fixture
def sent(talk: Talk, ranking: Ranking, answers: Answers) -> Talk:
    """A conversation sent to a door whose file answers one question."""
    ranking.answers["tombes"] = Match("none", 0, (("deveco", 0.01),), door=KEY)
    answers.told["longtemps"] = Told("delay", ("q:1",))
    talk("besoin", "des tombes à l'abandon")
    return talk


@pytest.mark.parametrize("act", ["question", "precision", "financement", "hors_perimetre", "suite", "donnees"])
def test_a_question_gets_the_doors_own_words_with_their_source(sent: Talk, act: str) -> None:
    text = said(sent(act, "ça prend longtemps ?"))
    item = DOOR.questions[1]
    assert item.a in text
    assert "(source : " in text
    assert sent.state.last.kind == NOTHING and sent.state.need and sent.state.need.door == KEY


def test_what_else_the_door_answers_is_offered_and_can_be_picked(sent: Talk) -> None:
    reply = sent("question", "ça prend longtemps ?")
    offered = [button["title"] for button in reply.messages[-1].buttons]
    assert offered == [item.q for number, item in enumerate(DOOR.questions) if number != 1][:3]
    picked = sent.desk.following.question(sent.state, DOOR.key, "q:0")
    assert DOOR.questions[0].a in said(picked)
    assert DOOR.questions[0].q not in [button["title"] for button in picked.messages[-1].buttons]


@pytest.mark.parametrize("topic", ["q:99", "q:", "cost"])
def test_a_choice_that_the_file_holds_no_more_says_who_knows(sent: Talk, topic: str) -> None:
    assert said(sent.desk.following.question(sent.state, DOOR.key, topic))


def test_a_service_that_surely_answers_comes_first(sent: Talk) -> None:
    sent("besoin", "et sinon la cantine de notre école")
    assert sent.state.shown == ("ma-cantine-egalim",)


def test_another_door_is_another_need(sent: Talk, ranking: Ranking) -> None:
    ranking.answers["pigeons"] = Match("none", 0, (("deveco", 0.01),), door=OTHER.id)
    sent("besoin", "on a trop de pigeons sur le toit de la mairie")
    assert sent.state.need and sent.state.need.door == OTHER.id


@pytest.mark.parametrize("text", ["ok merci", "d'accord, merci beaucoup"])
def test_thanks_hand_nothing_over(sent: Talk, text: str) -> None:
    assert sent("oui", text, confidence=0.6).response == "utter_remerciement"


def test_a_yes_with_thanks_is_a_yes(sent: Talk) -> None:
    assert sent("oui", "oui merci", confidence=0.6).response is None


def test_what_is_out_of_scope_after_a_persons_own_door_is_sent_where_persons_go(talk: Talk, ranking: Ranking) -> None:
    own = next(door for door in doors().values() if door.citizens)
    ranking.answers["périmée"] = Match("none", 0, (("deveco", 0.01),), door=own.id)
    talk("besoin", "ma carte est périmée, où prendre rendez-vous")
    text = said(talk("hors_perimetre", "et mes allocations sont bloquées depuis deux mois", confidence=0.99))
    assert "France services" in text and own.title not in text


def test_by_the_second_silence_a_person_is_named(sent: Talk) -> None:
    sent("question", "et c'est peint en bleu ?")
    assert "@" in said(sent("suite", "et je fais comment alors ?"))
