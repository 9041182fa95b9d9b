"""Rasa's tracker store on the product's own engine: same address, same waits, same care for SQLite.

Rasa's configuration keys lose options of the address (socket, TLS), so the store is built in code.
"""

import itertools
from collections.abc import Iterator
from typing import Any

from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted
from sqlalchemy.orm import Session, sessionmaker

from bot.database import make_engine
from bot.settings import Settings


def tracker_url(settings: Settings) -> str:
    """SQLAlchemy address of the events: a file of their own with SQLite, else the product's server."""
    return f"sqlite:///{settings.var_dir / 'tracker.db'}" if settings.on_sqlite else settings.database


class Trackers(SQLTrackerStore):
    """The SQL store; a database that fails makes the turn fail.

    Rasa would otherwise go on in memory, where neither erasure nor the 30 days reach.
    """

    def __init__(self, url: str, domain: Domain | None = None) -> None:
        """Open the store and make its table.

        Raises:
            SQLAlchemyError: the database can't be reached.
        """
        self.engine = make_engine(url)
        self.Base.metadata.create_all(self.engine)
        self.sessionmaker = sessionmaker(bind=self.engine)
        TrackerStore.__init__(self, domain, None)

    async def create_tracker(self, sender_id: str, append_action_listen: bool = True) -> Any:
        """A new conversation, in memory: its first turn is written once, when it ends."""
        tracker = self.init_tracker(sender_id)
        if append_action_listen:
            tracker.update(ActionExecuted(ACTION_LISTEN_NAME))
        tracker.written = 0
        return tracker

    async def retrieve(self, sender_id: str) -> Any:
        """A conversation's last session, with the number of its events that are written."""
        tracker = await super().retrieve(sender_id)
        if tracker is not None:
            tracker.written = len(tracker.events)
        return tracker

    def _additional_events(self, session: Session, tracker: Any) -> Iterator[Any]:
        """What isn't written yet; Rasa's own counts again, at each turn, the events that it has just read."""
        first = getattr(tracker, "written", None)
        if first is None:  # read or made by other means
            events: Iterator[Any] = super()._additional_events(session, tracker)
            return events
        tracker.written = len(tracker.events)
        return itertools.islice(tracker.events, first, None)
