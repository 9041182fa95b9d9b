"""Empties the queue beside the gateway: tries, waits longer after each failure, and erases what is old."""

import asyncio
import datetime as dt
import logging
import time
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.gateway.guard import log_class
from bot.gateway.tracker import wipe
from bot.relay import offers
from bot.relay.channels import Channel, Failed, channels
from bot.relay.queue import Dossier, Queue, forget_old
from bot.settings import Settings
from bot.texts import texts

logger = logging.getLogger(__name__)

EVERY = 5.0
"""Seconds between two looks at the queue."""
LEASE = dt.timedelta(minutes=5)
"""How long a claimed dossier is nobody else's: longer than any sending lasts."""
FIRST_WAIT, LONGEST_WAIT = dt.timedelta(seconds=30), dt.timedelta(minutes=10)
_ERASE_EVERY = dt.timedelta(hours=1)
_MOST_AT_ONCE = 50
_NOTE_PAUSES = (0.1, 0.5, 2.0)


def wait_after(attempts: int) -> dt.timedelta:
    """How long to wait after so many failures."""
    doubled: int = 2 ** min(max(attempts - 1, 0), 10)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)


class Worker:
    """One per gateway; those of several gateways share the queue."""

    def __init__(
        self, settings: Settings, sessions: Any, clock: Callable[[], dt.datetime], *,
        lease: dt.timedelta = LEASE, to: Sequence[Channel] | None = None,
    ) -> None:  # fmt: skip
        self._sessions = sessions
        self._clock = clock
        self._lease = lease
        self._channels = channels(settings) if to is None else to
        self._keep = dt.timedelta(days=settings.relay_keep_days)
        self._queue = Queue(sessions)
        self._erased_at: dt.datetime | None = None
        self._told = 0
        self._unnoted: set[tuple[str, str]] = set()

    async def run(self) -> None:
        """For ever."""
        if not self._channels:
            logger.warning(texts(__file__).say("exploitant.sans_canal"))
        while True:
            try:
                await asyncio.to_thread(self.turn)
            except Exception as error:  # the task must outlive whatever happens
                log_class(error)
            await asyncio.sleep(EVERY)

    def turn(self) -> int:
        """Try what is due, once; how many were handed over. Blocks.

        Raises:
            SQLAlchemyError: the database doesn't answer.
        """
        self._erase()
        if not self._channels:
            self._tell()
            return 0
        self._queue.prepare({channel.name: channel.form for channel in self._channels}, self._clock())
        return sum(self._empty(channel) for channel in self._channels)

    def _empty(self, channel: Channel) -> int:
        """What is due by one channel, until a try fails; the next look goes on with another dossier."""
        names = [one.name for one in self._channels]
        for count in range(_MOST_AT_ONCE):
            dossier = self._queue.claim(channel.name, self._clock(), self._lease)
            if dossier is None:
                return count
            if not self._handed(channel, dossier):
                self._queue.later(dossier.number, channel.name, self._clock() + wait_after(dossier.attempts))
                return count
            self._note(dossier.number, channel.name, names)
        return _MOST_AT_ONCE

    def _handed(self, channel: Channel, dossier: Dossier) -> bool:
        """Whether a channel has a dossier, now or since a try that couldn't be noted."""
        if (dossier.number, channel.name) in self._unnoted:
            return True
        try:
            channel.deliver(dossier)
        except Exception as error:
            reason = str(error) if isinstance(error, Failed) else f"{channel.name}: {type(error).__name__}"
            logger.warning("relay: %s, try %d of %s", reason, dossier.attempts, dossier.number)
            return False
        return True

    def _note(self, number: str, channel: str, names: Sequence[str]) -> None:
        """Write that a channel has it. While the database is locked or away this process knows it all the same.

        Raises:
            SQLAlchemyError: it couldn't be written; once the claim ends, it is noted without another sending.
        """
        self._unnoted.add((number, channel))
        for pause in (*_NOTE_PAUSES, None):
            try:
                self._queue.done(number, channel, names, self._clock())
                break
            except SQLAlchemyError:
                if pause is None:
                    raise
                time.sleep(pause)
        self._unnoted.discard((number, channel))

    def _erase(self) -> None:
        now = self._clock()
        if self._erased_at is not None and now - self._erased_at < _ERASE_EVERY:
            return
        with self._sessions.begin() as session:
            engine = session.get_bind()
            if engine.dialect.name == "sqlite":  # overwritten in the file, not only unlinked
                session.execute(text("PRAGMA secure_delete=ON"))
            emptied = forget_old(session, now, self._keep)
            offers.forget_old(session, now)
        if emptied:
            wipe(engine)
        self._erased_at = now

    def _tell(self) -> None:
        """Whoever runs the service must know that people wait."""
        waiting = self._queue.open()
        if waiting > self._told:
            logger.warning(texts(__file__).say("exploitant.attend", nombre=waiting))
        self._told = waiting
