"""What the connector keeps, in one SQLite file: where reading stopped, what was answered, what was offered.

No text of people's, no name of theirs: conversations and people are digests.
"""

import json
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path

from bot.connectors.common.render import Choice

_SCHEMA = """
CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS handled (event TEXT PRIMARY KEY, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS conversation (
    id TEXT PRIMARY KEY, person TEXT NOT NULL, room TEXT NOT NULL, latest TEXT NOT NULL, at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS conversation_person ON conversation (person);
CREATE TABLE IF NOT EXISTS offer (
    event TEXT PRIMARY KEY, conversation TEXT NOT NULL, thread TEXT NOT NULL, choices TEXT NOT NULL, at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS offer_conversation ON offer (conversation);
CREATE TABLE IF NOT EXISTS told (what TEXT PRIMARY KEY, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS room (id TEXT PRIMARY KEY);
"""
HANDLED_SECONDS = 7 * 86_400.0
"""How long an answered event is remembered: much longer than a token can stay behind."""


class Store:
    """Small writes in one thread; each is durable against the death of the process."""

    def __init__(self, path: Path, days: int = 30) -> None:
        """Open or make the file.

        Args:
            path: of the file.
            days: that conversations and offers are kept.
        """
        path.touch(mode=0o600)
        path.chmod(0o600)
        self._days = days
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;" + _SCHEMA)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    @property
    def token(self) -> str:
        """Where reading starts again; empty the first time."""
        row = self._database.execute("SELECT value FROM state WHERE name = 'token'").fetchone()
        return str(row[0]) if row else ""

    def keep_token(self, token: str) -> None:
        """Everything before this is answered."""
        self._database.execute("INSERT OR REPLACE INTO state VALUES ('token', ?)", (token,))

    def handled(self, event: str) -> bool:
        """Whether an event was answered."""
        return self._one("SELECT 1 FROM handled WHERE event = ?", event) is not None

    def mark(self, event: str) -> None:
        """An event is answered."""
        self._database.execute("INSERT OR IGNORE INTO handled VALUES (?, ?)", (event, time.time()))

    def knows_room(self, room: str) -> bool:
        """Whether the room was entered and greeted."""
        return self._one("SELECT 1 FROM room WHERE id = ?", room) is not None

    def enter(self, room: str) -> None:
        """The room was greeted."""
        self._database.execute("INSERT OR IGNORE INTO room VALUES (?)", (room,))

    def leave(self, room: str) -> list[str]:
        """The room was left; ids of the conversations that were held in it."""
        self._database.execute("DELETE FROM room WHERE id = ?", (room,))
        rows = self._database.execute("SELECT id FROM conversation WHERE room = ?", (room,)).fetchall()
        return self._forget([str(row[0]) for row in rows])

    def tell(self, what: str, seconds: float) -> bool:
        """Whether something is to be said: it wasn't within this time. Call :meth:`said` once it is."""
        row = self._one("SELECT at FROM told WHERE what = ?", what)
        return row is None or time.time() - float(str(row)) >= seconds

    def said(self, what: str) -> None:
        """Something was said."""
        self._database.execute("INSERT OR REPLACE INTO told VALUES (?, ?)", (what, time.time()))

    def spoke(self, conversation: str, person: str, room: str) -> None:
        """A person speaks in a conversation (both digests)."""
        self._database.execute(
            "INSERT INTO conversation VALUES (?, ?, ?, '', ?) ON CONFLICT (id) DO UPDATE SET at = excluded.at",
            (conversation, person, room, time.time()),
        )

    def offer(self, event: str, conversation: str, thread: str, choices: Sequence[Choice]) -> None:
        """A message of ours offers choices."""
        written = json.dumps([[one.number, one.title, one.message, one.kind] for one in choices])
        self._database.execute(
            "INSERT OR REPLACE INTO offer VALUES (?, ?, ?, ?, ?)", (event, conversation, thread, written, time.time())
        )
        self._database.execute("UPDATE conversation SET latest = ? WHERE id = ?", (event, conversation))

    def offered(self, event: str) -> tuple[str, str, list[Choice]] | None:
        """Conversation, thread and choices of a message of ours."""
        row = self._database.execute(
            "SELECT conversation, thread, choices FROM offer WHERE event = ?", (event,)
        ).fetchone()
        return (str(row[0]), str(row[1]), [Choice(*one) for one in json.loads(row[2])]) if row else None

    def latest(self, conversation: str) -> str | None:
        """The last message that offered something in a conversation; None when there is no such conversation."""
        row = self._one("SELECT latest FROM conversation WHERE id = ?", conversation)
        return None if row is None else str(row)

    def of_person(self, person: str) -> list[str]:
        """Conversations of a person."""
        rows = self._database.execute("SELECT id FROM conversation WHERE person = ?", (person,)).fetchall()
        return [str(row[0]) for row in rows]

    def forget(self, conversation: str) -> None:
        """A conversation was erased."""
        self._forget([conversation])

    def _forget(self, conversations: list[str]) -> list[str]:
        for one in conversations:
            self._database.execute("DELETE FROM offer WHERE conversation = ?", (one,))
            self._database.execute("DELETE FROM conversation WHERE id = ?", (one,))
        return conversations

    def prune(self) -> None:
        """Forget what is too old."""
        now = time.time()
        self._database.execute("DELETE FROM handled WHERE at < ?", (now - HANDLED_SECONDS,))
        for table in ("conversation", "offer", "told"):
            self._database.execute(f"DELETE FROM {table} WHERE at < ?", (now - self._days * 86_400.0,))

    def _one(self, query: str, value: str) -> object:
        row = self._database.execute(query, (value,)).fetchone()
        return row[0] if row else None
