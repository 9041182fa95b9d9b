"""One database for the product: engine, sessions and schema upgrades (SQLite by default, PostgreSQL by address)."""

import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from filelock import FileLock
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import declarative_base, sessionmaker
from sqlalchemy.pool import QueuePool

from bot.settings import get_settings
from bot.texts import texts

Base: Any = declarative_base()
"""Declarative base of every table of the product (Rasa's tracker store has its own)."""

_SCHEMA = "schema"
"""Purpose of the lock under which the schema changes."""

BUSY_SECONDS = 2.0
"""How long a SQLite statement waits for another's lock: under the 3 s after which an action gives up."""


class TooNew(SQLAlchemyError):  # type: ignore[misc]
    """A newer version of the program has changed the database's schema; the message says so to the operator."""


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
    """Bring the schema to its newest version (alembic); nothing happens when it is there already.

    Processes that start together wait for one another: the second finds the work done.

    Raises:
        TooNew: this program doesn't know the schema.
    """
    url = url or get_settings().database
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["url"] = url
    with alone(url, _SCHEMA):
        try:
            command.upgrade(config, "head")
        except CommandError:
            raise TooNew(texts(__file__).say("base.trop_recente")) from None


@contextmanager
def alone(url: str, purpose: str) -> Iterator[None]:
    """Be the only process that does this with a database: by a file beside SQLite's, by a lock of PostgreSQL's."""
    if url.startswith("sqlite:"):
        with _beside(url, purpose):
            yield
        return
    # Session locks of PostgreSQL are numbers; this one ends with its connection, whatever becomes of the process.
    number = zlib.crc32(f"orientation {purpose}".encode())
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT pg_advisory_lock(:number)"), {"number": number})
            yield
    finally:
        engine.dispose()


def _beside(url: str, purpose: str) -> AbstractContextManager[Any]:
    """The lock of a SQLite file; a database in memory is its process's own."""
    database = make_url(url).database
    if database in (None, "", ":memory:"):
        return nullcontext()
    path = Path(f"{database}.{purpose}.lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    return FileLock(path)
