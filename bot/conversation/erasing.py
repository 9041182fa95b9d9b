"""Erasure on request: at once when that is plainly what is meant, else after one "yes"."""

from functools import lru_cache

from bot.conversation.reply import Reply, button
from bot.conversation.wording import say
from bot.orientation.text import stems
from bot.reading.state import AWAITS_ERASURE, TALK, Last, State
from bot.texts import texts


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    """Stems of what people say of a conversation that must go."""
    return frozenset(stems(texts(__file__).get("effacer.mots")))


def plainly(text: str) -> bool:
    """Whether a text speaks of nothing else ("supprimer la cantine" does; a choice's payload doesn't)."""
    return text.startswith("/") or all(stem in _known() for stem in stems(text))


def erase(state: State, text: str) -> Reply:
    """Erase, or ask once: what is lost can't be brought back."""
    if plainly(text) or state.last.awaits == AWAITS_ERASURE:
        return Reply(state, response="utter_effacer", erase=True)
    choices = (button(say("effacer.oui"), "effacer"), button(say("effacer.non"), "refuser"))
    reply = Reply(state).say(say("effacer.confirmer"), *choices)
    reply.state = state.change(last=Last(TALK, choices=reply.choices, awaits=AWAITS_ERASURE))
    return reply
