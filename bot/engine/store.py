"""Rasa's tracker store on the product's own engine: same address, same waits, same care for SQLite.

Rasa's configuration keys lose options of the address (socket, TLS), so the store is built in code.
"""

from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from sqlalchemy.orm import sessionmaker

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
