"""Others who met the same need: who uses a solution, who studied the problem, what the forum says of it."""

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from bot.catalogue import queries
from bot.catalogue.schema import Investigation, Solution
from bot.connectors.discourse import Index, Topic
from bot.conversation import facts
from bot.conversation.forum import Search
from bot.conversation.payloads import recalled
from bot.conversation.similar import areas, kinship, near, partners
from bot.conversation.wording import say
from bot.orientation import Ranker
from bot.reading.state import State
from bot.territory import label

_LONGEST_NEED = 600
"""Characters of a need in a topic that is prepared."""


class Peers:
    """Composes what is known of others; what isn't known is not said."""

    def __init__(self, sessions: Callable[[], Session], ranker: Ranker, index: Index | None, front: str) -> None:
        self._sessions, self._ranker, self.index, self._front = sessions, ranker, index, front
        self._search: tuple[Sequence[Topic], Search] | None = None

    def topics(self, need: str) -> list[Topic]:
        """The forum's topics about a need, two at most; none while it doesn't answer."""
        topics = self.index.topics if self.index else ()
        if not topics:
            return []
        if self._search is None or self._search[0] is not topics:
            self._search = (topics, Search(topics))
        return self._search[1].near(need)

    def after(self, state: State, items: Sequence[Solution] = ()) -> str:
        """What follows a list or "nothing fits": users near the person, topics about the need; often nothing."""
        used = [line for line, kin in self._users(state, items) if kin]
        lines = [say("pairs.autour"), *used] if used else []
        about = self._about(state)
        return "\n".join([*lines, *about])

    def asked(self, state: State) -> str | None:
        """Who did it already, and what the forum says; None when nothing at all is known of the need."""
        who, about, link = self.who(state), self._about(state), self.new_topic(state)
        parts = [part for part in (who, "\n".join(about)) if part]
        if not who and state.said and link:
            parts.insert(0, say("pairs.rien"))
        if link:
            parts.append(say("pairs.preparer", lien=link))
        return "\n\n".join(parts) or None

    def who(self, state: State) -> str | None:
        """Users and studies as the files tell them: those like the person first; None when they tell nothing."""
        with self._sessions() as session:
            listed = queries.solutions(session, state.shown or [key for key in (state.current,) if key])
            studies = queries.studies(session, self._ranker.experiences(state.said) if state.said else [])
            known = [*self._users(state, listed), *self._studies(state, studies)]
        if not known:
            return None
        lines = [line for line, _ in sorted(known, key=lambda item: item[1] is None)]
        situated = state.place is not None or state.size is not None
        if situated and all(kin is None for _, kin in known):
            lines.append(say("pairs.loin"))
        return "\n".join([say("pairs.titre"), *lines])

    def new_topic(self, state: State) -> str | None:
        """Link to the forum's editor, filled with the need; None without a need, or while the forum doesn't answer."""
        if not state.said or self.index is None or not self.index.open:
            return None
        place = say("pairs.sujet_lieu", lieu=label(state.place)) if state.place else ""
        need = " ".join(state.said.split())[:_LONGEST_NEED]
        title = say("pairs.sujet_titre", besoin=recalled(state.said))
        return self.index.new_topic(title, say("pairs.sujet_corps", besoin=need, lieu=place and f" {place}"))

    def way(self, state: State) -> str | None:
        """Where the forum is entered when nothing fits: its editor, filled; its front page when it is never read; None
        while it doesn't answer."""
        if self.index is None or not self.index.known:
            return self._front
        return self.new_topic(state)

    def _about(self, state: State) -> list[str]:
        topics = self.topics(state.said)
        if not topics or self.index is None:
            return []
        links = [say("pairs.sujet", titre=topic.title, lien=self.index.address(topic)) for topic in topics]
        return [say("pairs.forum"), *links]

    @staticmethod
    def _users(state: State, items: Sequence[Solution]) -> list[tuple[str, str | None]]:
        """A line a solution whose file says who uses it, and what makes them like the person."""
        found = []
        for item in items:
            usage = facts.usage(item)
            if usage:
                kin = kinship(state, areas(usage))
                found.append((say("pairs.usage", nom=item.name, usage=usage) + near(kin), kin))
        return found

    @staticmethod
    def _studies(state: State, studies: Sequence[Investigation]) -> list[tuple[str, str | None]]:
        found = []
        for study in studies:
            if study.with_:
                kin = kinship(state, partners(study.with_))
                lesson = study.lesson or say("aucun.sans_lecon")
                found.append((say("pairs.etude", avec=study.with_ + near(kin), nom=study.name, lecon=lesson), kin))
        return found
