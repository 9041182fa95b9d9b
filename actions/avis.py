"""What people think of a list."""

from rasa_sdk import Tracker

from actions.base import DeskAction, entity
from bot.conversation import Desk, Reply, State


class Avis(DeskAction):
    """ "Ça ne répond pas", then the reason."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_avis"

    def answer(self, desk: Desk, state: State, text: str, tracker: Tracker) -> Reply:
        """Why, then other results."""
        list_id, services = entity(tracker, "liste_id") or "", entity(tracker, "services") or ""
        return desk.feedback.refused(state, list_id, services, entity(tracker, "raison"))
