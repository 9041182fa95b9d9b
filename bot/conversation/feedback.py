"""Opinions on a list: whether it helps, why not, and what to look at then."""

from collections.abc import Sequence

from bot.conversation import payloads
from bot.conversation.lists import Lists
from bot.conversation.refining import Refining
from bot.conversation.reply import Reply, button
from bot.conversation.wording import say
from bot.reading.state import State
from bot.texts import texts

KNOWN, WRONG, SIZE = "deja_connu", "information_fausse", "taille"
"""Reasons that are answered in their own way; what is known already was no bad proposal."""


class Feedback:
    """What people think of a list; the choices say which one, since those of an earlier turn stay valid."""

    def __init__(self, lists: Lists, refining: Refining) -> None:
        self._lists, self._refining = lists, refining

    def refused(self, state: State, list_id: str, services: str, reason: str | None) -> Reply:
        """The list doesn't answer: asked why once, then others are looked for."""
        reasons = texts(__file__).get("avis.raisons")
        if reason not in reasons:
            about = {"liste_id": list_id, "services": services}
            ways = [button(title, "avis_raison", raison=key, **about) for key, title in reasons.items()]
            return Reply(state).say(say("avis.pourquoi"), *ways, button(say("avis.passer"), "autres_resultats"))
        thanks = self._thanks(state, str(reason))
        if not self._current(state, services.split(",")):
            return Reply(state).say(thanks)
        if reason == KNOWN and state.need:
            state = state.change_need(refusals=max(0, state.need.refusals - 1))
        return self._refining.others(state).first(thanks)

    @staticmethod
    def _current(state: State, services: Sequence[str]) -> bool:
        """Whether it is the last list: an earlier one must not set the last one aside."""
        return all(key in state.shown for key in services if key)

    def _thanks(self, state: State, reason: str) -> str:
        if reason == WRONG:
            return say("avis.information_fausse", contact=payloads.human_contact(self._lists.settings))
        if reason == SIZE and state.size is None:
            return say("avis.taille")
        return say("avis.deja_connu") if reason == KNOWN else say("avis.note")
