"""The sync loop: what the server says, in order, each event once."""

import asyncio
import logging
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from nio import (
    ForwardedRoomKeyEvent,
    LocalProtocolError,
    MegolmEvent,
    MessageDirection,
    RoomKeyEvent,
    RoomMessagesResponse,
    SyncError,
    SyncResponse,
)

from bot.connectors.tchap.batches import Batch, Batches
from bot.connectors.tchap.bridge import Bridge
from bot.connectors.tchap.client import Matrix
from bot.connectors.tchap.errors import ENDED, Refused
from bot.connectors.tchap.events import Me, NotConcerned, hear, since_our_entry
from bot.connectors.tchap.lines import Lines
from bot.connectors.tchap.rooms import RoomBook
from bot.connectors.tchap.store import Store
from bot.connectors.tchap.unreadable import Unreadable

logger = logging.getLogger(__name__)

FILTER = {
    "room": {"timeline": {"limit": 50}, "ephemeral": {"not_types": ["*"]}, "account_data": {"not_types": ["*"]}},
    "presence": {"not_types": ["*"]},
    "account_data": {"not_types": ["*"]},
}
WAIT_MS = 30_000
FIRST_SECONDS = 300.0
"""Of the first sync, which brings the state of every room."""
_PAGES = 10
"""Of a hundred events, read back at most where the server left a gap."""
_PRUNE_SECONDS = 3600.0


class Reader:
    """Reads, and puts what is to be done in its room's line."""

    def __init__(
        self, client: Matrix, store: Store, rooms: RoomBook, bridge: Bridge, lines: Lines, oldest: float
    ) -> None:
        """Nothing is read yet.

        Args:
            client: logged in.
            store: of tokens and answered events.
            rooms: of the account.
            bridge: answers.
            lines: one a room.
            oldest: age in seconds above which a message isn't answered.
        """
        self._client = client
        self._store = store
        self._rooms = rooms
        self._bridge = bridge
        self._lines = lines
        self._oldest = oldest
        self._batches = Batches(store.keep_token)
        self._begun: set[str] = set()
        """Events in a line or answered since the start."""
        self.unreadable = Unreadable(client, self._readable_after_all, self._tell_unreadable)

    async def run(self) -> None:
        """Read until cancelled.

        Raises:
            Refused: the session is ended.
        """
        since, first, pruned = self._store.token, True, 0.0
        while True:
            sync = self._client.sync(0 if first else WAIT_MS, FILTER, since or None, first)
            response = await asyncio.wait_for(sync, FIRST_SECONDS) if first else await sync
            if isinstance(response, SyncResponse):
                await self._take(response, since)
                since, first = response.next_batch, False
            else:
                await self._failed(response)
            await self._chores()
            if time.monotonic() - pruned > _PRUNE_SECONDS:
                self._store.prune()
                pruned = time.monotonic()

    async def _failed(self, response: SyncError) -> None:
        code = str(getattr(response, "status_code", None))
        if code in ENDED:
            raise Refused(code)
        logger.warning("sync: %s", code)
        await asyncio.sleep(5.0)

    async def _chores(self) -> None:
        """What encryption has to tell the server between two syncs."""
        client = self._client
        try:
            if client.should_upload_keys:
                await client.keys_upload()
            await client.learn_devices()
            if client.should_claim_keys:
                await client.keys_claim(client.get_users_for_key_claiming())
            await client.send_to_device_messages()
        except LocalProtocolError as error:
            logger.warning("keys: %s", type(error).__name__)

    async def _take(self, response: SyncResponse, since: str) -> None:
        """Everything of one sync; its token is kept once all is answered."""
        batch = self._batches.open(response.next_batch)
        if any(isinstance(event, (RoomKeyEvent, ForwardedRoomKeyEvent)) for event in response.to_device_events):
            self.unreadable.retry()
        for room, info in response.rooms.invite.items():
            self._put(room, batch, partial(self._rooms.invited, room, info.invite_state))
        for room, info in response.rooms.join.items():
            if since or self._store.knows_room(room):
                await self._joined(room, info, since, batch)
            else:  # the account's first start: its rooms are known, what was said before isn't for us
                self._store.enter(room)
            if self._rooms.alone(room):
                self._put(room, batch, partial(self._alone, room))
        for room in response.rooms.leave:
            self._put(room, batch, partial(self._bridge.left, room))
        batch.finish()

    async def _joined(self, room: str, info: Any, since: str, batch: Batch) -> None:
        """The new events of a room."""
        if not self._rooms.served(room):
            return
        events = list(info.timeline.events)
        start = since_our_entry([event.source for event in events], self._client.user_id)
        if not self._store.knows_room(room):
            self._put(room, batch, partial(self._bridge.greet, room))
        elif info.timeline.limited and since and not start:
            events = await self._gap(room, info.timeline.prev_batch, since) + events
        events = events[start:]
        for event in events:
            await self._event(room, event, batch.hold())

    async def _gap(self, room: str, start: str | None, end: str) -> list[Any]:
        """What the server left out between two syncs, oldest first."""
        pages: list[Any] = []
        for _page in range(_PAGES):
            if not start:
                break
            answer = await self._client.room_messages(room, start, end, MessageDirection.back, 100)
            if not isinstance(answer, RoomMessagesResponse):
                logger.warning("a gap couldn't be read: %s", getattr(answer, "status_code", None))
                break
            pages += answer.chunk
            if not answer.chunk or answer.end == start:
                break
            start = answer.end
        return pages[::-1]

    async def _event(self, room: str, event: Any, release: Callable[[], None]) -> None:
        """One event, decrypted or not."""
        source = event.source if isinstance(event.source, dict) else {}
        name = str(source.get("event_id", ""))
        if name in self._begun or self._store.handled(name):
            release()
            return
        try:
            heard = hear(source, room, self._me())
        except NotConcerned:
            release()
            return
        if heard.at and time.time() * 1000 - heard.at > self._oldest * 1000:
            release()
            return
        if isinstance(event, MegolmEvent):
            await self.unreadable.add(event, heard, release)
            return
        self._begun.add(name)

        async def job() -> None:
            await self._bridge.handle(heard)
            self._begun.discard(name)
            release()

        self._lines.put(room, job)

    def _me(self) -> Me:
        return Me(self._client.user_id, self._rooms.name)

    def _put(self, room: str, batch: Batch, job: Callable[[], Any]) -> None:
        """Something else to do in a room's line."""
        release = batch.hold()

        async def work() -> None:
            try:
                await job()
            except Refused:
                raise  # to be done at the next start
            except Exception:
                release()
                raise
            release()

        self._lines.put(room, work)

    async def _alone(self, room: str) -> None:
        if await self._rooms.leave_if_alone(room):
            await self._bridge.left(room)

    def _readable_after_all(self, room: str, event: Any, release: Callable[[], None]) -> None:
        async def work() -> None:
            await self._event(room, event, release)

        self._lines.put(f"keys {room}", work)

    def _tell_unreadable(self, heard: Any, release: Callable[[], None]) -> None:
        async def work() -> None:
            await self._bridge.unreadable(heard)
            release()

        self._lines.put(heard.room, work)
