"""Makes Rasa's start shorter, with the same predictions: nothing is loaded twice, nor what nobody reads."""

import functools
import sys
from typing import Any

UNUSED_PIPES = ("parser", "ner")
"""Steps of the French pipeline whose results none of our components reads; without them a message takes 4 ms less."""


def before_tensorflow() -> None:
    """TensorFlow Lite imports jax for two seconds when it is installed, and does without it when it isn't."""
    if "tensorflow" not in sys.modules:
        sys.modules.setdefault("jax", None)  # type: ignore[arg-type]


@functools.lru_cache(maxsize=2)
def spacy_model(name: str) -> Any:
    """The pipeline, loaded once: Rasa loads it twice, once for each place of its graph where it stands."""
    import spacy
    from rasa.nlu.utils.spacy_utils import SpacyModel

    return SpacyModel(model=spacy.load(name, exclude=list(UNUSED_PIPES)), model_name=name)


def apply() -> None:
    """Correct Rasa in a process that serves a model (one that trains needs none of this)."""
    from rasa.nlu.utils.spacy_utils import SpacyNLP

    SpacyNLP.load_model = staticmethod(spacy_model)
