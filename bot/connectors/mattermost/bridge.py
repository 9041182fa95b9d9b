"""Events in, answers out: connects, reads what was missed, then what comes, and connects again for ever."""

import asyncio
import logging
import random
from contextlib import suppress

from bot.connectors.common.gateway import Presence
from bot.connectors.mattermost.answering import Answerer
from bot.connectors.mattermost.client import MattermostClient
from bot.connectors.mattermost.errors import Refused, Unavailable
from bot.connectors.mattermost.events import Event, Hello, Ignored, Me, Message, Post, Posted, message_of
from bot.connectors.mattermost.store import Store
from bot.connectors.mattermost.stream import Socket

logger = logging.getLogger(__name__)

FIRST_WAIT, LAST_WAIT = 1.0, 60.0
"""Seconds between two connections."""
_HEALTHY = 60.0
"""A connection that lived this long starts again from the first wait."""
_MARGIN = 60_000
"""Milliseconds read again at each connection: posts may reach us out of the order of their times."""
_MARK_EVERY = 5_000
_WAITING = 1_000
"""Events that may wait while what was missed is read."""
_HOUR = 3_600_000


class Bridge:
    """One account on one server."""

    def __init__(
        self,
        client: MattermostClient,
        answerer: Answerer,
        store: Store,
        presence: Presence,
        *,
        catch_up_hours: int = 24,
        first_wait: float = FIRST_WAIT,
    ) -> None:
        self._client = client
        self._answerer = answerer
        self._store = store
        self._presence = presence
        self._oldest = catch_up_hours * _HOUR
        self._first_wait = first_wait
        # Read before anything is taken: what this process takes isn't resumed too.
        self._waiting = store.pending()
        self._newest = 0

    async def run(self) -> None:
        """Read until cancelled."""
        loop, wait = asyncio.get_running_loop(), self._first_wait
        while True:
            began, asked = loop.time(), 0.0
            try:
                await self._session()
                logger.warning("connection ended")
            except Refused as error:
                hint = " (see MATTERMOST_TOKEN)" if error.status == 401 else ""
                logger.error("the server refuses: %s%s", error, hint)
            except Unavailable as error:
                logger.warning("no connection: %s", error)
                asked = error.after
            self._presence.set(False)
            if loop.time() - began >= _HEALTHY:
                wait = self._first_wait
            await asyncio.sleep(max(asked, wait * random.uniform(0.5, 1.0)))
            wait = min(wait * 2, LAST_WAIT)

    async def _session(self) -> None:
        """One connection, until it ends."""
        me = self._answerer.me = await self._client.me()
        events: asyncio.Queue[Event | None] = asyncio.Queue(_WAITING)
        async with self._client.connect() as socket:
            reading = asyncio.create_task(_read(socket, events))
            self._answerer.socket = socket
            try:
                # What comes meanwhile waits its turn: a conversation is answered in order.
                await self._resume(me)
                await self._catch_up(me)
                self._presence.set(True)
                logger.info("connected")
                while (event := await events.get()) is not None:
                    self._take(event, me)
            finally:
                self._answerer.socket = None
                reading.cancel()
                with suppress(asyncio.CancelledError):
                    await reading

    def _take(self, event: Event, me: Me) -> None:
        if isinstance(event, Hello):
            logger.info("server version %s", event.server_version[:20])
        if not isinstance(event, Posted):
            return
        with suppress(Ignored):
            self._answerer.give(message_of(event.post, event.channel_type, me))
        # After the message is kept: a kill in between reads it again.
        if event.post.created_at >= self._newest + _MARK_EVERY:
            self._newest = event.post.created_at
            self._store.read_until = self._newest - _MARGIN

    async def _resume(self, me: Me) -> None:
        """What an earlier process took and didn't finish, once: each channel is read again since its oldest item."""
        since = {item.channel_id: item.created_at for item in reversed(self._waiting)}
        posts: dict[str, list[Post]] = {}
        for channel_id, oldest in since.items():
            posts[channel_id] = await self._posts(channel_id, max(oldest, self._now() - self._oldest))
        for item in self._waiting:
            self._answerer.resume(item, posts[item.channel_id], me)
        self._waiting = []

    async def _catch_up(self, me: Me) -> None:
        """Answer what was written since the channels were last read, oldest first."""
        now, read_until = self._now(), self._store.read_until
        if read_until is None:  # the first start: what was written before isn't for us
            self._store.read_until = now
            return
        since = max(read_until, now - self._oldest)
        missed: list[Message] = []
        for channel in await self._client.channels(me.user_id):
            if 0 < channel.last_post_at < since:
                continue
            for post in await self._posts(channel.id, since):
                with suppress(Ignored):
                    missed.append(message_of(post, channel.type, me))
        for message in sorted(missed, key=lambda message: (message.created_at, message.id)):
            self._answerer.give(message)
        self._store.read_until = now - _MARGIN

    async def _posts(self, channel_id: str, since: int) -> list[Post]:
        try:
            return await self._client.posts(channel_id, since)
        except Refused as error:
            if error.status == 401:
                raise
            logger.warning("a channel can't be read: %s", error)  # left meanwhile
            return []

    def _now(self) -> int:
        """The server's clock: its times are compared with nothing else."""
        if self._client.server_time is None:
            raise Unavailable("no date")
        return self._client.server_time


async def _read(socket: Socket, events: "asyncio.Queue[Event | None]") -> None:
    """Put the events in line; None when the connection is over."""
    async for event in socket:
        await events.put(event)
    await events.put(None)
