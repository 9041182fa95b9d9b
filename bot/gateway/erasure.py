"""Deleting: one conversation when asked for, old ones by the clock, and again what Rasa writes back."""

import datetime as dt
import sys
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from bot.gateway.storage import Store
from bot.gateway.tracker import Tracker
from bot.settings import Settings, get_settings


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
    before = naive - dt.timedelta(days=days)
    store = Store(settings)
    try:
        messages, conversations = store.purge(before)
    finally:
        store.close()
    return Purged(messages, conversations, Tracker(settings).purge(before))


def sweep(store: Store, tracker: Tracker) -> None:
    """Erase again what a turn of Rasa's that ended after an erasure wrote back, for an hour after it."""
    tracker.forget(store.to_erase_again())


def purge_command() -> int:
    """``orientation purge``: delete what is older than TRANSCRIPT_DAYS; status 2 when a database doesn't answer."""
    settings = get_settings()
    try:
        done = purge(dt.datetime.now(dt.timezone.utc), settings.transcript_days, settings)
    except SQLAlchemyError as error:
        sys.stderr.write(f"orientation: database: {type(error).__name__}\n")
        return 2
    counts = f"{done.messages} messages, {done.conversations} conversations, {done.tracker_events} events"
    sys.stdout.write(f"purged: {counts}\n")
    return 0
