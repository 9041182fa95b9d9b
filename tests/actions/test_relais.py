"""The actions of the relay: what goes to the gateway, in which order, and what is about the request."""

import time
from typing import Any

import pytest
from engine_turns import run

from actions.acts import ACTIONS
from actions.choices import Relais
from bot.conversation import Reading, Reply, State
from bot.conversation.desk import Desk
from bot.conversation.erasing import Erasing
from bot.conversation.following import Following
from bot.conversation.handing import Handing
from bot.conversation.relaying import Relaying, waits
from bot.reading.offer import Offer
from bot.reading.state import CONTACT, CORRECTION, RECAP, RELAY, Last, Need
from bot.settings import get_settings

OF_ACT = {action.act: action for action in ACTIONS}
HOUSING = State((Need("des logements vides"),))


class Nothing:
    """Lists that know no solution."""

    settings = get_settings()

    def names(self) -> dict[str, str]:
        return {}

    def solution(self, key: str | None) -> None:
        return None


class Overruled:
    """Nothing is."""

    def act(self, turn: Any) -> Reading:
        return turn.reading  # type: ignore[no-any-return]


class Calm:
    """No turn is an emergency."""

    def of(self, turn: Any) -> None:
        return None


class Small(Desk):
    """The desk with a relay, whose other acts are answered in one word."""

    def __init__(self) -> None:
        self._days = 30
        self.urgent = Calm()  # type: ignore[assignment]
        self.handing = Handing(Nothing())  # type: ignore[arg-type]
        self.relaying = Relaying(Nothing(), self.handing)  # type: ignore[arg-type]
        self.erasing = Erasing(self.handing)
        self.following = Following(Nothing(), Nothing(), Nothing(), Nothing())  # type: ignore[arg-type]
        self._overruling = Overruled()  # type: ignore[assignment]
        self._handlers = {act: self._word for act in OF_ACT}
        self._handlers["humain"] = lambda turn: self.relaying.asked(turn.state)

    def _handle(self, turn: Any) -> Reply:
        return self._handlers[turn.reading.act](turn)

    @staticmethod
    def _word(turn: Any) -> Reply:
        return Reply(turn.state).say("liste")


@pytest.fixture
def desk() -> Desk:
    return Small()


def at(step: str | None, mark: str = "") -> State:
    return HOUSING.change(last=Last(RELAY, awaits=step, mark=mark))


async def test_from_the_request_to_the_dossier(desk: Desk) -> None:
    offered = await run(OF_ACT["humain"](), desk, "/contact_humain", "contact_humain", HOUSING)
    assert offered.messages[0]["buttons"][0]["payload"].startswith("/relais_accepter{")
    assert (waits(offered.memory), offered.controls) == (RECAP, ["note"])
    mark = offered.memory.last.mark
    asked = await run(Relais(), desk, "/x", "relais_accepter", offered.memory, resume=mark)
    # The summary comes before the question that the gateway keeps it with.
    relay = {"type": "control", "action": "relay", "summary": {"need": "des logements vides"}}
    assert asked.messages[0]["custom"] == relay
    question = asked.messages[2]["custom"]
    assert asked.messages[1]["text"] == question["text"] and question["expects"] == "contact"
    taken = {"dossier": "R261125-AAAAAA", "moyen": "courriel"}
    said = await run(Relais(), desk, "/x", "relais_recu", asked.memory, **taken)
    assert "R261125-AAAAAA" in said.messages[1]["text"] and waits(said.memory) is None
    assert said.memory.said == "des logements vides" and "relay" not in said.controls


async def test_an_agreement_to_what_has_changed_hands_nothing_over(desk: Desk) -> None:
    ran = await run(Relais(), desk, "/x", "relais_accepter", at(RECAP, "vieux"), resume="vieux")
    assert "relay" not in ran.controls and waits(ran.memory) == RECAP
    assert ran.memory.last.mark != "vieux" and "des logements vides" in ran.messages[0]["text"]


async def test_refused_and_corrected(desk: Desk) -> None:
    said = await run(Relais(), desk, "/x", "relais_refuser", at(RECAP, "1"))
    assert "ne transmets rien" in said.messages[0]["text"] and waits(said.memory) is None
    corrected = await run(Relais(), desk, "/x", "relais_corriger", at(RECAP, "1"))
    assert waits(corrected.memory) == CORRECTION
    shown = await run(OF_ACT["besoin"](), desk, "la cantine bio", state=corrected.memory)
    assert "la cantine bio" in shown.messages[0]["text"] and shown.memory.said == "la cantine bio"
    assert waits(shown.memory) == RECAP


@pytest.mark.parametrize("act", ["besoin", "question", "choix", "remerciement"])
async def test_another_message_is_answered_and_the_detail_asked_for_again(desk: Desk, act: str) -> None:
    summary = {"need": "des logements vides"}
    state = at(CONTACT).change(offer=Offer(summary, time.time()))
    ran = await run(OF_ACT[act](), desk, "la cantine bio", state=state)
    assert ran.messages[0]["custom"] == {"type": "control", "action": "relay", "summary": summary}
    said = [message["text"] for message in ran.messages if message["text"]]
    assert said[0] == "liste" and "pas encore transmise" in said[1] and waits(ran.memory) == CONTACT
    (question,) = [message["custom"] for message in ran.messages if message["custom"].get("type") == "question"]
    assert question["expects"] == "contact" and ran.memory.offer
    assert ran.messages[-1]["custom"]["relay_again"] is True


async def test_the_gateway_is_told_that_nothing_is_waited_for(desk: Desk) -> None:
    state = at(CONTACT).change(offer=Offer({"need": "x"}, time.time()))
    for intent, told in (("relais_refuser", {}), ("relais_recu", {"dossier": "R261125-AAAAAA", "moyen": "courriel"})):
        ran = await run(Relais(), desk, "/x", intent, state, **told)
        assert ran.messages[0]["custom"] == {"type": "control", "action": "offer_closed"}
        assert ran.memory.offer is None


async def test_what_can_not_be_read_is_asked_again(desk: Desk) -> None:
    state = at(CONTACT).change(offer=Offer({"need": "x"}, time.time()))
    ran = await run(Relais(), desk, "/x", "relais_illisible", state, moyen="telephone", chiffres="8")
    assert "8 chiffres" in ran.messages[1]["text"] and ran.memory.offer and ran.memory.offer.tries == 1
