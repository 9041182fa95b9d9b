"""The actions of the acts: one a line of ``data/reading/acts.yml``, all alike."""

from rasa_sdk import Tracker

from actions.base import DeskAction, entity
from bot.conversation import Desk, Reading, Reply, State
from bot.reading.acts import acts
from bot.reading.reading import ENTITY


class ActAction(DeskAction):
    """What answers one act; made by :func:`_action`."""

    act = ""

    def name(self) -> str:
        """Its name in the domain."""
        return f"action_{self.act}"

    def answer(self, desk: Desk, state: State, text: str, tracker: Tracker) -> Reply:
        """The desk's answer to the message as it was read; a choice's payload says its act alone."""
        if self.act == "themes" and text.startswith("/"):
            return desk.theme(state, entity(tracker, "theme"))
        if self.act == "question" and text.startswith("/"):
            key, topic = entity(tracker, "solution"), entity(tracker, "choix")
            return desk.pick(state, lambda now: desk.following.question(now, key, topic))
        read = Reading.of(next(tracker.get_latest_entity_values(ENTITY), None))
        return desk.serve(state, text, read or Reading(self.act, 1.0))


def _action(act: str) -> type[ActAction]:
    return type(f"Act{act.title().replace('_', '')}", (ActAction,), {"act": act, "__module__": __name__})


ACTIONS = tuple(_action(act.name) for act in acts())
"""Kept by name here: rasa_sdk finds the classes that still live."""
