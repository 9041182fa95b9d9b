"""SQLite serves one gateway: queues and limits are in its memory, and the file is its own."""

from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy.engine import make_url

from bot.settings import Settings


class Taken(Exception):
    """Another gateway runs on this database."""


def hold(settings: Settings) -> FileLock | None:
    """Hold the database for this process, until it ends in whatever way; None where several may share it.

    The lock stands beside the database, in ``var/`` by default: two gateways on one file are found wherever each
    keeps the rest.

    Raises:
        Taken
    """
    if not settings.on_sqlite:
        return None
    database = make_url(settings.database).database or ":memory:"
    path = settings.var_dir / "gateway.lock" if database == ":memory:" else Path(f"{database}.gateway.lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise Taken from None
    return lock
