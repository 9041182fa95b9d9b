"""Somebody to talk to: the request that is handed over, step by step."""

from rasa_sdk import Tracker

from actions.base import DeskAction, entity
from bot.conversation import Desk, Reply, State


class ContactHumain(DeskAction):
    """The person asks for somebody."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_contact"

    def answer(self, desk: Desk, state: State, text: str, tracker: Tracker) -> Reply:
        """Where to write, and what could be handed over."""
        return desk.relaying.asked(state)


class Relais(DeskAction):
    """A choice made on the summary, or the gateway's word that the contact detail is in the queue."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_relais"

    def answer(self, desk: Desk, state: State, text: str, tracker: Tracker) -> Reply:
        """The next step."""
        intent = tracker.latest_message["intent"]["name"]
        if intent == "relais_recu":
            return desk.relaying.received(state, entity(tracker, "dossier") or "", entity(tracker, "moyen") or "")
        if intent == "relais_accepter":
            return desk.relaying.accept(state, entity(tracker, "resume"))
        return desk.relaying.correct(state) if intent == "relais_corriger" else desk.relaying.refuse(state)
