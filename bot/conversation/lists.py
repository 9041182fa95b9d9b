"""Short lists: matched, drawn, or an honest "nothing"."""

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from bot.catalogue import queries
from bot.catalogue.schema import Solution
from bot.connectors.discourse import Index
from bot.conversation import payloads
from bot.conversation.facts import say
from bot.conversation.peers import Peers
from bot.conversation.relaying import Relaying
from bot.conversation.reply import Reply
from bot.conversation.state import State
from bot.orientation import Match, Need, Ranker
from bot.settings import Settings

MAX_SHOWN = 3

NOT_USABLE = ("a_l_etude", "ferme")
"""Statuses of what can't be used yet, or any more: shown last, never alone."""


class Lists:
    """Holds what every turn needs: the ranker, sessions on the catalogue, the settings."""

    def __init__(
        self, ranker: Ranker, sessions: Callable[[], Session], settings: Settings, index: Index | None = None
    ) -> None:
        self.ranker, self.sessions, self.settings = ranker, sessions, settings
        self.peers = Peers(sessions, ranker, index, settings.forum_url)
        self.naming = ranker.names

    def match(self, state: State) -> Match:
        """What the ranking makes of what is known so far; what the catalogue doesn't propose any more is left out."""
        with self.sessions() as session:
            gone = self.ranker.ids - queries.proposable(session).keys()
        need = Need(state.besoin or "", state.audience, state.place, state.size, gone.union(state.vus))
        return self.ranker.match(need)

    def serve(self, state: State, match: Match, title: str | None = None) -> Reply:
        """Turn a decision into messages."""
        if match.decision == "ask" and match.question and not state.liste and state.attente != "precision":
            payload = payloads.question(match.question)
            return Reply(state.change(attente="precision")).draw(payload, *payload["choices"])
        keys = [] if match.decision == "none" else self.shown(match)
        if not self.usable(keys):
            return self.nothing(state, keys)
        return self.draw(Reply(state.change(attente=None, courante=None)), state, keys, title=title)

    def shown(self, match: Match) -> list[str]:
        """Ids that a list shows; a question that isn't asked leaves those above the bar, and one at least."""
        above = sum(score >= self.ranker.bar for _, score in match.solutions[:MAX_SHOWN])
        return [key for key, _ in match.solutions[: match.shown or max(1, above)]]

    def usable(self, keys: Sequence[str]) -> bool:
        """Whether one of them at least can be used today."""
        return any(item.status not in NOT_USABLE for item in self.solutions(keys))

    def solutions(self, keys: Sequence[str]) -> list[Solution]:
        """The catalogue's solutions of these ids, in order; unknown ids are left out."""
        with self.sessions() as session:
            return queries.solutions(session, keys)

    def draw(
        self, reply: Reply, state: State, keys: Sequence[str], first_rank: int = 1, title: str | None = None,
        outro: str | None = None,
    ) -> Reply:  # fmt: skip
        """Draw a list, what can't be used yet (or any more) after what can; the reply's state then holds its ids.

        A list whose numbers don't start at 1 goes on with the one before it.
        """
        need = state.besoin or ""
        items = sorted(self.solutions(keys), key=lambda item: item.status in NOT_USABLE)
        reasons = {item.id: self.ranker.reason(need, item.id) for item in items}
        with self.sessions() as session:
            studies = queries.studies(session, self.ranker.experiences(need))
        payload = payloads.solutions(
            state, need, items, reasons, studies, first_rank, title, say("liste.suite") if outro is None else outro
        )
        before = reply.state.liste if first_rank > 1 else []
        reply.state = reply.state.change(liste=[*before, *(item.id for item in items)])
        reply.draw(payload, *payload["feedback"])
        after = self.peers.after(state, items)
        return reply.say(after) if after else reply

    def nothing(self, state: State, studied: Sequence[str]) -> Reply:
        """Nothing that can be used answers: studies and services under study are shown as experience."""
        need = state.besoin or ""
        with self.sessions() as session:
            known = queries.entries(session, [*self.ranker.experiences(need), *studied])
        payload, buttons = payloads.nothing(need, known, self.settings, self.peers.way(state))
        reply = Reply(state.change(liste=[], attente="relais")).draw(payload, *buttons)
        after = self.peers.after(state)
        return reply.say(after) if after else reply

    def names(self) -> dict[str, str]:
        """Names of all entries."""
        with self.sessions() as session:
            return queries.names(session)

    def solution(self, key: str | None) -> Solution | None:
        """The catalogue's solution of an id; None when it has none."""
        found = self.solutions([key]) if key else []
        return found[0] if found else None

    def human(self, state: State, why: str = "") -> Reply:
        """The people behind, with the reason when there is one, and what could be handed over to them."""
        return Relaying(self).proposed(state, why)
