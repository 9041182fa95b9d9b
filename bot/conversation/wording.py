"""Sentences of the conversation; those that come back are said otherwise than the last time."""

from collections.abc import Sequence

from bot.reading.state import State
from bot.texts import texts


def say(key: str, /, **values: object) -> str:
    """A sentence of this package."""
    return texts(__file__).say(key, **values)


def listed(names: Sequence[str]) -> str:
    """Names in one phrase ("A, B et C")."""
    if len(names) < 2:
        return "".join(names)
    return say("liste_noms", debut=", ".join(names[:-1]), fin=names[-1])


def fresh(state: State, key: str, /, **values: object) -> tuple[State, str]:
    """A sentence that has several forms, in the one said longest ago; and the state that remembers it."""
    forms = texts(__file__).get(key)
    if isinstance(forms, str):
        forms = [forms]
    marks = [f"{key}.{rank}" for rank in range(len(forms))]
    rank = min(range(len(forms)), key=lambda at: state.told.index(marks[at]) if marks[at] in state.told else -1)
    return state.with_told(marks[rank]), str(forms[rank]).format(**values).strip()
