"""Recording beside the turns: never waited for, never a reason to fail."""

import asyncio
import datetime as dt
import logging
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any

from sqlalchemy.exc import IntegrityError

from bot.impact.record import Event, Record, Turn, record_of
from bot.impact.writing import Kept, write, write_places

logger = logging.getLogger(__name__)

_WAIT = 0.2
"""Seconds that events may wait for others: one transaction for several turns."""
_MOST = 5_000
"""Records that may wait; beyond, those that come are dropped."""


class Recorder:
    """Takes turns on the loop, writes their events in a thread."""

    def __init__(self, sessions: Any, executor: Executor, clock: Callable[[], dt.datetime]) -> None:
        self._sessions = sessions
        self._executor = executor
        self._clock = clock
        self._waiting: deque[Kept] = deque()
        self._timer: asyncio.TimerHandle | None = None

    def take(self, key: str, generation: int, turn: Turn) -> None:
        """Keep what a turn was; returns at once, and never raises."""
        try:
            self._add(Kept(key, generation, record_of(turn)))
        except Exception as error:  # a statistic is worth no turn
            _log(error)

    def post(self, key: str, event: Event, channel: str) -> None:
        """Keep what a page says was done with a list; an unknown list is left out when it is written."""
        self._add(Kept(key, None, Record((event,), channel)))

    def _add(self, kept: Kept) -> None:
        if len(self._waiting) >= _MOST or not (kept.record.events or kept.record.place):
            return
        self._waiting.append(kept)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(_WAIT, self._start)

    def _start(self) -> None:
        self._timer = None
        try:
            self._executor.submit(self.flush)
        except RuntimeError as error:  # the gateway is closing
            _log(error)

    def flush(self) -> None:
        """Write what waits; blocks. What fails is dropped."""
        batch = []
        while self._waiting:
            batch.append(self._waiting.popleft())
        if not batch:
            return
        now = self._clock()
        for kept in batch:
            try:
                # One transaction each: a conversation is held no longer than its own events take.
                with self._sessions.begin() as session:
                    write(session, kept, now)
            except Exception as error:
                _log(error)
        try:
            with self._sessions.begin() as session:
                write_places(session, [kept.record for kept in batch], now)
        except IntegrityError:
            pass  # another gateway wrote the same place just now
        except Exception as error:
            _log(error)

    def close(self) -> None:
        """Write what is left."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        self.flush()


def _log(error: Exception) -> None:
    # The class only: an error of SQLAlchemy's quotes the statement's values.
    logger.error("statistics: %s", type(error).__name__)
