"""Whether a turn is an emergency, before anything else is made of it."""

import re
from dataclasses import dataclass

from bot.conversation import plain
from bot.conversation.lists import Lists
from bot.conversation.reply import Turn
from bot.folding import fold
from bot.reading.emergencies import Emergency, emergencies, emergency_said
from bot.reading.emergency_model import decided, trained
from bot.reading.read import embedded
from bot.reading.state import URGENT, State

PLAINLY_A_NEED = 0.7
"""Probability of a service above which a message that reads like an emergency is a need ("dort dans sa voiture, il lui
faut une domiciliation")."""

LIKELY_A_NEED = 0.5
"""The same for a message that no rule takes for an emergency."""

LATER = 0.6
"""Probability of an emergency under which a message that goes on with a need isn't one."""

_HELP = re.compile(
    r"\b(?:qui|quel|quoi|numero|appel\w*|1[15]\d|18|faut|dois|doit|coupe\w*|evacu\w+|aide|secours|pompiers?|police)\b"
)


@dataclass(frozen=True)
class Alert:
    """An emergency to answer."""

    emergency: Emergency
    again: bool = False
    """Its advice was just shown: this message only asks for help again."""


class Urgent:
    """Weighs the signs of an emergency, with the message's meaning, against what the catalogue answers."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists
        self._model = trained()

    def of(self, turn: Turn) -> Alert | None:
        """The emergency that a turn is about; None for a choice of ours, and for anything else."""
        if turn.text.startswith("/"):
            return None
        said = self._said(turn)
        return Alert(said) if said else self._still(turn)

    def _said(self, turn: Turn) -> Emergency | None:
        """The emergency that a message says, unless it is a need that a service of the catalogue plainly answers."""
        vector = self._lists.ranker.vector(embedded(turn.text))
        weighed = self._model.weigh([turn.text], vector)[0]
        said = decided(turn.text, weighed)
        if said is None or self._denied(turn, said):
            return None
        if said.kind in turn.state.alerts and (emergency_said(turn.text) is None or weighed.probability < LATER):
            return None  # its advice was shown: once more only for a danger that is plainly said
        if turn.state.needs and weighed.probability < LATER:
            return None  # who talks of a need already rarely has an emergency
        bar = LIKELY_A_NEED if emergency_said(turn.text) is None else PLAINLY_A_NEED
        match = self._lists.match(State(), turn.text)
        key, score = match.solutions[0] if match.solutions else (None, 0.0)
        return None if match.decision == "answer" and score >= bar and key != said.after else said

    @staticmethod
    def _denied(turn: Turn, said: Emergency) -> bool:
        """Whether the message says that nothing is under way; after an alert, that may be said of that one alone."""
        text, alerts = fold(turn.text), turn.state.alerts
        if alerts and said.kind not in alerts and emergency_said(turn.text) is not None:
            return False
        denies = alerts and emergency_said(turn.text) is None and plain.DENIES.search(text)
        return bool(plain.NO_DANGER.search(text) or denies)

    @staticmethod
    def _still(turn: Turn) -> Alert | None:
        """The emergency of the message before, when this one still asks for help."""
        kind = turn.state.last.mark.partition(":")[2] if turn.state.last.mark.startswith(URGENT) else ""
        text = fold(turn.text)
        if not kind or plain.NO_DANGER.search(text) or plain.DENIES.search(text) or not _HELP.search(text):
            return None
        return next((Alert(item, again=True) for item in emergencies() if item.kind == kind), None)
