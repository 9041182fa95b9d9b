"""Makes Rasa start, learn and answer faster, with the same predictions: nothing is loaded twice, nor what nobody
reads."""

import functools
import sys
from typing import Any

UNUSED_PIPES = ("tok2vec", "morphologizer", "parser", "senter", "attribute_ruler", "lemmatizer", "ner")
"""Steps of the French pipeline: none of our components reads what they add to its words and their vectors."""


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
    """Correct Rasa in a process that serves or trains a model."""
    from rasa.nlu.utils.spacy_utils import SpacyNLP

    SpacyNLP.load_model = staticmethod(spacy_model)
