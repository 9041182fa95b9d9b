"""The transcript of a widget's conversation, written while the turn goes on and read from any point.

All calls block (run them in a thread) and may raise SQLAlchemyError. Times are UTC without zone.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from bot.gateway.choices import Choice
from bot.gateway.models import AnswerRow, ConversationRow, MessageRow
from bot.gateway.storage import Said, Store, add_choices, advance, change_offer
from bot.relay.offers import Offered

MOST = 500
"""Lines of a history: the newest ones."""


@dataclass(frozen=True)
class Known:
    """A conversation that the server began."""

    generation: int
    started_at: dt.datetime


def iso(time: dt.datetime) -> str:
    """A time as the contract writes it."""
    return time.isoformat(timespec="milliseconds") + "Z"


def _shown(row: Any, following: Any) -> dict[str, Any]:
    """A line as the contract writes it; ``plain_of_next`` marks a text that the next line's payload repeats."""
    entry: dict[str, Any] = dict(row.entry)
    custom = following.entry.get("custom") if following is not None else None
    if custom and "text" in entry and custom.get("text") == entry["text"]:
        entry["plain_of_next"] = True
    return {"id": row.id, "message_id": row.message_id, "author": row.author, "at": iso(row.at), **entry}


def _all_shown(rows: Sequence[Any]) -> list[dict[str, Any]]:
    return [_shown(row, following) for row, following in zip_longest(rows, rows[1:])] if rows else []


class Lines:
    """Lines of the conversations of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create(self, key: str) -> Known:
        """Begin a conversation."""
        now = self._store.clock()
        row = {"key": key, "generation": 1, "turn": 0, "started_at": now, "seen_at": now}
        with self._store.sessions.begin() as session:
            session.execute(insert(ConversationRow).values(row))
        return Known(1, now)

    def find(self, key: str) -> Known | None:
        """The conversation, unless it was erased or never begun."""
        with self._store.sessions() as session:
            row = session.get(ConversationRow, key)
            return Known(int(row.generation), row.started_at) if row else None

    def since(self, key: str, after: int) -> list[dict[str, Any]]:
        """The lines after an id, oldest first; of very many, the newest."""
        query = select(MessageRow).where(MessageRow.conversation_key == key, MessageRow.id > after)
        with self._store.sessions() as session:
            rows = session.scalars(query.order_by(MessageRow.id.desc()).limit(MOST)).all()
            return _all_shown(rows[::-1])

    def of(self, key: str, message_id: str) -> list[dict[str, Any]]:
        """The lines of one turn: what the person said, and the answer."""
        query = select(MessageRow).where(MessageRow.conversation_key == key, MessageRow.message_id == message_id)
        with self._store.sessions() as session:
            return _all_shown(session.scalars(query.order_by(MessageRow.id)).all())

    def begin(self, said: Said) -> dict[str, Any] | None:
        """Write what a person says; an earlier try of the same message, which failed, goes.

        Returns:
            The line, or None when the conversation was erased since the turn began.
        """
        with self._store.sessions.begin() as session:
            if not advance(session, said, self._store.clock(), by=0):
                return None
            (row,) = self._write(session, said, "person", [{"text": said.text}])
            # After the new line is there: an id that somebody has seen is never given again.
            earlier = (MessageRow.conversation_key == said.key, MessageRow.message_id == said.message_id)
            session.execute(delete(MessageRow).where(*earlier, MessageRow.id < row.id))
            return _shown(row, None)

    def append(
        self, said: Said, entries: Sequence[dict[str, Any]], choices: Sequence[Choice], *, advances: bool,
        offer: Offered | None = None, closed: bool = False,
    ) -> list[dict[str, Any]] | None:  # fmt: skip
        """Write what the bot shows, and what it offers.

        Args:
            choices: those that this part of the turn brought.
            advances: whether the turn counts from now on, its choices being those that a digit picks.
            offer: what it offers to hand over, once it has asked for a contact detail.
            closed: whether what was offered ends with it.

        Returns:
            The lines, or None when the conversation was erased since the turn began.
        """
        now = self._store.clock()
        with self._store.sessions.begin() as session:
            if not advance(session, said, now, by=1 if advances else 0):
                return None
            rows = self._write(session, said, "bot", entries)
            add_choices(session, said.key, choices, now)
            change_offer(session, said, offer, now, closed=closed)
            return _all_shown(rows)

    def finish(self, said: Said, entries: Sequence[dict[str, Any]]) -> bool:
        """Keep the answer under its message id: the same message again is no second turn.

        Returns:
            False when the conversation was erased since the turn began.
        """
        now = self._store.clock()
        row = {"conversation_key": said.key, "message_id": said.message_id, "entries": list(entries), "at": now}
        with self._store.sessions.begin() as session:
            if not advance(session, said, now, by=0):
                return False
            of_message = (AnswerRow.conversation_key == said.key, AnswerRow.message_id == said.message_id)
            session.execute(delete(AnswerRow).where(*of_message))  # one older than its day
            session.execute(insert(AnswerRow).values(row))
        return True

    def _write(self, session: Session, said: Said, author: str, entries: Sequence[dict[str, Any]]) -> list[Any]:
        now = self._store.clock()
        line: dict[str, Any] = {
            "conversation_key": said.key, "message_id": said.message_id, "author": author, "at": now
        }  # fmt: skip
        rows = [MessageRow(**line, entry=entry) for entry in entries]
        session.add_all(rows)
        session.flush()
        return rows
