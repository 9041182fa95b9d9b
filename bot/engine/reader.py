"""Graph component: each message read in its context; the intent is the act, the rest travels as entities."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.reading.read import read, trained
from bot.reading.reading import ENTITY, Reading
from bot.reading.state import APART, MEMORY, State

EXTRACTOR = "Reader"


def entity(name: str, value: Any) -> dict[str, Any]:
    """An entity in Rasa's form, of the whole message."""
    return {"entity": name, "value": value, "start": 0, "end": 0, "extractor": EXTRACTOR}


def state_of(tracker: DialogueStateTracker | None) -> State:
    """The conversation before the message."""
    if tracker is None:
        return State()
    return State.of(tracker.get_slot(MEMORY), **{key: tracker.get_slot(key) for key in APART})


def entities(reading: Reading) -> list[dict[str, Any]]:
    """What the engine keeps of a reading: who and where each by itself, and the whole of it."""
    return [*(entity(name, value) for name, value in reading.fields.items()), entity(ENTITY, reading.as_json())]


@DefaultV1Recipe.register(
    [DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR],
    is_trainable=False,
)
class Reader(GraphComponent):
    """Reads with what ``bot.reading.training`` wrote; nothing to train here."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Reader:
        """Make the component (Rasa's factory)."""
        return cls()

    def process(self, messages: list[Message], tracker: DialogueStateTracker | None = None) -> list[Message]:
        """Read each message that has a text; a choice's payload has its intent and entities already.

        Rasa gives the tracker because a parameter has its name.
        """
        state = state_of(tracker)
        for message in messages:
            text = message.get(TEXT) or ""
            if not text or text.startswith("/"):
                continue
            reading = read(state, text, trained())
            ranking = [{"name": name, "confidence": share} for name, share in reading.ranking]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
            message.set(ENTITIES, [*message.get(ENTITIES, []), *entities(reading)], add_to_output=True)
        return messages
