"""One line a room: what is to be done there is done in order, and no room waits for another."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

Job = Callable[[], Awaitable[None]]


class Lines:
    """Runs jobs, those of one key one after the other; ``failed`` is given what a job raises."""

    def __init__(self, failed: Callable[[BaseException], None]) -> None:
        self._failed = failed
        self._waiting: dict[str, deque[Job]] = {}
        self._workers: dict[str, asyncio.Task[None]] = {}

    def put(self, key: str, job: Job) -> None:
        """Add a job at the end of a line."""
        self._waiting.setdefault(key, deque()).append(job)
        if key not in self._workers:
            self._workers[key] = asyncio.create_task(self._work(key))

    async def _work(self, key: str) -> None:
        line = self._waiting[key]
        try:
            while line:
                job = line.popleft()
                try:
                    await job()
                except Exception as error:  # a job's failure is its own: the line goes on
                    self._failed(error)
        finally:
            self._waiting.pop(key, None)
            self._workers.pop(key, None)

    async def stop(self, seconds: float) -> None:
        """Let what is being done end, start nothing more, and cancel what is too slow."""
        for line in self._waiting.values():
            line.clear()
        tasks = list(self._workers.values())
        if tasks:
            _done, slow = await asyncio.wait(tasks, timeout=seconds)
            for task in slow:
                task.cancel()
            await asyncio.gather(*slow, return_exceptions=True)

    async def empty(self) -> None:
        """Wait until nothing is left."""
        while self._workers:
            await asyncio.wait(list(self._workers.values()))
