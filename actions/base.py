"""The one shape of our actions: slots in, one call to the desk, messages and slots out."""

import asyncio
import logging
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import AllSlotsReset, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.exc import SQLAlchemyError

from actions import resources
from bot.conversation import Desk, Reply, State
from bot.conversation.payloads import human_contact
from bot.conversation.reply import Message
from bot.conversation.wording import say
from bot.impact.note import note
from bot.reading.state import APART, MEMORY
from bot.settings import get_settings

log = logging.getLogger(__name__)


def entity(tracker: Tracker, name: str) -> str | None:
    """First value of an entity of the last message."""
    value = next(tracker.get_latest_entity_values(name), None)
    return None if value is None else str(value)


def utter(dispatcher: CollectingDispatcher, response: str) -> None:
    """Send a response with every setting it may name."""
    settings = get_settings()
    dispatcher.utter_message(
        response=response,
        contact=human_contact(settings), forum=settings.forum_url, jours=settings.transcript_days,
    )  # fmt: skip


def send(dispatcher: CollectingDispatcher, message: Message) -> None:
    """Send a text with its choices, and the payload that it is the plain form of."""
    dispatcher.utter_message(text=message.text, buttons=list(message.buttons) or None)
    if message.payload:
        dispatcher.utter_message(json_message=message.payload)


def state_of(tracker: Tracker) -> State:
    """The conversation as the slots hold it."""
    return State.of(tracker.slots.get(MEMORY), **{key: tracker.slots.get(key) for key in APART})


def changes(before: State, after: State) -> list[EventType]:
    """The slots that a turn changed."""
    apart = [SlotSet(key, getattr(after, key)) for key in APART if getattr(before, key) != getattr(after, key)]
    return [*apart, *([SlotSet(MEMORY, after.memory())] if before.memory() != after.memory() else [])]


class DeskAction(Action):  # type: ignore[misc]
    """Subclasses name the topic and say in :meth:`answer` what the desk is asked.

    A fault (database locked or away, ranker too slow) gives one sentence with the human contact, and leaves the
    slots as they were, so that the next turn works.
    """

    def name(self) -> str:
        """``action_`` and the class's name in snake case, less its ``Action`` ending."""
        raise NotImplementedError

    def answer(self, desk: Desk, state: State, text: str, tracker: Tracker) -> Reply:
        """The reply of the desk; runs in a worker thread."""
        raise NotImplementedError

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Read the slots, ask the desk, send its messages, write the slots that changed."""
        state = state_of(tracker)
        text = str(tracker.latest_message.get("text") or "")
        try:
            reply = await resources.serve(lambda: self.answer(resources.desk(), state, text, tracker))
        except (SQLAlchemyError, OSError, asyncio.TimeoutError) as error:
            log.error("%s: %s", self.name(), type(error).__name__)
            dispatcher.utter_message(text=say("incident", contact=human_contact(get_settings())))
            return []
        if reply.erase:
            dispatcher.utter_message(json_message={"type": "control", "action": "erase", "request": reply.request})
        if reply.closes_offer:
            dispatcher.utter_message(json_message={"type": "control", "action": "offer_closed"})
        if reply.relay is not None:
            # Before the question that asks for the contact detail: the gateway keeps it with that question.
            replaces = {"replaces": reply.replaces} if reply.replaces else {}
            summary = {"type": "control", "action": "relay", "summary": reply.relay, **replaces}
            dispatcher.utter_message(json_message=summary)
        for message in reply.messages:
            send(dispatcher, message)
        if reply.response:
            utter(dispatcher, reply.response)
        if reply.ending:
            send(dispatcher, reply.ending)
        if not reply.erase and (reply.messages or reply.ending):
            dispatcher.utter_message(json_message=note(state, reply.state, reply.asked))
        if reply.erase:
            return [AllSlotsReset()]
        return changes(state, reply.state)
