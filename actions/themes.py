"""The catalogue's themes."""

from rasa_sdk import Tracker

from actions.base import DeskAction, entity
from bot.conversation import Desk, Reply, State


class Themes(DeskAction):
    """All themes, or the services of one."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_themes"

    def answer(self, desk: Desk, state: State, text: str, tracker: Tracker) -> Reply:
        """The themes as choices, or one theme's services."""
        return desk.around.themes(state, entity(tracker, "theme"))
