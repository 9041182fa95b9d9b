"""Graph component: the solution that a message names, as an entity; what names one and little else is about it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_NAME_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.catalogue import load_valid
from bot.conversation.facts import aspect_of
from bot.conversation.needs import asks_what, sets_aside
from bot.engine.territoires import entity
from bot.orientation.text import stems
from bot.reading.naming import Names
from bot.settings import get_settings

DOUBTFUL = frozenset(
    {
        "besoin",
        "se_situer",
        "identite",
        "hors_perimetre",
        "changer_besoin",
        "contact_humain",
        "themes",
        "affirmer",
        "refuser",
        "remerciement",
        "salutation",
        "vie_privee",
        "financement",
        "insulte",
        "recapituler",
        "au_revoir",
    }
)
"""Intents that a message about one solution is mistaken for."""

MAX_ABOUT = 6
"""With more stems beside the name, the message says a need of its own."""

MAX_BARE = 2
"""With so few stems beside the name, the message asks what the solution is."""


@lru_cache(maxsize=1)
def names() -> Names:
    """The names of the catalogue on disk."""
    solutions = load_valid(get_settings().data_dir / "catalogue").solutions
    examples = (text for item in solutions.values() for text in item.examples)
    return Names({key: item.name for key, item in solutions.items()}, examples)


def about_named(intent: str | None, text: str, key: str) -> str | None:
    """The intent of a text that names a solution."""
    rest = names().rest(text, key)
    count = len(stems(rest))
    if intent not in DOUBTFUL or count > MAX_ABOUT:
        return intent
    if sets_aside(rest) and "?" not in text:
        return "affiner"
    if aspect_of(rest):
        return "question_solution"
    return "detailler" if count <= MAX_BARE or asks_what(text) else intent


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class SolutionExtractor(GraphComponent):
    """Adds the named solution to a parsed message and corrects its intent; nothing to train."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SolutionExtractor:
        """Make the component (Rasa's factory)."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Look for a name in each message; a payload of a choice has its entities already."""
        for message in messages:
            text = message.get(TEXT) or ""
            if not text or text.startswith("/"):
                continue
            key = names().find(text)
            if key is None:
                continue
            message.set(ENTITIES, message.get(ENTITIES, []) + [entity("solution", key)], add_to_output=True)
            found = message.get(INTENT) or {}
            name = about_named(found.get(INTENT_NAME_KEY), text, key)
            if name != found.get(INTENT_NAME_KEY):
                message.set(INTENT, {**found, INTENT_NAME_KEY: name}, add_to_output=True)
        return messages
