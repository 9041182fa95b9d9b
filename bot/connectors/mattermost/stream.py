"""One connection of the server's WebSocket: the challenge, events in, typing out."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import suppress

import aiohttp

from bot.connectors.mattermost.errors import Refused, Unavailable
from bot.connectors.mattermost.events import Event, Other, Reply, Unreadable, parse

logger = logging.getLogger(__name__)


class Socket:
    """One connection of the WebSocket, authenticated."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._number = 1

    async def authenticate(self, token: str) -> None:
        """Answer the server's challenge.

        Raises:
            Refused: the server doesn't take the token.
        """
        await self._socket.send_json(
            {"seq": self._number, "action": "authentication_challenge", "data": {"token": token}}
        )
        async for event in self:
            if isinstance(event, Reply) and event.number == self._number:
                if not event.accepted:
                    raise Refused(401)
                return
        raise Unavailable("closed")

    async def typing(self, channel_id: str, root_id: str) -> None:
        """Show that an answer is being written; nothing is waited for."""
        self._number += 1
        data = {"channel_id": channel_id, "parent_id": root_id}
        await self._socket.send_json({"seq": self._number, "action": "user_typing", "data": data})

    async def close(self) -> None:
        """Say goodbye, and don't wait long for the answer."""
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._socket.close(), 2.0)

    async def __aiter__(self) -> AsyncIterator[Event]:
        """The events until the connection ends."""
        async for message in self._socket:
            if message.type not in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY):
                return
            try:
                yield parse(message.data if isinstance(message.data, str) else message.data.decode())
            except (Unreadable, UnicodeDecodeError) as error:
                logger.warning("frame passed over: %s", type(error).__name__)
                yield Other()
