"""The actions: one a name of the domain; a fault gives one sentence and leaves the memory alone."""

import asyncio
import importlib
import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from engine_turns import run
from rasa_sdk import Action
from sqlalchemy.exc import OperationalError

from actions import choices, resources
from actions.acts import ACTIONS
from bot.conversation import Reading, Reply, State
from bot.conversation.desk import FIXED
from bot.folders import ROOT
from bot.reading.acts import acts, names
from bot.reading.state import APART, LIST, MEMORY, Last, Need
from bot.settings import get_settings

DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
DIALOGUE = get_settings().data_dir / "dialogue"
OF_ACT = {action().name(): action for action in ACTIONS}
CHOSEN = ("choisir", "detailler", "changer_besoin", "contact_humain", "autres_resultats", "affirmer", "refuser")


def loaded(part: str) -> list[dict[str, Any]]:
    """All files of a kind of the dialogue's topics."""
    return [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(Path(DIALOGUE).rglob(part))]


def below(kind: type) -> set[type]:
    """Every class that derives from one."""
    return {each for one in kind.__subclasses__() for each in (one, *below(one))}


def test_every_action_of_the_domain_has_its_class() -> None:
    for path in (ROOT / "actions").glob("*.py"):
        importlib.import_module(f"actions.{path.stem}")
    leaves = [one for one in below(Action) if one.__module__.startswith("actions.") and not one.__subclasses__()]
    assert sorted(one().name() for one in leaves) == sorted(DOMAIN["actions"])


def test_the_actions_are_the_acts_and_the_choices() -> None:
    assert sorted(OF_ACT) == sorted(act.action for act in acts())
    own = {"action_choisir", "action_detailler", "action_avis", "action_relais"}
    assert set(DOMAIN["actions"]) == {*OF_ACT, *own}
    assert {choices.Choisir().name(), choices.Detailler().name(), choices.Avis().name(), choices.Relais().name()} == own


def test_the_server_registers_the_leaves_alone() -> None:
    from rasa_sdk.executor import ActionExecutor

    from actions.server import make_app

    register = ActionExecutor.register_action
    try:
        make_app()
        executor = ActionExecutor()
        executor.register_package("actions")
    finally:
        ActionExecutor.register_action = register
    assert {name for name in executor.actions if name.startswith("action_")} == set(DOMAIN["actions"])


def test_the_acts_are_intents_with_a_handler_and_a_folder() -> None:
    assert set(names()) <= set(DOMAIN["intents"])
    assert set(FIXED) <= set(names())
    for act in names():
        assert (Path(DIALOGUE) / act / "rules.yml").is_file(), act


def test_every_intent_has_one_rule_whose_actions_exist() -> None:
    rules = [rule for file in loaded("rules.yml") for rule in file["rules"]]
    intents = [step["intent"] for rule in rules for step in rule["steps"] if "intent" in step]
    assert sorted(intents) == sorted(set(intents)) == sorted(DOMAIN["intents"])
    known = {*DOMAIN["actions"], *(name for file in loaded("responses.yml") for name in file["responses"])}
    assert {step["action"] for rule in rules for step in rule["steps"] if "action" in step} <= known


def test_every_act_is_answered_by_its_own_action() -> None:
    rules = [rule["steps"] for file in loaded("rules.yml") for rule in file["rules"]]
    answered = {steps[0]["intent"]: steps[1]["action"] for steps in rules}
    assert {act.name: answered[act.name] for act in acts()} == {act.name: act.action for act in acts()}


def test_every_intent_that_is_said_has_phrases() -> None:
    taught = {item["intent"] for file in loaded("nlu*.yml") for item in file["nlu"]}
    chosen = {intent for intent in DOMAIN["intents"] if intent.startswith(("avis_", "relais_"))}
    assert taught == set(DOMAIN["intents"]) - chosen - {*CHOSEN, "sonde"} == set(names())


