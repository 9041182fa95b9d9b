"""Choices of ours: a payload says the action and what was picked."""

from rasa_sdk import Tracker

from actions.base import DeskAction, entity
from bot.conversation import Desk, Reply, State


class Choisir(DeskAction):
    """A choice of the one question."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_choisir"

    def answer(self, desk: Desk, state: State, text: str, tracker: Tracker) -> Reply:
        """The list that follows the choice."""
        choice = entity(tracker, "choix") or "autre"
        return desk.pick(state, lambda now: desk.chosen(now, choice))


class Detailler(DeskAction):
    """A service of a list."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_detailler"

    def answer(self, desk: Desk, state: State, text: str, tracker: Tracker) -> Reply:
        """It in full."""
        key = entity(tracker, "solution")
        return desk.pick(state, lambda now: desk.showing.one(now, key))


class Avis(DeskAction):
    """ "Ça ne répond pas", then the reason."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_avis"

    def answer(self, desk: Desk, state: State, text: str, tracker: Tracker) -> Reply:
        """Why, then other results."""
        list_id, services = entity(tracker, "liste_id") or "", entity(tracker, "services") or ""
        reason = entity(tracker, "raison")
        return desk.pick(state, lambda now: desk.feedback.refused(now, list_id, services, reason))


class Relais(DeskAction):
    """A choice made on a request, or the gateway's word on a contact detail, of which it tells a reference only."""

    def name(self) -> str:
        """Its name in the domain."""
        return "action_relais"

    def answer(self, desk: Desk, state: State, text: str, tracker: Tracker) -> Reply:
        """The next step."""
        intent = tracker.latest_message["intent"]["name"]
        told = {name: entity(tracker, name) or "" for name in ("dossier", "moyen", "masque", "remarque", "chiffres")}
        if intent == "relais_recu":
            number, means = told["dossier"], told["moyen"]
            return desk.handing.received(state, number, means, told["masque"], told["remarque"])
        if intent in ("relais_illisible", "relais_confirmer"):
            return desk.handing.unreadable(state, told["moyen"], told["chiffres"], told["masque"])
        if intent == "relais_contact":
            return desk.handing.correct(state, told["dossier"])
        if intent == "relais_accepter":
            return desk.relaying.accept(state, entity(tracker, "resume"))
        return desk.relaying.correct(state) if intent == "relais_corriger" else desk.relaying.refuse(state)
