"""What must outlive a kill: which messages were taken, which were answered, how far the channels were read.

No text of people is kept, only the server's ids. Each call is one small SQLite transaction (write-ahead log: a killed
process loses nothing that was committed), short enough for the event loop.
"""

import sqlite3
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from bot.connectors.mattermost.events import Message

_SCHEMA = """
CREATE TABLE IF NOT EXISTS item (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    root_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    direct INTEGER NOT NULL,
    choice TEXT NOT NULL,
    done INTEGER NOT NULL DEFAULT 0,
    stored_at REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS item_pending ON item (created_at) WHERE done = 0;
CREATE TABLE IF NOT EXISTS greeted (user_id TEXT PRIMARY KEY, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS talk (
    channel_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    root_id TEXT NOT NULL,
    at REAL NOT NULL,
    PRIMARY KEY (channel_id, user_id, root_id)
);
CREATE TABLE IF NOT EXISTS mark (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
"""
_DAY = 86_400.0
_READ = "read"


@dataclass(frozen=True)
class Item:
    """A message or a click to answer once."""

    id: str
    kind: Literal["post", "click"]
    channel_id: str
    root_id: str
    user_id: str
    created_at: int
    direct: bool
    choice: str = ""
    """Token of a clicked choice."""

    @property
    def conversation(self) -> tuple[str, str, str]:
        """Channel, thread and person."""
        return self.channel_id, self.root_id, self.user_id


def item_of(message: Message) -> Item:
    """What is kept of a message."""
    return Item(
        message.id, "post", message.channel_id, message.root_id, message.user_id, message.created_at, message.direct
    )


class Store:
    """One file, one process."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None, timeout=5.0)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.executescript(_SCHEMA)
        path.chmod(0o600)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def take(self, item: Item) -> bool:
        """Keep an item to answer; False when it was taken before."""
        values = (*_values(item), time.time())
        cursor = self._connection.execute("INSERT OR IGNORE INTO item VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?)", values)
        return cursor.rowcount == 1

    def done(self, item_id: str) -> None:
        """An item needs nothing more."""
        self._connection.execute("UPDATE item SET done = 1, choice = '' WHERE id = ?", (item_id,))

    def pending(self) -> list[Item]:
        """Items taken and not answered, oldest first."""
        rows = self._connection.execute(
            "SELECT id, kind, channel_id, root_id, user_id, created_at, direct, choice FROM item"
            " WHERE done = 0 ORDER BY created_at, id"
        )
        return [
            Item(row[0], row[1], row[2], row[3], row[4], row[5], direct=bool(row[6]), choice=row[7]) for row in rows
        ]

    def talked(self, conversation: tuple[str, str, str]) -> None:
        """A conversation goes on: the gateway keeps something of it."""
        channel_id, root_id, user_id = conversation
        row = (channel_id, user_id, root_id, time.time())
        self._connection.execute("INSERT OR REPLACE INTO talk VALUES (?, ?, ?, ?)", row)

    def conversations(self, channel_id: str, user_id: str) -> list[tuple[str, str, str]]:
        """Those of a person in a channel."""
        rows = self._connection.execute(
            "SELECT root_id FROM talk WHERE channel_id = ? AND user_id = ? ORDER BY at", (channel_id, user_id)
        )
        return [(channel_id, row[0], user_id) for row in rows]

    def forget(self, conversation: tuple[str, str, str]) -> None:
        """A conversation is erased."""
        channel_id, root_id, user_id = conversation
        self._connection.execute(
            "DELETE FROM talk WHERE channel_id = ? AND user_id = ? AND root_id = ?", (channel_id, user_id, root_id)
        )

    def greeted(self, user_id: str) -> bool:
        """Whether a person has had the first notice."""
        return self._one("SELECT 1 FROM greeted WHERE user_id = ?", user_id) is not None

    def greet(self, user_id: str) -> None:
        """A person has had the first notice."""
        self._connection.execute("INSERT OR REPLACE INTO greeted VALUES (?, ?)", (user_id, time.time()))

    @property
    def read_until(self) -> int | None:
        """Server's time, in milliseconds, up to which every channel was read; None before the first start."""
        value = self._one("SELECT value FROM mark WHERE name = ?", _READ)
        return None if value is None else int(value)

    @read_until.setter
    def read_until(self, value: int) -> None:
        self._connection.execute(
            "INSERT INTO mark VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = MAX(value, excluded.value)",
            (_READ, value),
        )

    def purge(self, item_days: float, person_days: float) -> None:
        """Forget what no catch-up can bring back, and those who haven't come for long."""
        now = time.time()
        self._connection.execute("DELETE FROM item WHERE stored_at < ?", (now - item_days * _DAY,))
        for table in ("greeted", "talk"):
            self._connection.execute(f"DELETE FROM {table} WHERE at < ?", (now - person_days * _DAY,))

    def _one(self, query: str, *values: Any) -> Any:
        row: Iterable[Any] | None = self._connection.execute(query, values).fetchone()
        return None if row is None else next(iter(row))


def _values(item: Item) -> tuple[Any, ...]:
    return (
        item.id,
        item.kind,
        item.channel_id,
        item.root_id,
        item.user_id,
        item.created_at,
        int(item.direct),
        item.choice,
    )
