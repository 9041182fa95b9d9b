"""Short lists: matched, drawn, or an honest "nothing"."""

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from bot.catalogue import queries
from bot.catalogue.models import EntryRow
from bot.connectors.discourse import Index
from bot.conversation import payloads
from bot.conversation.naming import Names
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
        self.naming = Names(ranker.solutions)

    def match(self, state: State) -> Match:
        """What the ranking makes of what is known so far; what ended since the ranker was trained is left out."""
        with self.sessions() as session:
            ended = queries.switched_off(session)
        need = Need(state.besoin or "", state.audience, state.place, state.size, frozenset(state.vus) | ended)
        return self.ranker.match(need)

    def serve(self, state: State, match: Match, title: str | None = None) -> Reply:
        """Turn a decision into messages."""
        if match.decision == "ask" and match.question and not state.liste and state.attente != "precision":
            payload, buttons = payloads.question(match.question)
            return Reply(state.change(attente="precision")).draw(payload, *buttons)
        keys = [] if match.decision == "none" else self.shown(match)
        if not self.usable(keys):
            return self.nothing(state, keys)
        reply = Reply(state.change(liste=keys, attente=None, courante=None))
        return self.draw(reply, state, keys, 1, title)

    def shown(self, match: Match) -> list[str]:
        """Ids that a list shows; a question that isn't asked leaves those above the bar, and one at least."""
        above = sum(score >= self.ranker.bar for _, score in match.solutions[:MAX_SHOWN])
        return [key for key, _ in match.solutions[: match.shown or max(1, above)]]

    def usable(self, keys: Sequence[str]) -> bool:
        """Whether one of them at least can be used today."""
        return any(self.ranker.solutions[key].status not in NOT_USABLE for key in keys)

    def draw(self, reply: Reply, state: State, keys: list[str], first_rank: int, title: str | None = None) -> Reply:
        """Draw a list, what can't be used yet (or any more) after what can."""
        keys.sort(key=lambda key: self.ranker.solutions[key].status in NOT_USABLE)
        need = state.besoin or ""
        reasons = {key: self.ranker.reason(need, key) for key in keys}
        with self.sessions() as session:
            rows = queries.entries(session, keys)
            studies = queries.entries(session, self.ranker.experiences(need))
            payload = payloads.solutions(state, need, rows, reasons, studies, first_rank, title)
            after = self.peers.after(state, rows)
        reply.draw(payload, *payload["feedback"])
        return reply.say(after) if after else reply

    def nothing(self, state: State, studied: Sequence[str]) -> Reply:
        """Nothing that can be used answers: studies and services under study are shown as experience."""
        need = state.besoin or ""
        with self.sessions() as session:
            rows = queries.entries(session, [*self.ranker.experiences(need), *studied])
            payload, buttons = payloads.nothing(need, rows, self.settings, self.peers.way(state))
        reply = Reply(state.change(liste=[], attente="relais")).draw(payload, *buttons)
        after = self.peers.after(state)
        return reply.say(after) if after else reply

    def names(self, keys: Sequence[str] | None = None) -> dict[str, str]:
        """Names of these solutions (of all of them)."""
        return {key: item.name for key, item in self.ranker.solutions.items() if keys is None or key in keys}

    def row(self, key: str | None) -> EntryRow | None:
        """The catalogue's entry of an id; None when it has none."""
        if key is None:
            return None
        with self.sessions() as session:
            rows = queries.entries(session, [key])
        return rows[0] if rows else None

    def human(self, state: State, why: str = "") -> Reply:
        """The people behind, with the reason when there is one, and what could be handed over to them."""
        return Relaying(self).proposed(state, why)
