"""Who watches a conversation is told that something was written in it, on whichever gateway; what, they read."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from bot.gateway.together import Together

WATCHERS = 8
"""Streams of one conversation at once, on one gateway: as many tabs."""


class Bell:
    """One bell a conversation."""

    def __init__(self, together: Together) -> None:
        self._together = together
        self._watchers: dict[str, set[asyncio.Event]] = {}
        self._telling: set[asyncio.Task[None]] = set()
        self.closed = False
        """Whether this gateway is stopping: those who watch leave."""

    def full(self, key: str) -> bool:
        """Whether enough watch the conversation already."""
        return len(self._watchers.get(key, ())) >= WATCHERS

    @contextmanager
    def watch(self, key: str) -> Iterator[asyncio.Event]:
        """An event that is set each time the conversation's bell rings; who waits for it clears it."""
        watchers = self._watchers.setdefault(key, set())
        rung = asyncio.Event()
        watchers.add(rung)
        try:
            yield rung
        finally:
            watchers.discard(rung)
            if not watchers:
                self._watchers.pop(key, None)

    def ring(self, key: str) -> None:
        """Something was written, or the turn is over. Nobody waits until the other gateways are told."""
        self._heard(key)
        if self._together.shared:
            telling = asyncio.create_task(self._together.ring(key))
            self._telling.add(telling)
            telling.add_done_callback(self._telling.discard)

    def _heard(self, key: str) -> None:
        for rung in self._watchers.get(key, ()):
            rung.set()

    async def hear(self) -> None:
        """Ring here what the other gateways ring; runs until cancelled."""
        await self._together.hear(self._heard)

    def close(self) -> None:
        """Have those who watch leave."""
        self.closed = True
        for key in list(self._watchers):
            self._heard(key)
