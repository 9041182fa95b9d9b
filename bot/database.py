"""One database for the product: engine, sessions and schema upgrades (SQLite by default, PostgreSQL by address)."""

from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.orm import declarative_base, sessionmaker
from sqlalchemy.pool import QueuePool

from bot.settings import get_settings

Base: Any = declarative_base()
"""Declarative base of every table of the product (Rasa's tracker store has its own)."""

BUSY_SECONDS = 2.0
"""How long a SQLite statement waits for another's lock: under the 3 s after which an action gives up."""


def _tune_sqlite(connection: Any, _record: Any) -> None:
    """Readers don't wait for a writer (WAL), nor a commit for the disk, and foreign keys are checked.

    A power cut may cost the last turns, no more. An erasure empties the log: it is on the disk before it is confirmed.
    """
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def make_engine(url: str) -> Engine:
    """An engine on an address; a SQLite file's folder is made when absent."""
    if not url.startswith("sqlite:"):
        return create_engine(url, future=True, pool_pre_ping=True, connect_args={"connect_timeout": 3})
    database = make_url(url).database
    if database and database != ":memory:":
        Path(database).parent.mkdir(parents=True, exist_ok=True)
    # Connections are kept, as with a server: opening one for each session, SQLAlchemy's habit for a file, takes longer
    # than most of what is asked of it.
    pool = None if database in (None, "", ":memory:") else QueuePool
    waits = {"timeout": BUSY_SECONDS, "check_same_thread": False}
    engine = create_engine(url, future=True, connect_args=waits, poolclass=pool)
    event.listen(engine, "connect", _tune_sqlite)
    return engine


@cache
def engine_for(url: str) -> Engine:
    """The one engine of this process for an address."""
    return make_engine(url)


def sessions(url: str | None = None) -> Any:
    """A factory of sessions on an address, the settings' by default."""
    return sessionmaker(engine_for(url or get_settings().database), future=True, expire_on_commit=False)


def upgrade(url: str | None = None) -> None:
    """Bring the schema to its newest version (alembic); nothing happens when it is there already."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["url"] = url or get_settings().database
    command.upgrade(config, "head")
