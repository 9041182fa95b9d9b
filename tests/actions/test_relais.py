"""The actions of the relay: what goes to the gateway, in which order, and what is about the request."""

from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import resources
from actions.base import DeskAction
from actions.orienter import Orienter
from actions.relais import ContactHumain, Relais
from bot.conversation import Reply, State
from bot.conversation.relaying import Relaying
from bot.settings import get_settings


class Nothing:
    """Lists that know no solution."""

    settings = get_settings()

    def names(self) -> dict[str, str]:
        return {}


class Stub:
    """A desk with a relay, whose needs are answered in one word."""

    def __init__(self) -> None:
        self.relaying = Relaying(Nothing())  # type: ignore[arg-type]
        self.orienting = self

    def orient(self, state: State, text: str) -> Reply:
        return Reply(state).say("liste")


@pytest.fixture(autouse=True)
def desk(monkeypatch: pytest.MonkeyPatch) -> Stub:
    stub = Stub()
    monkeypatch.setattr(resources, "desk", lambda: stub)
    return stub


async def run(action: DeskAction, intent: str, text: str = "/x", **more: Any) -> tuple[list[Any], dict[str, Any]]:
    """Messages of a turn and the slots that it wrote."""
    entities = [{"entity": name, "value": value} for name, value in more.pop("entities", {}).items()]
    message = {"text": text, "intent": {"name": intent}, "entities": entities}
    tracker = Tracker("essai", {**State().slots(), **more}, message, [], False, None, {}, "action_listen")
    dispatcher = CollectingDispatcher()
    events = await action.run(dispatcher, tracker, {})
    return dispatcher.messages, {event["name"]: event["value"] for event in events}


async def test_from_the_request_to_the_dossier() -> None:
    offered, slots = await run(ContactHumain(), "contact_humain", besoin="des logements vides")
    assert offered[0]["buttons"][0]["payload"].startswith("/relais_accepter{")
    mark = slots["attente"].partition(":")[2]
    asked, slots = await run(Relais(), "relais_accepter", besoin="des logements vides", entities={"resume": mark})
    # The summary comes before the question that the gateway keeps it with.
    assert asked[0]["custom"] == {"type": "control", "action": "relay", "summary": {"need": "des logements vides"}}
    assert asked[1]["text"] == asked[2]["custom"]["text"] and asked[2]["custom"]["expects"] == "contact"
    taken = {"dossier": "R261125-AAAAAA", "moyen": "courriel"}
    said, slots = await run(Relais(), "relais_recu", attente=slots["attente"], entities=taken)
    assert "R261125-AAAAAA" in said[0]["text"] and slots == {"attente": None}


async def test_refused_and_corrected() -> None:
    said, slots = await run(Relais(), "relais_refuser", attente="relais_resume:1")
    assert "ne transmets rien" in said[0]["text"] and slots == {"attente": None}
    _, slots = await run(Relais(), "relais_corriger", attente="relais_resume:1")
    assert slots == {"attente": "relais_correction"}
    shown, slots = await run(Orienter(), "besoin", "la cantine bio", attente="relais_correction")
    assert "la cantine bio" in shown[0]["text"] and slots["besoin"] == "la cantine bio"


async def test_another_message_is_answered_in_its_own_way() -> None:
    said, slots = await run(Orienter(), "besoin", "la cantine bio", attente="relais_contact:1")
    assert [message["text"] for message in said if message["text"]][0] == "liste"
    assert "pas transmise" in said[1]["text"] and slots == {"attente": None}
