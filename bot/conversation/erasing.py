"""Erasure on request: at once when that is plainly what is meant, else after one "yes".

A request that has a number and hasn't left is never cancelled in silence: the person keeps it or cancels it.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from bot.conversation.handing import Handing
from bot.conversation.reply import Reply, button
from bot.conversation.wording import say
from bot.folding import fold
from bot.orientation.text import stems
from bot.reading.state import AWAITS_ERASURE, TALK, Last, State
from bot.relay.requests import WAITING
from bot.texts import texts

KEEP, CANCEL = "garder", "annuler"
"""Values of the choice's entity: what becomes of the request."""
_REQUEST = "demande"
"""Mark of the question on what becomes of it."""
_KEEPS = re.compile(r"\bgard\w*\b(?!.*\bconversation\b)")
_CANCELS = re.compile(r"\b(?:annul\w*|tout)\b")


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    """Stems of what people say of a conversation that must go."""
    return frozenset(stems(texts(__file__).get("effacer.mots")))


def plainly(text: str) -> bool:
    """Whether a text speaks of nothing else ("supprimer la cantine" does; a choice's payload doesn't)."""
    return text.startswith("/") or all(stem in _known() for stem in stems(text))


def asks_of_request(state: State) -> bool:
    """Whether what becomes of a request was just asked."""
    return state.last.awaits == AWAITS_ERASURE and state.last.mark == _REQUEST


class Erasing:
    """Erases, or asks first: what is lost can't be brought back."""

    def __init__(self, handing: Handing) -> None:
        self._handing = handing

    def erase(self, state: State, text: str) -> Reply:
        """Erase, or ask once."""
        if not (plainly(text) or state.last.awaits == AWAITS_ERASURE):
            confirmed = (button(say("effacer.oui"), "effacer"), button(say("effacer.non"), "refuser"))
            return self._ask(state, say("effacer.confirmer"), confirmed)
        request = self._handing.unsent(state)
        if request is None:
            return Reply(state, response="utter_effacer", erase=True)
        if request.state != WAITING:
            return self._done(state, say("effacer.fait_partie", numero=request.number))
        wish = self._wish(state, text)
        if wish is None:
            choices = (
                button(say("effacer.garder_demande"), "effacer", demande=KEEP),
                button(say("effacer.annuler_demande"), "effacer", demande=CANCEL),
                button(say("effacer.rien"), "refuser"),
            )
            return self._ask(state, say("effacer.demande", numero=request.number), choices, _REQUEST)
        key = "effacer.fait_gardee" if wish == "keep" else "effacer.fait_annulee"
        return self._done(state, say(key, numero=request.number), wish)

    def answers(self, state: State, text: str) -> bool:
        """Whether a message says what becomes of the request, as was asked."""
        return not text.startswith("/") and self._wish(state, text) is not None

    @staticmethod
    def _wish(state: State, text: str) -> Literal["keep", "cancel"] | None:
        """What becomes of the request, when the message says it: a choice, or words that answer our question."""
        if text.startswith("/"):
            return "keep" if f'"{KEEP}"' in text else "cancel" if f'"{CANCEL}"' in text else None
        if not asks_of_request(state):
            return None
        words = fold(text)
        return "keep" if _KEEPS.search(words) else "cancel" if _CANCELS.search(words) else None

    @staticmethod
    def _done(state: State, text: str, wish: Literal["keep", "cancel"] = "cancel") -> Reply:
        return Reply(state, erase=True, request=wish).say(text)

    @staticmethod
    def _ask(state: State, text: str, choices: Sequence[dict[str, str]], mark: str = "") -> Reply:
        reply = Reply(state).say(text, *choices)
        reply.state = state.change(last=Last(TALK, choices=reply.choices, awaits=AWAITS_ERASURE, mark=mark))
        return reply
