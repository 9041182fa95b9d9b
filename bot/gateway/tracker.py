"""Rasa's tracker events, deleted by SQL: Rasa has no call for it.

The tracker store stands in the product's database when that is PostgreSQL, and in ``var/tracker.db`` with SQLite.
"""

import datetime as dt
from collections.abc import Collection

from sqlalchemy import column, delete, inspect, table
from sqlalchemy.engine import Engine

from bot.database import engine_for
from bot.settings import Settings

_EVENTS = table("events", column("sender_id"), column("timestamp"))
"""The columns of Rasa's table that we use."""


def wipe(engine: Engine) -> None:
    """On SQLite, empty the write-ahead log, which still holds what was deleted; does what it can when others read."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


class Tracker:
    """The events of Rasa's conversations."""

    def __init__(self, settings: Settings) -> None:
        self._path = settings.var_dir / "tracker.db" if settings.on_sqlite else None
        self._url = f"sqlite:///{self._path}" if self._path else settings.database

    def _engine(self) -> Engine | None:
        """The engine, or None while Rasa has made no table."""
        if self._path is not None and not self._path.exists():
            return None
        engine = engine_for(self._url)
        return engine if inspect(engine).has_table("events") else None

    def forget(self, rasa_ids: Collection[str]) -> int:
        """Delete the events of these conversations; how many there were."""
        return self._delete(_EVENTS.c.sender_id.in_(list(rasa_ids))) if rasa_ids else 0

    def purge(self, before: dt.datetime) -> int:
        """Delete the events older than a time (UTC without zone); how many there were."""
        return self._delete(_EVENTS.c.timestamp < before.replace(tzinfo=dt.timezone.utc).timestamp())

    def _delete(self, condition: object) -> int:
        engine = self._engine()
        if engine is None:
            return 0
        with engine.begin() as connection:
            if engine.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA secure_delete=ON")
            count = connection.execute(delete(_EVENTS).where(condition)).rowcount
        if count:
            wipe(engine)
        return int(count)
