"""Messages that go, thank or complain, told by a few words whatever was read."""

from bot.conversation import plain
from bot.conversation.reply import Turn
from bot.folding import fold
from bot.reading import acts
from bot.reading.state import NOTHING
from bot.reading.words import roots

MOST_LEAVING = 8
"""Telling words of a message that says goodbye and nothing else."""

FEW_WORDS = 3
"""Telling words of a message that complains and says nothing else."""

_MAYBE_THANKS = (
    acts.NEXT, acts.CHOICE, acts.QUESTION, acts.PRECISION, acts.COMPARISON, acts.NEED, acts.OBJECTION,
)  # fmt: skip
"""Acts that a message which decides and thanks is mistaken for."""

_CLOSES = ("au_revoir", "remerciement")


def act_of(turn: Turn) -> str | None:
    """The act of a message that goes, thanks or only complains; None for any other."""
    words, told = fold(turn.text), len(roots(turn.text))
    if (turn.reading.named or turn.reading.ranks) and not words.rstrip(" .!").endswith("merci"):
        return None  # "merci, je vais prendre le deuxième"
    if "?" not in turn.text and told <= MOST_LEAVING:
        if plain.LEAVES.search(words):
            return turn.reading.act if turn.reading.act in _CLOSES else "au_revoir"
        if plain.THANKS.search(words) and _may_thank(turn, words):
            return "remerciement"
    return "reproche" if plain.COMPLAINS.search(words) and told <= FEW_WORDS else None


def _may_thank(turn: Turn, words: str) -> bool:
    """Whether thanks are all that a message says: after "shall I hand it over?", not with a yes."""
    after_nothing = turn.state.last.kind == NOTHING and not plain.AGREES.search(words)
    if turn.reading.act in _MAYBE_THANKS:
        return bool(turn.state.on_screen) or after_nothing
    return after_nothing and turn.reading.act in (acts.YES, "humain")
