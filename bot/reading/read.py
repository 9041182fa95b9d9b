"""The reading of one message in its context: a pure function of the state, the text and what was trained."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot import folders
from bot.reading import acts
from bot.reading import state as of
from bot.reading.features import Context
from bot.reading.fields import fields_said
from bot.reading.language import language_of
from bot.reading.lexicon import Lexicon
from bot.reading.model import FILE, ActModel, Vectors, ranked
from bot.reading.reading import Reading
from bot.reading.referents import referents
from bot.reading.spans import parts, rejected, without_announcement, without_rejected
from bot.reading.state import State
from bot.reading.words import LONGEST, roots

KEPT = 5
"""Likeliest acts that a reading carries."""

FOLDER = "reading"

LONGEST_EMBEDDED = 500
"""Characters of a message that the sentence model reads."""


@dataclass(frozen=True)
class Trained:
    """What a reading needs beside the message."""

    lexicon: Lexicon
    model: ActModel

    @classmethod
    def load(cls, folder: Path, file: str = FILE) -> "Trained":
        """Read a training's folder; ``file``: which classifier of it.

        Raises:
            FileNotFoundError: nothing was trained there.
        """
        return cls(Lexicon.load(folder), ActModel.load(folder / file))


@lru_cache(maxsize=1)
def trained() -> Trained:
    """What was trained in the models' folder.

    Raises:
        FileNotFoundError: nothing was.
    """
    return Trained.load(folders.models() / FOLDER)


def read(state: State, text: str, using: Trained) -> Reading:
    """What a person does with a message, about what, and what else it says.

    Args:
        state: the conversation when the message comes.
        text: the message, as typed.
        using: names and words of the catalogue, and the classifier.
    """
    text = text[:LONGEST]
    refers = referents(text, state, using.lexicon)
    return _reading(Context(text, state, refers), _acts(Context(text, state, refers), using))


def read_as(act: str, state: State, text: str, lexicon: Lexicon) -> Reading:
    """The reading of a message whose act is known."""
    text = text[:LONGEST]
    return _reading(Context(text, state, referents(text, state, lexicon)), [(act, 1.0)])


def _reading(context: Context, order: Sequence[tuple[str, float]]) -> Reading:
    """All that a message says, for acts ordered by probability."""
    state, text, refers = context.state, context.text, context.refers
    act, share = order[0]
    offered = bool(state.on_screen or state.last.choices)
    said = without_rejected(without_announcement(text) or text, offered)
    return Reading(
        act,
        share,
        tuple((name, round(chance, 4)) for name, chance in order[:KEPT]),
        refers.services,
        refers.explicit,
        refers.named,
        refers.ranks,
        refers.choice.value if refers.choice else None,
        said,
        parts(said),
        tuple(rejected(text, offered)),
        language_of(text),
        fields_said(text, asked=act == acts.SITUATION, place=state.place),
    )


def embedded(text: str) -> str:
    """A message as it is embedded."""
    return " ".join(text.split())[:LONGEST_EMBEDDED]


def order(
    state: State, text: str, lexicon: Lexicon, model: ActModel, vector: Vectors | None = None
) -> list[tuple[str, float]]:
    """The acts of a message, likeliest first, with the embedding of the text when the model wants one (1 x 384)."""
    context = Context(text[:LONGEST], state, referents(text[:LONGEST], state, lexicon))
    return _acts(context, Trained(lexicon, model), vector)


def _acts(context: Context, using: Trained, vector: Vectors | None = None) -> list[tuple[str, float]]:
    if not any(char.isalnum() for char in context.text):
        return [(acts.EMPTY, 1.0)]
    shares = using.model.probabilities([context], using.lexicon, vector)[0]
    return ranked(using.model.acts, shares, allowed(context))


def allowed(context: Context) -> dict[str, bool]:
    """Acts that make no sense in a context: False."""
    state, refers = context.state, context.refers
    screen = bool(refers.services)
    offered = bool(state.on_screen or state.last.choices or state.need)
    return {
        acts.QUESTION: screen,
        acts.COMPARISON: screen,
        acts.CHOICE: screen or refers.choice is not None or bool(refers.ranks),
        acts.REJECTION: offered,
        acts.OTHERS: offered,
        acts.OBJECTION: offered,
        acts.PRECISION: bool(state.need) or state.last.awaits == of.AWAITS_NEED,
        acts.BACK: bool(state.needs),
        acts.EMPTY: len(roots(context.text)) <= 2,
    }
