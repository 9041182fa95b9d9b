"""Short lists: matched, drawn, or an honest "nothing"."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from bot.answers import Answers, Found, Passage
from bot.catalogue import queries
from bot.catalogue.doors import Door, doors
from bot.catalogue.schema import NOT_USABLE, Solution
from bot.connectors.discourse import Index
from bot.conversation import payloads, ways
from bot.conversation.nearby import limit_of
from bot.conversation.peers import Peers
from bot.conversation.reply import Reply
from bot.conversation.wording import fresh, say
from bot.orientation import Match, Need, Ranker
from bot.reading import state as of
from bot.reading.groups import group
from bot.reading.read import Trained, embedded, order
from bot.reading.state import Last, State
from bot.reading.words import roots
from bot.settings import Settings

MAX_SHOWN = 3

SURE = 0.5
"""A service at least this probable answers by itself."""

LEAST_SUPPOSED = 0.2
"""Under this probability the best one is no more than a guess: of twelve proposed with less, two were right."""


OPEN = "ouverte"
"""How the open question is remembered among those that were asked."""


class Lists:
    """Holds what every turn needs: the ranker, the files' passages, the lexicon, sessions, the settings."""

    def __init__(
        self, ranker: Ranker, answers: Answers, reading: Trained, sessions: Callable[[], Session], settings: Settings,
        index: Index | None = None,
    ) -> None:  # fmt: skip
        self.ranker, self.answers = ranker, answers
        self.lexicon, self._acts = reading.lexicon, reading.model
        self.sessions, self.settings = sessions, settings
        self.peers = Peers(sessions, ranker, index, settings.forum_url)

    def match(self, state: State, text: str | None = None) -> Match:
        """What the ranking makes of the current need, or of another text by itself.

        What the catalogue doesn't propose any more, was set aside or is known already is left out.
        """
        with self.sessions() as session:
            gone = self.ranker.ids - queries.proposable(session).keys()
        out = gone.union(state.known, state.aside if text is None else ())
        return self.ranker.match(
            Need(state.said if text is None else text, state.audience, state.place, state.size, out)
        )

    def find(self, question: str, ids: Sequence[str]) -> Found:
        """What the files of these services hold on a question; those that came after the training are left out."""
        known = [key for key in ids if self.answers.knows(key)]
        return self.answers.find(question, known, self.ranker.vector(embedded(question)))

    def nearest_sentence(self, passage: Passage, question: str) -> int:
        """Which sentence of a passage is nearest to a question."""
        return self.answers.nearest_sentence(passage, self.ranker.vector(embedded(question)))

    def passages(self, key: str) -> tuple[Passage, ...]:
        """All that a service's file says, in parts; nothing when it came after the training."""
        return self.answers.passages(key) if self.answers.knows(key) else ()

    def acts(self, state: State, text: str) -> list[tuple[str, float]]:
        """The acts of a message, likeliest first, read with its embedding."""
        return order(state, text, self.lexicon, self._acts, self.ranker.vector(embedded(text)))

    def serve(self, state: State, match: Match, title: str | None = None, question: bool = True) -> Reply:
        """Turn a decision on the current need into messages; ``question``: whether one may be asked.

        Nothing under the ranking's bar is shown as an answer.
        """
        if match.decision == "ask" and question and state.last.kind != of.QUESTION:
            asked = self._ask(state, match)
            if asked:
                return asked
        keys = self.shown(match)
        best = match.solutions[0][1] if match.solutions else 0.0
        if not keys or not self.usable(keys) and best < SURE:
            return self.nothing(state, keys, match.door, match.near)
        return self.draw(Reply(state), state, keys, title=title)

    def _ask(self, state: State, match: Match) -> Reply | None:
        """The ranking's question; None when it helps nobody: asked already, a mere guess, or about what can't be used.

        Asked already, and nothing surer since: once, openly, in the person's words.
        """
        assert match.question
        key, score = match.solutions[0]
        offered, hedged = match.question.offered, match.question.hedged
        if hedged and (score < LEAST_SUPPOSED or state.last.kind == of.NOTHING or not self.usable([key])):
            return None
        mark = ".".join(sorted(offered))
        if mark in state.asked:
            return self._openly(state)
        intro = None
        if hedged:
            state, intro = fresh(state, "doute.besoin")
        return self._asked(state.change(asked=(*state.asked, mark)), payloads.question(match.question, intro))

    @staticmethod
    def _openly(state: State) -> Reply | None:
        """An open question in the person's words; None when it was asked already."""
        if OPEN in state.asked:
            return None
        text = say("question.ouverte", besoin=payloads.recalled(state.said))
        reply = Reply(state).say(text)
        reply.state = state.change(last=Last(of.QUESTION, awaits=of.AWAITS_MORE), asked=(*state.asked, OPEN))
        return reply

    @staticmethod
    def _asked(state: State, payload: dict[str, Any]) -> Reply:
        """A question about the need, with what it offers kept in mind."""
        reply = Reply(state).draw(payload, *payload["choices"])
        offered = tuple(choice.value for choice in reply.choices if choice.value != of.NONE_OF_THESE)
        reply.state = state.change(
            last=Last(of.QUESTION, choices=reply.choices, awaits=of.AWAITS_MORE), current=None
        ).change_need(passed=offered)
        return reply

    def shown(self, match: Match) -> list[str]:
        """Ids that a list shows, those above the bar: a right but closed service alone, else what can be used."""
        above = [key for key, score in match.solutions[:MAX_SHOWN] if score >= self.ranker.bar]
        if match.decision == "none" or not above:
            return []
        if match.solutions[0][1] >= SURE and not self.usable(above[:1]):
            return above[:1]
        kept = above[: match.shown or MAX_SHOWN]
        return [key for key in kept if self.usable([key])] or kept[:1]

    def usable(self, keys: Sequence[str]) -> bool:
        """Whether one of them at least can be used today."""
        return any(item.status not in NOT_USABLE for item in self.solutions(keys))

    def solutions(self, keys: Sequence[str]) -> list[Solution]:
        """The catalogue's solutions of these ids, in order; unknown ids are left out."""
        with self.sessions() as session:
            return queries.solutions(session, keys)

    def title(self, need: str, keys: Sequence[str]) -> str | None:
        """The noun group that names a need to its author ("vos boîtes mail"); None when none does."""
        about = frozenset().union(*(self.lexicon.vocabulary.get(key, frozenset()) for key in keys))
        first = self.solution(keys[0]) if keys else None
        return group(need, about, dict(self.lexicon.weights), frozenset(roots(first.purpose)) if first else ())

    def reason(self, item: Solution, need: str, title: str | None = None) -> str:
        """What the service is for, tied to words of the need that its file knows and the title doesn't say."""
        words = group(need, self.lexicon.vocabulary.get(item.id, frozenset()), dict(self.lexicon.weights))
        told = words and words != title
        return say("raison.mots" if told else "raison.sens", mots=words, but=item.purpose)

    def draw(
        self, reply: Reply, state: State, keys: Sequence[str], first_rank: int = 1, title: str | None = None,
        outro: str | None = None, follow: Sequence[Mapping[str, Any]] | None = None,
    ) -> Reply:  # fmt: skip
        """Draw a list; the reply's state then holds its ids.

        A list whose numbers don't start at 1 goes on with the one before it. ``follow``: what may be done with it as a
        whole, instead of what every list offers; nothing more comes after a list that offers nothing.
        """
        need = state.said
        items = self.solutions(keys)
        named = self.title(need, keys)
        reasons = {item.id: self.reason(item, need, named) for item in items}
        with self.sessions() as session:
            studies = [study for study in queries.studies(session, self.ranker.experiences(need)) if study.lesson]
        follow = ways.under_list() if follow is None else follow
        payload = payloads.solutions(
            state, need, items, reasons, studies, first_rank, title=title or self._title(items, named),
            outro=self._outro(items) if outro is None else outro, follow=follow,
        )  # fmt: skip
        before = reply.state.shown if first_rank > 1 else ()
        ids = tuple(item.id for item in items)
        reply.state = reply.state.change_need(shown=(*before, *ids), title=named)
        reply.state = reply.state.change(
            last=Last(of.LIST, (*before, *ids)), current=ids[0] if len(ids) == 1 and not before else None
        )
        reply.draw(payload, *payload["feedback"])
        return self._peers(reply, state, items, bool(follow))

    def _peers(self, reply: Reply, state: State, items: Sequence[Solution], may_ask: bool) -> Reply:
        """Who did it already and what the forum says, with the way to ask there."""
        after = self.peers.after(state, items)
        if not after:
            return reply
        return reply.say(after, *([ways.forum()] if may_ask and self.peers.topics(state.said) else []))

    @staticmethod
    def _title(items: Sequence[Solution], named: str | None) -> str:
        if len(items) == 1 and items[0].status in NOT_USABLE:
            return say(f"liste.{items[0].status}")
        if named:
            return say("liste.titre", titre=named)
        return say("liste.titre_un" if len(items) == 1 else "liste.titre_sans", nombre=len(items))

    @staticmethod
    def _outro(items: Sequence[Solution]) -> str:
        return say("liste.suite_un" if len(items) == 1 else "liste.suite")

    def nearby(self, need: str, keys: Sequence[str]) -> list[tuple[Solution, str]]:
        """What comes near a need, each with the limit of its file that is nearest to it; what says none is left out."""
        items = [item for item in self.solutions(keys) if item.status not in NOT_USABLE]
        found = [(item, limit_of(self, need, item)) for item in items]
        return [(item, limit) for item, limit in found if limit]

    def nothing(self, state: State, studied: Sequence[str], key: str | None = None, near: Sequence[str] = ()) -> Reply:
        """Nothing that can be used answers: studies and services under study are shown as experience.

        ``key``: the door behind which somebody else sees to it; then that alone is said. ``near``: what comes near.
        """
        door = doors().get(key) if key else None
        with self.sessions() as session:
            known = [] if door else queries.entries(session, [*self.ranker.experiences(state.said), *studied])
        again = any(mark.startswith("aucun.texte") for mark in state.told)
        if door:
            mark = f"porte.{door.id}"
            told = mark in state.told
            again = again or told
            said = payloads.door_said(door)
            if told:
                state, said = self.door_again(state, door)
            state = state.with_told(mark)
        elif known and studied:
            said = say("aucun.rien_d_ouvert")
        else:
            state, said = fresh(state, "aucun.texte")
        close = [] if door else self.nearby(state.said, near)
        payload, buttons = payloads.nothing(
            state.said, said, known, self.settings, self.peers.way(state), again, door, close
        )
        reply = Reply(state).draw(payload, *buttons)
        ids = tuple(entry.id for entry in (*known, *(item for item, _ in close)) if isinstance(entry, Solution))
        reply.state = state.change_need(shown=(), door=door.id if door else None).change(
            last=Last(of.NOTHING, ids, reply.choices, of.AWAITS_RELAY), current=ids[0] if len(ids) == 1 else None
        )
        return self._peers(reply, state, [], False)

    def door_again(self, state: State, door: Door) -> tuple[State, str]:
        """That no more is known of what somebody else sees to, otherwise than the last time; who knows."""
        contact, est = payloads.human_contact(self.settings), payloads.door_who(door)
        return fresh(
            state, "aucun.porte_encore", titre=door.title, qui=door.who, est=est, lien=door.url, contact=contact
        )  # fmt: skip

    def names(self) -> dict[str, str]:
        """Names of all entries."""
        with self.sessions() as session:
            return queries.names(session)

    def solution(self, key: str | None) -> Solution | None:
        """The catalogue's solution of an id; None when it has none."""
        found = self.solutions([key]) if key else []
        return found[0] if found else None
