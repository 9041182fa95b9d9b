"""One solution: more on it, questions on it."""

from rasa_sdk import Tracker

from actions.base import DeskAction, entity
from bot.conversation import Desk, Reply, State


class Detailler(DeskAction):
    """More on one, by number, name or pronoun."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_detailler"

    def answer(self, desk: Desk, state: State, text: str, tracker: Tracker) -> Reply:
        """Its sheet."""
        return desk.single.detail(state, text, entity(tracker, "rang"), entity(tracker, "solution"))


class Repondre(DeskAction):
    """A question on one: cost, users, prerequisites…"""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_repondre"

    def answer(self, desk: Desk, state: State, text: str, tracker: Tracker) -> Reply:
        """What its file says, or that it says nothing."""
        return desk.question(state, text)
