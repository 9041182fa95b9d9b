"""What people do with a list: refine it, ask for others."""

from rasa_sdk import Tracker

from actions.base import DeskAction
from bot.conversation import Desk, Reply, State


class Affiner(DeskAction):
    """A bare condition: free, simpler, not that one."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_affiner"

    def answer(self, desk: Desk, state: State, text: str, tracker: Tracker) -> Reply:
        """The list made again under the condition."""
        return desk.refine(state, text)


class AutresResultats(DeskAction):
    """Other results, or a refusal of these."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_autres_resultats"

    def answer(self, desk: Desk, state: State, text: str, tracker: Tracker) -> Reply:
        """The next ones; a person after two refusals."""
        return desk.refining.others(state)
