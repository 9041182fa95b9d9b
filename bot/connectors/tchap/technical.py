"""Errors told to the people who run the service: counts, codes and places, never a text."""

import asyncio
import logging
import uuid
from collections import Counter
from typing import Protocol

from bot.connectors.common.render import plain_message
from bot.connectors.tchap.events import Content, content_of
from bot.texts import texts

logger = logging.getLogger(__name__)

EVERY = 60.0
"""Seconds between two messages: a broken server must not fill a room."""
_MOST = 10


class Speaks(Protocol):
    """What can send a message."""

    async def say(self, room: str, content: Content, transaction: str) -> str | None:
        """Send; the event's id, or None when the room doesn't take it."""


class Technical:
    """Collects what went wrong and says it in one room, if there is one."""

    def __init__(self, client: Speaks, room: str, every: float = EVERY) -> None:
        self._client = client
        self._room = room
        self._every = every
        self._counts: Counter[str] = Counter()
        self._something = asyncio.Event()

    def report(self, what: str) -> None:
        """Something went wrong."""
        logger.error("%s", what)
        self._counts[what] += 1
        self._something.set()

    async def run(self) -> None:
        """Say it, until cancelled."""
        while True:
            await self._something.wait()
            await asyncio.sleep(min(self._every, 2.0))  # what comes together is said together
            await self.flush()
            await asyncio.sleep(self._every)

    async def flush(self) -> None:
        """Say what was collected."""
        self._something.clear()
        counts, self._counts = self._counts, Counter()
        if not (self._room and counts):
            return
        say = texts(__file__).say
        lines = [say("technique.titre")]
        lines += [say("technique.ligne", nombre=number, quoi=what) for what, number in counts.most_common(_MOST)]
        await self._client.say(self._room, content_of(plain_message("\n".join(lines))), uuid.uuid4().hex)
