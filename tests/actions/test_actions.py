"""The actions: one a name of the domain; a fault gives one sentence and leaves the memory alone."""

import asyncio
import importlib
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.exc import OperationalError

from actions import resources
from actions.base import DeskAction
from actions.orienter import Orienter
from actions.phrases import RESPONSES, Effacer
from bot.conversation import Reply, State
from bot.folders import ROOT
from bot.settings import get_settings

DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
DIALOGUE = get_settings().data_dir / "dialogue"


def tracker(text: str = "logements vides", **slots: Any) -> Tracker:
    """A conversation whose last message is this one."""
    message = {"text": text, "intent": {"name": "besoin"}, "entities": []}
    return Tracker("essai", {**State().slots(), **slots}, message, [], False, None, {}, "action_listen")


def loaded(part: str) -> list[dict[str, Any]]:
    """All files of a kind of the dialogue's topics."""
    return [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(Path(DIALOGUE).rglob(part))]


def test_every_action_of_the_domain_has_its_class() -> None:
    for path in (ROOT / "actions").glob("*.py"):
        importlib.import_module(f"actions.{path.stem}")
    found = [*DeskAction.__subclasses__(), *(one for one in Action.__subclasses__() if one is not DeskAction)]
    names = sorted(one().name() for one in found if one.__module__.startswith("actions."))
    assert names == sorted(DOMAIN["actions"])


def test_every_intent_has_one_rule_whose_actions_exist() -> None:
    rules = [rule for file in loaded("rules.yml") for rule in file["rules"]]
    intents = [step["intent"] for rule in rules for step in rule["steps"] if "intent" in step]
    assert sorted(intents) == sorted(set(intents)) == sorted(DOMAIN["intents"])
    known = {*DOMAIN["actions"], *(name for file in loaded("responses.yml") for name in file["responses"])}
    assert {step["action"] for rule in rules for step in rule["steps"] if "action" in step} <= known


def test_every_intent_that_is_said_has_phrases() -> None:
    taught = {item["intent"] for file in loaded("nlu*.yml") for item in file["nlu"]}
    chosen = {intent for intent in DOMAIN["intents"] if intent.startswith(("avis_", "relais_"))}
    assert taught == set(DOMAIN["intents"]) - chosen - {"choisir", "sonde"}


def test_every_response_is_used() -> None:
    written = {name for file in loaded("responses.yml") for name in file["responses"]}
    source = "".join(path.read_text(encoding="utf-8") for folder in ("actions", "bot/conversation")
                     for path in (ROOT / folder).glob("*.py"))  # fmt: skip
    rules = "".join(path.read_text(encoding="utf-8") for path in Path(DIALOGUE).rglob("rules.yml"))
    assert {name for name in written if name not in source and name not in rules} == set()
    assert set(RESPONSES.values()) <= written


class Stub:
    """A desk whose need is served by a function."""

    def __init__(self, serve: Any) -> None:
        self.orienting = self
        self.orient = serve


async def run(serve: Any, monkeypatch: pytest.MonkeyPatch, **slots: Any) -> tuple[list[Any], list[Any]]:
    """Messages and events of a need, with that desk."""
    monkeypatch.setattr(resources, "desk", lambda: Stub(serve))
    dispatcher = CollectingDispatcher()
    events = await Orienter().run(dispatcher, tracker(**slots), {})
    return dispatcher.messages, events


async def test_only_what_changed_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def serve(state: State, text: str) -> Reply:
        return Reply(state.change(besoin=text, liste=["a"])).draw({"type": "none", "text": "rien"})

    messages, events = await run(serve, monkeypatch, role="commune")
    assert {event["name"]: event["value"] for event in events} == {"besoin": "logements vides", "liste": ["a"]}
    assert [message["custom"].get("type") for message in messages] == [None, "none", "control"]
    assert messages[0]["text"] == messages[1]["custom"]["text"]
    note = messages[2]["custom"]
    assert (note["action"], note["new_need"], note["audience"], note["size"]) == ("note", True, "commune", None)
    assert "logements" not in str(note)


@pytest.mark.parametrize("fault", [OperationalError("select", {}, Exception("locked")), OSError("gone")])
async def test_a_fault_is_a_sentence_with_the_contact(monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:
    def serve(state: State, text: str) -> Reply:
        raise fault

    messages, events = await run(serve, monkeypatch)
    assert events == []
    assert len(messages) == 1
    assert get_settings().contact_email in messages[0]["text"]


async def test_a_slow_desk_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "GIVE_UP_SECONDS", 0.2)

    def serve(state: State, text: str) -> Reply:
        time.sleep(0.8)
        return Reply(state).say("trop tard")

    started = time.monotonic()
    messages, events = await run(serve, monkeypatch)
    assert time.monotonic() - started < 0.7
    assert (len(messages), events) == (1, [])
    assert get_settings().contact_email in messages[0]["text"]


async def test_the_loop_is_not_blocked(monkeypatch: pytest.MonkeyPatch) -> None:
    def serve(state: State, text: str) -> Reply:
        time.sleep(0.4)
        return Reply(state).say("voilà")

    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.02)
            ticks += 1

    ticking = asyncio.create_task(tick())
    await run(serve, monkeypatch)
    ticking.cancel()
    assert ticks > 10


async def test_erasure_asks_the_gateway(monkeypatch: pytest.MonkeyPatch) -> None:
    stub = Stub(None)
    stub.erase = lambda state, text: Reply(state, response="utter_effacer", erase=True)  # type: ignore[attr-defined]
    monkeypatch.setattr(resources, "desk", lambda: stub)
    dispatcher = CollectingDispatcher()
    events = await Effacer().run(dispatcher, tracker(), {})
    assert dispatcher.messages[0]["custom"] == {"type": "control", "action": "erase"}
    assert dispatcher.messages[1]["response"] == "utter_effacer"
    assert events == [{"event": "reset_slots", "timestamp": None}]
