"""Around the need: another one, a recap, money for it."""

from rasa_sdk import Tracker

from actions.base import DeskAction
from bot.conversation import Desk, Reply, State


class ChangerBesoin(DeskAction):
    """Another need, or a correction."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_changer_besoin"

    def answer(self, desk: Desk, state: State, text: str, tracker: Tracker) -> Reply:
        """The list of the new need when it was said, else the question."""
        return desk.change_need(state, "" if text.startswith("/") else text)


class Recapituler(DeskAction):
    """What was understood."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_recapituler"

    def answer(self, desk: Desk, state: State, text: str, tracker: Tracker) -> Reply:
        """Need, place, role, list."""
        return desk.around.recap(state)


class Financement(DeskAction):
    """Money for what was said."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_financement"

    def answer(self, desk: Desk, state: State, text: str, tracker: Tracker) -> Reply:
        """Where aids are found, with the need kept."""
        return desk.around.funding(state)
