"""What several gateways over one database hold in common: Redis, when REDIS_URL is set.

Only counters, locks and the ids of conversations (HMACs) go there, never a text. Without Redis, or while it doesn't
answer, each gateway goes by its own memory: people get their answer, and the limits are those of each gateway.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any, TypeVar

from redis.asyncio import Redis
from redis.asyncio.lock import Lock
from redis.exceptions import LockError, RedisError

logger = logging.getLogger(__name__)
Result = TypeVar("Result")

_PATIENCE = 1.0
"""Seconds to wait for an answer of Redis's."""
_REST = 5.0
"""Seconds without asking a Redis that didn't answer: people don't wait for it at each message."""
_LOCK_LIFE = 10.0
"""Seconds after which the lock of a gateway that died is free; a living one renews it."""
_LOCK_STEP = 0.05
"""Seconds between two tries of a lock that another gateway holds."""
_BELL = "orientation:bell"

_TAKE = """
local size, cost = tonumber(ARGV[1]), tonumber(ARGV[2])
local clock = redis.call('TIME')
local now = clock[1] + clock[2] / 1000000
local bucket = redis.call('HMGET', KEYS[1], 'left', 'at')
local left, at = tonumber(bucket[1]) or size, tonumber(bucket[2]) or now
left = math.min(size, left + math.max(now - at, 0) * size / 60)
if left < cost then return tostring((cost - left) * 60 / size) end
redis.call('HSET', KEYS[1], 'left', tostring(left - cost), 'at', string.format('%.6f', now))
redis.call('EXPIRE', KEYS[1], 61)
return '0'
"""
"""Token bucket: the seconds to wait, 0 when the request passes. A bucket forgotten after a minute is a full one."""


class Alone(Exception):
    """There is no Redis, or it doesn't answer: go by this process's memory."""


class Together:
    """This gateway's side of what they share."""

    def __init__(self, url: str) -> None:
        self._client: Any = None
        self._listener: Any = None
        self._silent_until = 0.0
        if url:
            bounds = {"socket_timeout": _PATIENCE, "socket_connect_timeout": _PATIENCE}
            self._client = Redis.from_url(url, decode_responses=True, **bounds)
            # Waiting for news has no bound; a connection that died unheard is found by the check.
            self._listener = Redis.from_url(
                url, decode_responses=True, socket_connect_timeout=_PATIENCE, health_check_interval=15
            )
            self._take = self._client.register_script(_TAKE)

    @property
    def shared(self) -> bool:
        """Whether there is a Redis to share by."""
        return self._client is not None

    async def close(self) -> None:
        """Close the connections."""
        for client in filter(None, (self._client, self._listener)):
            with suppress(RedisError, OSError):
                await client.close()

    async def _ask(self, work: Callable[[], Awaitable[Result]]) -> Result:
        """What Redis answers.

        Raises:
            Alone
        """
        now = asyncio.get_running_loop().time()
        if self._client is None or now < self._silent_until:
            raise Alone
        try:
            return await work()
        except (RedisError, OSError, asyncio.TimeoutError) as error:
            self._silent_until = now + _REST
            logger.error("redis: %s", type(error).__name__)
            raise Alone from None

    async def answers(self) -> bool:
        """Whether Redis answers now."""
        try:
            await self._client.ping()
        except (RedisError, OSError, asyncio.TimeoutError) as error:
            logger.error("redis: %s", type(error).__name__)
            return False
        return True

    async def take(self, key: str, per_minute: float, cost: float) -> float:
        """Take from a bucket; the seconds to wait, 0 when the request passes.

        Raises:
            Alone
        """
        work = lambda: self._take(keys=[f"orientation:rate:{key}"], args=[per_minute, cost])  # noqa: E731
        return float(await self._ask(work))

    async def lock(self, key: str, seconds: float) -> AbstractAsyncContextManager[None] | None:
        """A conversation's lock, taken: to be entered, which keeps it, and left, which frees it.

        Returns:
            None when another gateway holds it for longer than that.

        Raises:
            Alone
        """
        lock = Lock(self._client, _line(key), timeout=_LOCK_LIFE, sleep=_LOCK_STEP) if self._client else None
        taken = await self._ask(lambda: lock.acquire(blocking_timeout=seconds))  # type: ignore[union-attr]
        return _kept(lock) if lock and taken else None

    async def locked(self, key: str) -> bool:
        """Whether a gateway holds a conversation's lock.

        Raises:
            Alone
        """
        return bool(await self._ask(lambda: self._client.exists(_line(key))))

    async def ring(self, key: str) -> None:
        """Tell the other gateways that something was written in a conversation."""
        with suppress(Alone):
            await self._ask(lambda: self._client.publish(_BELL, key))

    async def hear(self, heard: Callable[[str], None]) -> None:
        """Call ``heard`` with each conversation's key that a gateway rings for; runs until cancelled."""
        while self._listener is not None:
            try:
                async with self._listener.pubsub(ignore_subscribe_messages=True) as pubsub:
                    await pubsub.subscribe(_BELL)
                    async for message in pubsub.listen():
                        heard(message["data"])
            except (RedisError, OSError, asyncio.TimeoutError) as error:
                logger.error("redis: %s", type(error).__name__)
            await asyncio.sleep(1.0)


def _line(key: str) -> str:
    return f"orientation:line:{key}"


@asynccontextmanager
async def _kept(lock: Lock) -> AsyncIterator[None]:
    """Keep a lock that was taken for as long as the block runs, then free it."""

    async def keep() -> None:
        while True:
            await asyncio.sleep(_LOCK_LIFE / 3)
            try:
                await lock.reacquire()
            except (RedisError, OSError, asyncio.TimeoutError) as error:
                logger.error("redis: %s", type(error).__name__)

    keeping = asyncio.create_task(keep())
    try:
        yield
    finally:
        keeping.cancel()
        with suppress(asyncio.CancelledError):
            await keeping
        with suppress(LockError, RedisError, OSError, asyncio.TimeoutError):
            await lock.release()
