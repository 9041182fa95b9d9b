"""Deleting: one conversation when asked for, old ones by the clock, and again what Rasa writes back."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from bot.console.saying import no_database, told
from bot.database import upgrade
from bot.gateway.storage import Store
from bot.gateway.tracker import Tracker
from bot.settings import Settings, get_settings

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Purged:
    """How many rows a purge deleted."""

    messages: int
    conversations: int
    tracker_events: int


def purge(now: dt.datetime, days: int, settings: Settings | None = None) -> Purged:
    """Delete transcripts, choices, idle conversations and Rasa's events older than ``days`` before ``now`` (UTC).

    Raises:
        SQLAlchemyError: a database doesn't answer; what is deleted already stays deleted, and a new call goes on.
    """
    settings = settings or get_settings()
    naive = now.astimezone(dt.timezone.utc).replace(tzinfo=None) if now.tzinfo else now
    store = Store(settings)
    try:
        return _purge(store, Tracker(settings), naive - dt.timedelta(days=days))
    finally:
        store.close()


def _purge(store: Store, tracker: Tracker, before: dt.datetime) -> Purged:
    messages, conversations = store.purge(before)
    return Purged(messages, conversations, tracker.purge(before))


class Daily:
    """The purge that the server does by itself: at its start, then once a day; several gateways may do the same."""

    def __init__(self, days: int, store: Store, tracker: Tracker) -> None:
        self._life = dt.timedelta(days=days)
        self._store = store
        self._tracker = tracker
        self._done_at: dt.datetime | None = None

    def run(self) -> Purged | None:
        """Purge when a day has passed since the last one that ended well; blocks.

        Raises:
            SQLAlchemyError: a database doesn't answer; the next call tries again.
        """
        now = self._store.clock()
        if self._done_at is not None and now - self._done_at < DAY:
            return None
        done = _purge(self._store, self._tracker, now - self._life)
        self._done_at = now
        return done


def sweep(store: Store, tracker: Tracker) -> None:
    """Erase again what a turn of Rasa's that ended after an erasure wrote back, for an hour after it."""
    tracker.forget(store.to_erase_again())


def purge_command() -> int:
    """``orientation purge``: delete what is older than TRANSCRIPT_DAYS; status 2 when a database doesn't answer."""
    settings = get_settings()
    try:
        upgrade()
        done = purge(dt.datetime.now(dt.timezone.utc), settings.transcript_days, settings)
    except SQLAlchemyError as error:
        return no_database(error)
    counts = {"messages": done.messages, "conversations": done.conversations, "evenements": done.tracker_events}
    told("efface", **counts)
    return 0
