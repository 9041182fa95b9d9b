"""Fixed sentences that carry a setting (the human contact, the forum): the response of the topic, filled."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import AllSlotsReset, EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.base import DeskAction, utter
from bot.conversation import Desk, Reply, State

RESPONSES = {
    "identite": "utter_identite",
    "remerciement": "utter_remerciement",
    "au_revoir": "utter_au_revoir",
    "vie_privee": "utter_vie_privee",
    "insulte": "utter_insulte",
    "anglais": "utter_anglais",
}
"""Intent -> its one response."""


class Dire(Action):  # type: ignore[misc]
    """The sentence of the intent that was understood."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_dire"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Send it; nothing changes."""
        utter(dispatcher, RESPONSES[tracker.latest_message["intent"]["name"]])
        return []


class Forum(DeskAction):
    """Others who met the same need, and the forum."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_forum"

    def answer(self, desk: Desk, state: State, text: str, tracker: Tracker) -> Reply:
        """Who did it already, topics, a message made ready; else the forum's address."""
        return desk.forum(state)


class HorsPerimetre(DeskAction):
    """What looks out of scope: missing a need is the worst fault, so the ranking has its say."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_hors_perimetre"

    def answer(self, desk: Desk, state: State, text: str, tracker: Tracker) -> Reply:
        """A list when a solution surely answers, else the response of the topic."""
        return desk.beyond(state, text) or Reply(state, response="utter_hors_perimetre")


class Bienvenue(Action):  # type: ignore[misc]
    """The greeting: what this is, that it is automatic, its limits, the human contact."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_bienvenue"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Once in full, then short."""
        again = bool(tracker.slots.get("besoin"))
        utter(dispatcher, "utter_salutation_retour" if again else "utter_salutation")
        return []


class Recommencer(Action):  # type: ignore[misc]
    """From zero."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_recommencer"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Forget all that was said."""
        utter(dispatcher, "utter_recommencer")
        return [AllSlotsReset()]


class Effacer(DeskAction):
    """Erasure: the gateway deletes transcript and tracker when it sees the control message."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_effacer"

    def answer(self, desk: Desk, state: State, text: str, tracker: Tracker) -> Reply:
        """Erased, or asked once when the message may mean something else."""
        return desk.erase(state, text)