def test_every_response_is_used_and_each_asked_for_is_written() -> None:
    written = {name for file in loaded("responses.yml") for name in file["responses"]}
    source = "".join(path.read_text(encoding="utf-8") for folder in ("actions", "bot/conversation")
                     for path in (ROOT / folder).glob("*.py"))  # fmt: skip
    rules = "".join(path.read_text(encoding="utf-8") for path in Path(DIALOGUE).rglob("rules.yml"))
    assert {name for name in written if name not in source and name not in rules} == set()
    assert set(re.findall(r"utter_[a-z_]*[a-z]", source + rules)) - {"utter_message"} <= written


def test_slots_are_the_memory_and_those_apart() -> None:
    assert set(DOMAIN["slots"]) == {MEMORY, *APART}
    kept = State((Need("x"),), role="commune").memory()
    assert not set(APART) & set(kept) and json.loads(json.dumps(kept)) is not None


class Stub:
    """A desk whose messages are served by a function."""

    def __init__(self, serve: Callable[[State, str, Reading], Reply]) -> None:
        self.serve = serve


LISTED = State((Need("logements vides", "vos logements", ("a",)),), last=Last(LIST, ("a",)))


async def test_only_what_changed_is_written() -> None:
    def serve(state: State, text: str, reading: Reading) -> Reply:
        after = state.with_need(Need(text, shown=("a",)))
        return Reply(after).draw({"type": "none", "text": "rien"})

    ran = await run(OF_ACT["action_besoin"](), Stub(serve), state=State(role="commune"))
    assert list(ran.slots) == [MEMORY]
    assert (ran.memory.said, ran.memory.shown, ran.memory.role) == ("logements vides", ("a",), None)
    assert [message["custom"].get("type") for message in ran.messages] == [None, "none", "control"]
    assert ran.messages[0]["text"] == ran.messages[1]["custom"]["text"]
    note = ran.messages[2]["custom"]
    assert (note["action"], note["new_need"], note["audience"], note["size"]) == ("note", True, "commune", None)
    assert "logements" not in str(note)


async def test_what_did_not_change_is_not_written() -> None:
    ran = await run(OF_ACT["action_rappel"](), Stub(lambda state, text, reading: Reply(state).say("x")), state=LISTED)
    assert ran.events == []


async def test_the_slots_written_are_the_memory_and_those_apart() -> None:
    place = {"kind": "commune", "code": "18279", "name": "Vierzon"}

    def serve(state: State, text: str, reading: Reading) -> Reply:
        return Reply(state.change(role="epci", territoire=place, population=9.0, at=3.0)).say("x")

    ran = await run(OF_ACT["action_situation"](), Stub(serve), state=LISTED)
    assert set(ran.slots) == {MEMORY, *APART} == set(DOMAIN["slots"])
    assert json.loads(json.dumps(ran.slots)) and ran.memory.needs == LISTED.needs
    cleared = await run(
        OF_ACT["action_recommencer"](), Stub(lambda state, text, reading: Reply(State(), response="utter_recommencer")),
        state=LISTED.change(role="epci", territoire=place, population=9.0),
    )  # fmt: skip
    assert cleared.slots == {MEMORY: State().memory(), **dict.fromkeys(APART)}


async def test_what_is_known_is_told_to_the_channel_that_shows_it() -> None:
    place = {"kind": "commune", "code": "18279", "name": "Vierzon"}
    stub = Stub(lambda state, text, reading: Reply(state.change(territoire=place)).say("x"))
    action = OF_ACT["action_situation"]
    ran = await run(action(), stub, state=LISTED, channel="widget")
    told = ran.messages[0]["custom"]  # before the messages: the gateway keeps it with the first of them
    assert (told["action"], told["known"]["territory"]["name"], told["known"]["need"]) == (
        "known",
        "Vierzon",
        "vos logements",
    )
    assert "known" not in (await run(action(), stub, state=LISTED, channel="tchap")).controls
    assert "known" not in (await run(action(), stub, state=LISTED)).controls


async def test_the_territory_of_the_site_stands_until_the_person_names_one() -> None:
    stub = Stub(lambda state, text, reading: Reply(state).say("x"))
    ran = await run(OF_ACT["action_besoin"](), stub, metadata={"territory": "18279"})
    assert ran.slots["territoire"]["name"] == "Vierzon"
    named = State(territoire={"kind": "commune", "code": "18033", "name": "Bourges"})
    assert (
        "territoire"
        not in (await run(OF_ACT["action_besoin"](), stub, state=named, metadata={"territory": "18279"})).slots
    )


