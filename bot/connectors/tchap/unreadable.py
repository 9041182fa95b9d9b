"""Messages whose key isn't there: asked for, tried again when keys come, said once when none does."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from nio import EncryptionError, Event, LocalProtocolError, MegolmEvent

from bot.connectors.tchap.client import Matrix
from bot.connectors.tchap.events import Heard

logger = logging.getLogger(__name__)

PATIENCE = 12.0
"""Seconds that a key is waited for before the person is told: it often comes just after the message."""
MOST = 200
"""Messages that wait for a key."""


@dataclass
class _Waiting:
    event: MegolmEvent
    heard: Heard
    release: Callable[[], None]
    until: float
    told: bool = False


class Unreadable:
    """Holds them, bounded; ``give`` gets what can be read after all, ``tell`` what can't."""

    def __init__(
        self, client: Matrix, give: Callable[[str, Event, Callable[[], None]], None],
        tell: Callable[[Heard, Callable[[], None]], None], patience: float = PATIENCE,
    ) -> None:  # fmt: skip
        self._client = client
        self._give = give
        self._tell = tell
        self._patience = patience
        self._waiting: OrderedDict[str, _Waiting] = OrderedDict()

    def __len__(self) -> int:
        """How many wait."""
        return len(self._waiting)

    async def add(self, event: MegolmEvent, heard: Heard, release: Callable[[], None]) -> None:
        """Hold a message and ask our other devices for its key."""
        while len(self._waiting) >= MOST:
            _key, oldest = self._waiting.popitem(last=False)
            oldest.release()
        until = asyncio.get_running_loop().time() + self._patience
        self._waiting[heard.event_id] = _Waiting(event, heard, release, until)
        try:
            await self._client.request_room_key(event)
        except LocalProtocolError:
            pass  # asked already for another message of the same session

    def retry(self) -> None:
        """Keys came: read what can be."""
        for key, one in list(self._waiting.items()):
            try:
                event = self._client.decrypt_event(one.event)
            except (EncryptionError, LocalProtocolError):
                continue
            del self._waiting[key]
            self._give(one.heard.room, event, one.release)

    def settle(self) -> None:
        """Tell people of what was waited for long enough; it stays here in case its key comes."""
        now = asyncio.get_running_loop().time()
        for one in self._waiting.values():
            if not one.told and now >= one.until:
                one.told = True
                self._tell(one.heard, one.release)

    async def run(self) -> None:
        """Settle every second, until cancelled."""
        while True:
            await asyncio.sleep(1.0)
            self.settle()
