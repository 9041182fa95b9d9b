"""What people ask next of a need that no service answers: what the door says of it, else who knows."""

from collections.abc import Mapping, Sequence

from bot.answers import Passage
from bot.catalogue.doors import Door, door_of, doors
from bot.conversation import payloads, plain, sheets
from bot.conversation.answered import LOOSELY, NEAR, PLAINLY_ASKS, Answered
from bot.conversation.asking import asks, questions_of
from bot.conversation.lists import Lists
from bot.conversation.orienting import Orienting
from bot.conversation.reply import Reply, Turn, button
from bot.conversation.wording import say
from bot.folding import fold
from bot.orientation import Match
from bot.reading import acts
from bot.reading import state as of
from bot.reading.state import Last, State
from bot.reading.words import roots

KIND_NEAR = 0.25
"""Probability of a passage from which it is told as the nearest thing, when it is of the kind that is asked for."""

_SAID = ("getting_started", "operator")
"""Fields that the refusal said: they answer only what surely asks for them."""

MOST_NEXT = 3
"""Questions offered at once."""

TELLING = 3
"""Telling words with which a message that another door is likelier for is a need of its own."""

SURELY = 0.8
"""A service at least this probable comes before what the door says."""

HALF = 0.5
"""Probability of an act under which a message that is about something else is a need."""

OWN_ACTS = (
    acts.QUESTION, acts.PRECISION, acts.NEXT, acts.OBJECTION, acts.WHY, acts.COMPARISON, acts.OTHERS, acts.NEED,
    "reproche", "themes", "suivi", "hors_perimetre", "financement", "assistant", "donnees", "pairs",
)  # fmt: skip
"""Acts that may go on with a need that somebody else sees to."""

_ASKS_ACTS = (acts.SITUATION, "humain", acts.CHOICE, acts.YES, acts.NO)
"""Acts that do when they ask something."""


