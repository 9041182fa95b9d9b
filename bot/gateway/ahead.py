"""Has the action server read a message while Rasa finds out what is asked: two cores work on one turn.

Nothing depends on it: an action that comes before, or without, reads the message itself.
"""

import asyncio
import logging

import httpx

from bot.settings import Settings

logger = logging.getLogger(__name__)

PATH = "/reading"
FEWEST_WORDS = 4
"""Shorter messages are seldom needs, and soon read."""
_SECONDS = 2.0


class Ahead:
    """Client of the action server's route."""

    def __init__(self, settings: Settings) -> None:
        self._url = f"http://127.0.0.1:{settings.actions_port}{PATH}"
        self._client = httpx.AsyncClient(timeout=_SECONDS, trust_env=False)
        self._under_way: set[asyncio.Task[None]] = set()

    async def close(self) -> None:
        """Close the client."""
        for task in self._under_way:
            task.cancel()
        await self._client.aclose()

    def start(self, text: str) -> None:
        """Send a message to be read, unless it is a choice or too short; nothing is waited for, nothing fails."""
        if text.startswith("/") or len(text.split()) < FEWEST_WORDS:
            return
        task = asyncio.create_task(self._send(text))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _send(self, text: str) -> None:
        try:
            await self._client.post(self._url, json={"text": text})
        except httpx.HTTPError as error:
            # The turn itself says what is wrong, if anything is.
            logger.debug("reading ahead: %s", type(error).__name__)