@pytest.mark.parametrize("act", names())
async def test_an_act_is_given_to_the_desk_as_it_was_read(act: str) -> None:
    seen: list[tuple[State, str, Reading]] = []

    def serve(state: State, text: str, reading: Reading) -> Reply:
        seen.append((state, text, reading))
        return Reply(state).say("x")

    reading = Reading(act, 0.4, ((act, 0.4),), about=("a",), explicit=True, need="y", fields={"role": "commune"})
    await run(OF_ACT[f"action_{act}"](), Stub(serve), "un texte", state=LISTED, reading=reading)
    await run(OF_ACT[f"action_{act}"](), Stub(serve), "un texte", state=LISTED)
    assert seen == [(LISTED, "un texte", reading), (LISTED, "un texte", Reading(act, 1.0))]


async def test_an_older_memory_is_read_as_none() -> None:
    seen: list[State] = []

    def serve(state: State, text: str, reading: Reading) -> Reply:
        seen.append(state)
        return Reply(state).say("x")

    for old in (None, "x", [], {"besoin": "x", "liste": ["a"]}, {"needs": [{"text": 3}], "last": "x"}):
        ran = await run(OF_ACT["action_besoin"](), Stub(serve), lecture=old)
        assert ran.messages
        seen.append(State.of(old))
    assert set(seen) == {State()}


@pytest.mark.parametrize("fault", [OperationalError("select", {}, Exception("locked")), OSError("gone")])
@pytest.mark.parametrize("act", names())
async def test_a_fault_is_a_sentence_with_the_contact(fault: Exception, act: str) -> None:
    def serve(state: State, text: str, reading: Reading) -> Reply:
        raise fault

    ran = await run(OF_ACT[f"action_{act}"](), Stub(serve), state=LISTED)
    assert ran.events == [] and len(ran.messages) == 1
    assert get_settings().contact_email in ran.messages[0]["text"]


async def test_a_slow_desk_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "GIVE_UP_SECONDS", 0.2)

    def serve(state: State, text: str, reading: Reading) -> Reply:
        time.sleep(0.8)
        return Reply(state).say("trop tard")

    started = time.monotonic()
    ran = await run(OF_ACT["action_besoin"](), Stub(serve))
    assert time.monotonic() - started < 0.7
    assert (len(ran.messages), ran.events) == (1, [])
    assert get_settings().contact_email in ran.messages[0]["text"]


async def test_the_loop_is_not_blocked() -> None:
    def serve(state: State, text: str, reading: Reading) -> Reply:
        time.sleep(0.4)
        return Reply(state).say("voilà")

    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.02)
            ticks += 1

    ticking = asyncio.create_task(tick())
    await run(OF_ACT["action_besoin"](), Stub(serve))
    ticking.cancel()
    assert ticks > 10


async def test_erasure_asks_the_gateway() -> None:
    def serve(state: State, text: str, reading: Reading) -> Reply:
        return Reply(state, response="utter_effacer", erase=True)

    ran = await run(OF_ACT["action_effacer"](), Stub(serve), state=LISTED)
    assert ran.messages[0]["custom"] == {"type": "control", "action": "erase", "request": "cancel"}
    assert ran.messages[1]["response"] == "utter_effacer" and ran.controls == ["erase"]
    assert ran.events == [{"event": "reset_slots", "timestamp": None}]


async def test_a_response_is_sent_after_the_messages_with_what_it_names() -> None:
    ran = await run(
        OF_ACT["action_pairs"](), Stub(lambda state, text, reading: Reply(state, response="utter_forum").say("d'abord"))
    )
    said = [message for message in ran.messages if message["text"] or message["response"]]
    assert [message["text"] or message["response"] for message in said] == ["d'abord", "utter_forum"]
    assert said[1]["forum"] == get_settings().forum_url and get_settings().contact_email in said[1]["contact"]
