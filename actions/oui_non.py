"""Yes and no, read against what was waited for."""

from rasa_sdk import Tracker

from actions.base import DeskAction
from bot.conversation import Desk, Reply, State


class Oui(DeskAction):
    """Yes."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_oui"

    def answer(self, desk: Desk, state: State, text: str, tracker: Tracker) -> Reply:
        """What follows."""
        return desk.around.yes(state)


class Non(DeskAction):
    """No."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_non"

    def answer(self, desk: Desk, state: State, text: str, tracker: Tracker) -> Reply:
        """Never a dead end."""
        return desk.around.no(state)
