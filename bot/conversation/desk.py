"""The desk where a conversation is served: each topic with those who know it."""

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from bot.connectors.discourse import Index
from bot.conversation import erasing, facts, needs, payloads
from bot.conversation.around import Around, Reference
from bot.conversation.feedback import Feedback
from bot.conversation.lists import Lists
from bot.conversation.orienting import SURE, Orienting
from bot.conversation.programs import Programs
from bot.conversation.refining import Refining
from bot.conversation.relaying import Relaying
from bot.conversation.reply import Reply
from bot.conversation.single import Single
from bot.conversation.state import State
from bot.orientation import Ranker
from bot.orientation.situation import only_situation
from bot.settings import Settings


class Desk:
    """From a state and a message to a reply; safe to share between threads."""

    def __init__(
        self, ranker: Ranker, sessions: Callable[[], Session], settings: Settings, index: Index | None = None
    ) -> None:
        lists = Lists(ranker, sessions, settings, index)
        self.peers = lists.peers
        self.orienting, self.refining = Orienting(lists), Refining(lists)
        self.single, self.around = Single(lists), Around(lists)
        self.feedback = Feedback(lists, self.refining)
        self.programs = Programs(lists)
        self.relaying = Relaying(lists)
        self._ranker = ranker

    def read_ahead(self, text: str) -> None:
        """Read a message as a need before it is known to be one: the turn that follows finds it read."""
        self._ranker.read_ahead(text)

    def refine(self, state: State, text: str) -> Reply:
        """A condition on the list; without a need yet, the message is the need."""
        return self.refining.refine(state, text) if state.besoin else self.orienting.orient(state, text)

    def question(self, state: State, text: str) -> Reply:
        """A question on a solution; before any list, what looks like one may be a need ("et pour le PLUi ?")."""
        named = self.single.named(state, text)
        if not state.liste and named is None and not needs.vague(text):
            served = self._need_after_all(state, text)
            if served:
                return served
        return self.single.question(state, text)

    def _need_after_all(self, state: State, text: str) -> Reply | None:
        match = self.orienting.match_alone(state, text)
        return None if match.decision == "none" else self.orienting.orient(state, text)

    def forum(self, state: State) -> Reply:
        """Others who met the same need; the forum's address unless a link opens it already."""
        said, reply = self.peers.asked(state), Reply(state)
        if said:
            reply.say(said)
        if self.peers.new_topic(state) is None:
            reply.response = "utter_forum"
        return reply

    def situate(self, state: State, text: str, ambiguous: Sequence[Reference] = ()) -> Reply:
        """A place or a role; said with "is it for us?", it is also answered."""
        reply = self.around.situate(state, ambiguous)
        if state.liste and facts.aspect_of(text) == "eligibilite":
            reply.messages += self.single.question(reply.state, text).messages
        return reply

    def erase(self, state: State, text: str) -> Reply:
        """Everything that was said goes, after a "yes" when the message may mean something else."""
        return erasing.erase(state, text)

    def beyond(self, state: State, text: str) -> Reply | None:
        """What looks out of scope is served all the same when a solution surely answers it; None otherwise."""
        match = self.orienting.match_alone(state, text)
        sure = match.decision == "answer" and match.solutions[0][1] >= SURE
        return self.orienting.orient(state, text) if sure else None

    def chosen(self, state: State, choice: str) -> Reply:
        """A choice of the one question."""
        if choice == payloads.OTHER:
            return self.refining.others(state.change(liste=self.orienting.offered(state)))
        return self.orienting.chosen(state, choice)

    def change_need(self, state: State, text: str) -> Reply:
        """Another need, or a correction: of the need, or only of the place or role (the slots hold it already)."""
        rest = needs.without_announcement(text)
        if rest and only_situation(rest):
            return self.around.situate(state)
        return self.orienting.change_need(state, text)
