"""One turn with Rasa, over its REST channel, streamed.

A normal turn ends when Rasa closes the stream properly (the last, empty chunk of HTTP). It is never waited for: Rasa
leaves a stream open for ever when a turn fails, so silence has a bound of its own. Whatever ends the turn, its
connection is closed with it: what Rasa writes later goes nowhere and can't appear in another turn.
"""

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

import httpx

from bot.gateway.ahead import Ahead
from bot.gateway.limits import Deadlines
from bot.settings import Settings

logger = logging.getLogger(__name__)

_MAX_BYTES = 1_048_576
_MAX_MESSAGES = 50
_CONNECT_SECONDS = 2.0


@dataclass
class Reply:
    """What came of a turn: its messages, and what went wrong (``slow``, ``empty``, ``unreachable``,
    ``interrupted``), or None when it ended well."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    failure: str | None = None


class _Broken(Exception):
    """Rasa answered something else than a stream of messages."""


class Dialogue:
    """Client of Rasa."""

    def __init__(self, settings: Settings, deadlines: Deadlines) -> None:
        self._url = f"http://127.0.0.1:{settings.rasa_port}/webhooks/rest/webhook"
        self._deadlines = deadlines
        self._ahead = Ahead(settings)
        self._client = httpx.AsyncClient(
            timeout=httpx.Timeout(None, connect=_CONNECT_SECONDS),
            # A kept connection may be closed by Rasa at the moment of its use: a new one costs a fraction of a ms.
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
            trust_env=False,
        )

    async def close(self) -> None:
        """Close the clients."""
        await self._ahead.close()
        await self._client.aclose()

    async def ask(
        self,
        rasa_id: str,
        text: str,
        *,
        channel: str | None = None,
        metadata: Any = None,
        spent: float = 0.0,
        each: Callable[[dict[str, Any]], None] | None = None,
    ) -> Reply:
        """Send a text or a payload and gather the answer within the deadlines; never raises for what Rasa does.

        Args:
            spent: seconds of the turn that went by before, taken off the wait for the first message.
            each: called with each message as it comes.
        """
        body = {"sender": rasa_id, "message": text}
        if channel:
            body["input_channel"] = channel
        if metadata:
            body["metadata"] = metadata
        reply = Reply()
        self._ahead.start(text)
        try:
            await self._gather(body, reply, spent, each)
            reply.failure = None if reply.messages else "empty"
        except asyncio.TimeoutError:
            reply.failure = "slow"
        except (httpx.ConnectError, httpx.ConnectTimeout):
            reply.failure = "unreachable"
        except (httpx.HTTPError, _Broken):
            reply.failure = "interrupted"
        if reply.failure:
            logger.warning("Rasa: %s after %d message(s)", reply.failure, len(reply.messages))
        return reply

    async def _gather(
        self, body: dict[str, Any], reply: Reply, spent: float, each: Callable[[dict[str, Any]], None] | None
    ) -> None:
        """Read message after message until the stream closes.

        Raises:
            asyncio.TimeoutError, httpx.HTTPError, _Broken
        """
        loop = asyncio.get_running_loop()
        end = loop.time() + self._deadlines.total - spent
        patience = max(self._deadlines.first - spent, 0.05)
        async with aclosing(self._messages(body)) as messages:
            while True:
                try:
                    message = await asyncio.wait_for(messages.__anext__(), min(patience, end - loop.time()))
                except StopAsyncIteration:
                    return
                reply.messages.append(message)
                if len(reply.messages) > _MAX_MESSAGES:
                    raise _Broken
                if each:
                    each(message)
                patience = self._deadlines.silence

    async def _messages(self, body: dict[str, Any]) -> AsyncGenerator[dict[str, Any], None]:
        """The messages of a stream, one a line."""
        waiting, total = b"", 0
        async with self._client.stream("POST", self._url, params={"stream": "true"}, json=body) as response:
            if response.status_code != 200:
                raise _Broken
            async for chunk in response.aiter_bytes():
                total += len(chunk)
                if total > _MAX_BYTES:
                    raise _Broken
                *lines, waiting = (waiting + chunk).split(b"\n")
                for line in filter(bytes.strip, lines):
                    yield _message(line)
        if waiting.strip():
            yield _message(waiting)


def _message(line: bytes) -> dict[str, Any]:
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        raise _Broken from None
    if not isinstance(message, dict):
        raise _Broken
    return message
