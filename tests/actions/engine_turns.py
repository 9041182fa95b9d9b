"""Turns as the engine sends them to an action."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import resources
from actions.base import DeskAction
from bot.conversation import Reading, State
from bot.reading.reading import ENTITY
from bot.reading.state import APART, MEMORY


@dataclass
class Ran:
    """What an action sent and wrote."""

    messages: list[dict[str, Any]]
    events: list[dict[str, Any]]
    slots: dict[str, Any] = field(default_factory=dict)

    @property
    def memory(self) -> State:
        """The state that it wrote."""
        return State.of(self.slots.get(MEMORY))

    @property
    def controls(self) -> list[str]:
        """What it told the gateway."""
        said = [message["custom"] for message in self.messages]
        return [custom["action"] for custom in said if custom.get("type") == "control"]


async def run(
    action: DeskAction, desk: Any, text: str = "logements vides", intent: str = "besoin",
    state: State | None = None, reading: Reading | None = None, channel: str | None = None,
    metadata: dict[str, Any] | None = None, **entities: Any,
) -> Ran:  # fmt: skip
    """Run an action on a message; ``desk`` is what :func:`actions.resources.desk` gives."""
    before = state or State()
    slots = {MEMORY: before.memory() if state else None, **{key: getattr(before, key) for key in APART}}
    if reading:
        entities[ENTITY] = reading.as_json()
    found = [{"entity": name, "value": value} for name, value in entities.items()]
    message = {"text": text, "intent": {"name": intent}, "entities": found, "metadata": metadata or {}}
    events = [{"event": "user", "text": text, "input_channel": channel}] if channel else []
    tracker = Tracker("essai", slots, message, events, False, None, {}, "action_listen")
    dispatcher = CollectingDispatcher()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(resources, "desk", lambda: desk)
        events = await action.run(dispatcher, tracker, {})
    written = {event["name"]: event["value"] for event in events if event["event"] == "slot"}
    return Ran(dispatcher.messages, events, written)
