"""Our component: each message read in its context; the intent is the act, the rest travels as entities."""

from collections.abc import Mapping
from typing import Any

import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.engine import reader
from bot.engine.reader import Reader, entities, state_of
from bot.reading.reading import ENTITY, Reading
from bot.reading.state import APART, MEMORY, Last, Need, State

STATE = State(
    needs=(Need("l'eau est marron", "l’eau", ("sain-eau",)),), last=Last("liste", ("sain-eau",)),
    role="commune", territoire={"kind": "commune", "code": "18279", "name": "Vierzon"}, population=900.0,
)  # fmt: skip
READING = Reading(
    "choix", 0.6, (("choix", 0.6), ("accord", 0.4)), ("sain-eau",), fields={"role": "epci", "population": 1200.0}
)


class Slots:
    """Of a tracker, its slots and nothing else."""

    def __init__(self, slots: Mapping[str, Any]) -> None:
        self._slots = slots

    def get_slot(self, key: str) -> Any:
        return self._slots.get(key)


def slots(state: State) -> Slots:
    return Slots({MEMORY: state.memory(), **{key: getattr(state, key) for key in APART}})


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[State, str]]:
    """What is read, answered with one reading."""
    seen: list[tuple[State, str]] = []

    def read(state: State, text: str, using: object) -> Reading:
        seen.append((state, text))
        return READING

    monkeypatch.setattr(reader, "read", read)
    monkeypatch.setattr(reader, "trained", lambda: None)
    return seen


def processed(message: Message, tracker: Slots | None = None) -> Message:
    return Reader().process([message], tracker)[0]


def test_a_message_is_read_in_its_conversation(asked: list[tuple[State, str]]) -> None:
    processed(Message(data={"text": "le premier"}), slots(STATE))
    assert asked == [(STATE, "le premier")]


def test_a_first_message_is_read_in_a_new_conversation(asked: list[tuple[State, str]]) -> None:
    processed(Message(data={"text": "bonjour"}))
    processed(Message(data={"text": "bonjour"}), Slots({}))
    assert asked == [(State(), "bonjour"), (State(), "bonjour")]


def test_the_act_is_the_intent_and_the_rest_are_entities(asked: list[tuple[State, str]]) -> None:
    message = processed(Message(data={"text": "le premier"}), slots(STATE))
    assert message.get("intent") == {"name": "choix", "confidence": 0.6}
    assert [item["name"] for item in message.get("intent_ranking")] == ["choix", "accord"]
    found = {item["entity"]: item["value"] for item in message.get("entities")}
    assert {key: found[key] for key in ("role", "population")} == {"role": "epci", "population": 1200.0}
    assert Reading.of(found[ENTITY]) == READING


def test_entities_that_stand_already_are_kept(asked: list[tuple[State, str]]) -> None:
    given = {"entity": "liste_id", "value": "a"}
    found = processed(Message(data={"text": "le premier", "entities": [given]})).get("entities")
    assert found == [given, *entities(READING)]


@pytest.mark.parametrize("text", ["/affirmer", '/choisir{"choix": "sain-eau"}', "", None])
def test_a_choice_is_left_as_it_came(asked: list[tuple[State, str]], text: str | None) -> None:
    message = processed(Message(data={"text": text, "intent": {"name": "affirmer"}}), slots(STATE))
    assert asked == []
    assert message.get("intent") == {"name": "affirmer"}
    assert message.get("entities") is None


def test_a_conversation_is_what_its_slots_hold() -> None:
    assert state_of(slots(STATE)) == STATE
    assert state_of(None) == state_of(Slots({MEMORY: "texte"})) == State()
