"""Bounds on what one person or one address may ask, and the queue of a conversation."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.gateway.refusals import Failure, Refusal
from bot.gateway.together import Alone, Together

_MANY = 10_000
"""Keys in memory above which those that are full again are forgotten."""


@dataclass(frozen=True)
class Deadlines:
    """How long people wait, in seconds; tests take shorter ones."""

    first: float = 5.0
    """From the start of a turn to Rasa's first message."""
    silence: float = 5.0
    """Between two messages of Rasa's, and from the last one to the end of the stream."""
    total: float = 30.0
    """Of a whole turn."""
    queue: float = 30.0
    """Behind the earlier messages of the same conversation."""
    waiting: int = 4
    """Messages that may wait in one conversation."""
    storage: float = 4.0
    """Of one piece of work in the database (SQLite gives up by itself after 2 s)."""
    body: float = 10.0
    """To receive a request's body."""
    probe: float = 30.0
    """Between two real turns of the health check."""
    check: float = 2.0
    """Of the health check's other questions."""
    patience: float = 2.0
    """To the first event of a turn of the widget's; behind an earlier message the stream then opens without it."""
    keep_alive: float = 10.0
    """Between two signs of life of a turn's stream."""
    watch: float = 60.0
    """Of a stream of a conversation's events; the widget then comes back."""
    watch_keep_alive: float = 15.0
    """Between two signs of life of such a stream."""


class RateLimiter:
    """A bucket a key, of all gateways together: as many at once as a minute allows, filled again evenly."""

    def __init__(
        self, name: str, per_minute: int, together: Together, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._name = name
        self._size = float(per_minute)
        self._together = together
        self._clock = clock
        self._buckets: dict[str, tuple[float, float]] = {}

    async def take(self, key: str, cost: float = 1.0) -> None:
        """Count one request, which may weigh as several.

        Raises:
            Refusal: 429, with the seconds after which the next one passes.
        """
        if not self._size:
            return  # zero: no limit
        cost = min(cost, self._size)
        try:
            wait = await self._together.take(f"{self._name}:{key}", self._size, cost)
        except Alone:
            wait = self._take(key, cost)
        if wait > 0:
            raise Refusal(429, "too_many", retry_after=int(wait) + 1)

    def _take(self, key: str, cost: float) -> float:
        """Take from this gateway's own bucket; the seconds to wait when it holds too little."""
        now = self._clock()
        left = self._left(key, now)
        if left < cost:
            return (cost - left) * 60.0 / self._size
        if len(self._buckets) >= _MANY and key not in self._buckets:
            self._buckets = {
                known: bucket for known, bucket in self._buckets.items() if self._left(known, now) < self._size
            }
        self._buckets[key] = (left - cost, now)
        return 0.0

    def _left(self, key: str, now: float) -> float:
        left, since = self._buckets.get(key, (self._size, now))
        return min(self._size, left + (now - since) * self._size / 60.0)


@dataclass
class _Line:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    inside: int = 0


class Turnstile:
    """One message at a time per conversation, of all gateways; the next ones wait, few of them and not for ever."""

    def __init__(self, deadlines: Deadlines, together: Together) -> None:
        self._deadlines = deadlines
        self._together = together
        self._lines: dict[str, _Line] = {}

    @asynccontextmanager
    async def place(self, key: str) -> AsyncIterator[None]:
        """Wait for one's turn in a conversation and hold it.

        Raises:
            Refusal: 429 when too many wait already, 503 when the wait is too long.
        """
        end = asyncio.get_running_loop().time() + self._deadlines.queue
        line = self._lines.setdefault(key, _Line())
        if line.inside > self._deadlines.waiting:
            raise Refusal(429, "busy", retry_after=5)
        line.inside += 1
        try:
            try:
                await asyncio.wait_for(line.lock.acquire(), self._deadlines.queue)
            except asyncio.TimeoutError:
                raise Failure("slow") from None
            try:
                async with self._across(key, end):
                    yield
            finally:
                line.lock.release()
        finally:
            line.inside -= 1
            if not line.inside:
                self._lines.pop(key, None)

    @asynccontextmanager
    async def _across(self, key: str, end: float) -> AsyncIterator[None]:
        """Hold the conversation against the other gateways too.

        Raises:
            Failure: another gateway holds it for too long.
        """
        try:
            lock = await self._together.lock(key, max(end - asyncio.get_running_loop().time(), 0.1))
        except Alone:
            yield
            return
        if lock is None:
            raise Failure("slow")
        async with lock:
            yield

    async def occupied(self, key: str) -> bool:
        """Whether a message of this conversation is being answered, here or elsewhere."""
        if key in self._lines:
            return True
        try:
            return await self._together.locked(key)
        except Alone:
            return False
