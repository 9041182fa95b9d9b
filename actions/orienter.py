"""A need, or the choice made at the one question."""

from rasa_sdk import Tracker

from actions.base import DeskAction, entity
from bot.conversation import Desk, Reply, State


class Orienter(DeskAction):
    """A need in the person's words."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_orienter"

    def answer(self, desk: Desk, state: State, text: str, tracker: Tracker) -> Reply:
        """A short list, a question, or "nothing fits"."""
        return desk.orienting.orient(state, text)


class Choisir(DeskAction):
    """A choice of the question."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_choisir"

    def answer(self, desk: Desk, state: State, text: str, tracker: Tracker) -> Reply:
        """The list that follows the choice."""
        return desk.chosen(state, entity(tracker, "choix") or "autre")
