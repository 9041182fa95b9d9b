"""Graph component: who and where, as entities (territory, role, population), beside the intent."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_NAME_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.conversation.roles import role_said
from bot.territory import Territory, population_said, resolve

EXTRACTOR = "TerritoryExtractor"
MAX_HOMONYMS = 4


def entity(name: str, value: Any, start: int = 0, end: int = 0) -> dict[str, Any]:
    """An entity in Rasa's form."""
    return {"entity": name, "value": value, "start": start, "end": end, "extractor": EXTRACTOR}


def _reference(place: Territory) -> dict[str, str]:
    return {"kind": place.kind, "code": place.code, "name": place.name}


def situation(text: str, asked: bool) -> list[dict[str, Any]]:
    """The entities of a text; ``asked``: it is a bare place or role, read with more trust."""
    found = []
    resolution = resolve(text, asked=asked)
    start, end = resolution.span or (0, 0)
    if resolution.territory:
        found.append(entity("territoire", _reference(resolution.territory), start, end))
    elif resolution.status == "ambiguous" and asked:
        places = [_reference(item) for item in resolution.candidates[:MAX_HOMONYMS]]
        found.append(entity("homonymes", places, start, end))
    role = role_said(text)
    if role:
        found.append(entity("role", role))
    population = population_said(text)
    if population is not None:
        found.append(entity("population", float(population)))
    return found


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class TerritoryExtractor(GraphComponent):
    """Adds territory, role and population to a parsed message; nothing to train."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TerritoryExtractor:
        """Make the component (Rasa's factory)."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Append the entities to each message; a payload of a choice has its own already."""
        for message in messages:
            text = message.get(TEXT) or ""
            if not text or text.startswith("/"):
                continue
            asked = (message.get(INTENT) or {}).get(INTENT_NAME_KEY) == "se_situer"
            message.set(ENTITIES, message.get(ENTITIES, []) + situation(text, asked), add_to_output=True)
        return messages
