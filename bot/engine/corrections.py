"""Graph component: a need that the classifier missed is the worst fault, so doubt goes to the need."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

NEED = "besoin"

SHORT_WORDS = 3
"""A message of this many words and more that fits nothing is a need."""

DOUBT = 0.25
"""Confidence under which another intent isn't believed."""

LONG_WORDS = 14
LONG_DOUBT = 0.4
"""A long message is a need unless the classifier is very sure."""


def corrected(text: str, intent: str | None, confidence: float) -> str | None:
    """The intent after correction; None when the message has no letter or digit at all."""
    words = len(text.split())
    if not any(char.isalnum() for char in text):
        return "salutation"
    doubt = LONG_DOUBT if words >= LONG_WORDS else DOUBT
    return NEED if intent != NEED and words >= SHORT_WORDS and confidence < doubt else intent


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class NeedsFirst(GraphComponent):
    """Corrects the intent of the classifier before it; nothing to train."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> NeedsFirst:
        """Make the component (Rasa's factory)."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Rewrite the intent where doubt goes to the need."""
        for message in messages:
            text = message.get(TEXT) or ""
            found = message.get(INTENT) or {}
            if not text or text.startswith("/"):
                continue
            confidence = float(found.get(PREDICTED_CONFIDENCE_KEY, 0.0))
            name = corrected(text, found.get(INTENT_NAME_KEY), confidence)
            if name != found.get(INTENT_NAME_KEY):
                intent = {**found, INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: max(confidence, 0.5)}
                message.set(INTENT, intent, add_to_output=True)
        return messages