class Behind:
    """Goes on with the door that the current need was sent to."""

    def __init__(self, lists: Lists, orienting: Orienting) -> None:
        self._lists, self._orienting = lists, orienting

    def of(self, turn: Turn) -> Reply | None:
        """The answer on the door at hand; None when there is none, or when the message is about something else."""
        state, act = turn.state, turn.reading.act
        door = doors().get(state.need.door) if state.need and state.need.door else None
        if door is None or state.shown or turn.reading.named or turn.text.startswith("/"):
            return None
        if act == "reproche" and len(roots(turn.text)) <= TELLING and not asks(turn.text):
            return None
        if act not in OWN_ACTS and not (act in _ASKS_ACTS and ("?" in turn.text or asks(turn.text))):
            return None
        asked = [self._find(door, part) for part in questions_of(turn.text)]
        told = {passage: one.said for one in asked if (passage := self._told(one))}
        if any(passage.key == "contact" for passage in told):  # which says who, too
            told = {passage: sure for passage, sure in told.items() if passage.key != "operator"}
        match = self._lists.match(state, turn.reading.need or turn.text)
        if self._is_another(turn, door, match, asked, bool(told)):
            return self._orienting.need(turn) if turn.reading.confidence < HALF else None
        outside = act == "hors_perimetre" and turn.reading.confidence >= HALF
        if not told and (act in _ASKS_ACTS or outside):
            return None
        return self._say(state, door, told) if told else self._unsaid(state, door)

    def _find(self, door: Door, text: str) -> Answered:
        return Answered(text, self._lists.find(text, [door.key]))

    @staticmethod
    def _told(asked: Answered) -> Passage | None:
        """What the door says on one question; what comes near it when nothing answers surely."""
        if not asked.found.ranked:
            return None
        best, share = asked.found.ranked[0]
        bar = LOOSELY if best.field == "limits" else NEAR
        if best.field in _SAID and not asked.said:
            return None
        of_its_kind = asked.found.kind == best.kind and best.question and share >= KIND_NEAR
        return best if asked.said or asked.likely and share >= bar or of_its_kind else None

    def _is_another(self, turn: Turn, door: Door, match: Match, asked: Sequence[Answered], answered: bool) -> bool:
        """Whether a service answers the message, or another door is what it is about."""
        words, told = fold(turn.text), set(roots(turn.text))
        if len(told) > 1 and (plain.ANOTHER.search(words) or plain.NEW.search(words) and not answered):
            return True
        asks = answered or len(told) < TELLING
        best = match.solutions[0][1] if match.solutions else 0.0
        if match.decision == "answer" and best >= (SURELY if asks else self._lists.ranker.bar):
            return self._may_use(turn.state, door, match.solutions[0][0])
        other = doors().get(match.door or "")
        if other is None or other is door or answered:
            return False
        named = told & set(roots(other.title)) - set(roots(door.title))
        plainly = max(one.found.asks for one in asked) >= PLAINLY_ASKS
        says = {acts.NEED: TELLING, acts.PRECISION: TELLING + 1}.get(turn.reading.act)
        return bool(named) and not plainly or says is not None and len(told) >= says

    def _may_use(self, state: State, door: Door, key: str) -> bool:
        """Whether a service is for the person: whoever came for their own papers has no use for those of agents."""
        item = self._lists.solution(key)
        own = state.role == "habitant" or state.role is None and door.citizens
        return not own or item is not None and "habitant" in item.audiences

    def _say(self, state: State, door: Door, passages: Mapping[Passage, bool]) -> Reply:
        """What the door says, surely or as the nearest thing, with its sources, and what else it answers."""
        lines = [
            self._worded(door, passage) if sure else say("porte.pres", dit=self._worded(door, passage))
            for passage, sure in passages.items()
        ]
        reply = Reply(state).say("\n".join(lines))
        return self._on_hand(reply, door, [passage.key for passage in passages])

    @staticmethod
    def _worded(door: Door, passage: Passage) -> str:
        """A passage as it is shown: the door's words, and where they were read."""
        if passage.key == "operator":
            return say("porte.qui", titre=door.title, est=payloads.door_who(door))
        if passage.key == "contact":
            return say("porte.ou", titre=door.title, est=payloads.door_who(door), lien=door.url)
        if not passage.question:
            return passage.text
        number = int(passage.key.partition(":")[2])
        source = door.questions[number].source if number < len(door.questions) else None
        return f"{passage.text} {sheets.read_at(source.url, source.date)}" if source else passage.text

    def _unsaid(self, state: State, door: Door) -> Reply:
        """That no more is known, with who knows; otherwise than the last time, and a person the second time."""
        state, said = self._lists.door_again(state, door)
        return self._on_hand(Reply(state).say(said), door, [])

    def question(self, state: State, key: str, topic: str) -> Reply | None:
        """The answer to a question of a door that was offered; None when the file has changed since."""
        door = door_of(key)
        place = topic.removeprefix("q:")
        number = int(place) if place.isdecimal() else -1
        if door is None or not 0 <= number < len(door.questions):
            return None
        item = door.questions[number]
        return self._say(state, door, {Passage(key, topic, item.kind, item.q, item.a): True})

    def _on_hand(self, reply: Reply, door: Door, keys: Sequence[str]) -> Reply:
        """The reply with what else may be asked of the door; the need stays sent to it."""
        last = reply.state.last
        asked = tuple(dict.fromkeys((*last.asked, *keys))) if last.mark == door.key else tuple(keys)
        reply.offering(*self._next_of(door, asked))
        reply.state = reply.state.change(
            last=Last(of.NOTHING, choices=reply.choices, awaits=of.AWAITS_RELAY, mark=door.key, asked=asked)
        )
        return reply

    @staticmethod
    def _next_of(door: Door, asked: Sequence[str]) -> list[dict[str, str]]:
        """Questions that a door answers, as choices, less those answered already."""
        left = [(f"q:{number}", item) for number, item in enumerate(door.questions) if f"q:{number}" not in asked]
        return [button(item.q, "question", solution=door.key, choix=topic) for topic, item in left[:MOST_NEXT]]
