"""Who and where: a place, a role, a size, said alone."""

from rasa_sdk import Tracker

from actions.base import DeskAction
from bot.conversation import Desk, Reply, State


class SeSituer(DeskAction):
    """The slots hold it already (entities); the desk says what it changes."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_se_situer"

    def answer(self, desk: Desk, state: State, text: str, tracker: Tracker) -> Reply:
        """A note, and the list again when it changes."""
        homonyms = next(tracker.get_latest_entity_values("homonymes"), None) or []
        return desk.situate(state, text, homonyms)
