"""How fast the server is called: one call a second on average, a few at once, in the order they are asked."""

import asyncio
import time
from collections.abc import Callable


class Bucket:
    """Tokens that come back evenly; a rate of zero sets no limit."""

    def __init__(self, per_second: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = per_second
        self._size = float(burst)
        self._clock = clock
        self._left = self._size
        self._since = clock()
        self._until = 0.0
        self._line = asyncio.Lock()
        self._waiting = 0

    async def take(self) -> None:
        """Wait for one's turn and count a call."""
        self._waiting += 1
        try:
            async with self._line:
                while (seconds := self._missing()) > 0:
                    await asyncio.sleep(seconds)
                self._left -= 1.0
        finally:
            self._waiting -= 1

    def spare(self, keep: int) -> bool:
        """Count a call that can be done without, if nobody waits and ``keep`` more could follow; whether it may go."""
        if self._waiting or self._missing() > 0 or (self._rate and self._left < 1.0 + keep):
            return False
        self._left -= 1.0
        return True

    def pause(self, seconds: float) -> None:
        """Let nothing go for a while: the server asked for it."""
        self._until = max(self._until, self._clock() + seconds)

    def _missing(self) -> float:
        """Seconds until the next call may go."""
        now = self._clock()
        self._left = min(self._size, self._left + (now - self._since) * self._rate)
        self._since = now
        held = max(0.0, self._until - now)
        if not self._rate:
            return held
        return max(held, (1.0 - self._left) / self._rate) if self._left < 1.0 else held
