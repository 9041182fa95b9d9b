"""The connector's process: everything wired, started, stopped."""

import asyncio
import logging
import signal
from contextlib import suppress
from typing import Any

from bot.connectors.common.gateway import GatewayClient, Presence
from bot.connectors.common.limits import PersonLimiter
from bot.connectors.common.settings import folder, product
from bot.connectors.tchap.bridge import CHANNEL, Bridge
from bot.connectors.tchap.bucket import Bucket
from bot.connectors.tchap.client import Matrix, SessionFile, open_session
from bot.connectors.tchap.errors import ENDED, Refused
from bot.connectors.tchap.lines import Lines
from bot.connectors.tchap.reading import Reader
from bot.connectors.tchap.rooms import RoomBook
from bot.connectors.tchap.settings import TchapSettings
from bot.connectors.tchap.store import Store
from bot.connectors.tchap.technical import Technical
from bot.runtime.logs import fault

logger = logging.getLogger(__name__)

GATEWAY_SECONDS = 180.0
"""Waited for at the start: what is read before would only be answered with regrets."""
WHOLE_SECONDS = 60.0
"""Of them, those in which an answer without orientation isn't enough."""
STOP_SECONDS = 3.0
"""For answers under way, within the supervisor's 5 s."""
REFUSED_SECONDS = 300.0
"""Before the process ends when the server refuses it: the supervisor starts it again, and logins are counted."""


class Connector:
    """One account, one gateway."""

    def __init__(self, settings: TchapSettings) -> None:
        self._settings = settings
        self._folder = folder(CHANNEL)
        self._store = Store(self._folder / "connector.db", product().transcript_days)
        self._gateway = GatewayClient(settings.gateway, settings.secret, CHANNEL)
        self._presence = Presence(self._gateway, CHANNEL)
        self._client = Matrix(
            settings, self._folder, Bucket(settings.calls_per_second, settings.calls_burst), self._presence.set
        )
        self._technical = Technical(self._client, settings.technical_room)
        self._rooms = RoomBook(self._client, settings)
        self._lines = Lines(self._job_failed)
        limiter = PersonLimiter(settings.person_per_minute)
        bridge = Bridge(self._client, self._rooms, self._gateway, self._store, self._technical, limiter)
        oldest = settings.oldest_hours * 3600
        self._reader = Reader(self._client, self._store, self._rooms, bridge, self._lines, oldest)
        self._refused: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def _job_failed(self, error: BaseException) -> None:
        if isinstance(error, Refused) and not self._refused.done():
            self._refused.set_exception(error)
        else:
            self._technical.report(fault(error))

    async def run(self, stop: asyncio.Event) -> int:
        """Serve until asked to stop.

        Returns:
            0 when stopped, 1 when the server doesn't let us in any more.
        """
        beside: list[asyncio.Task[Any]] = [asyncio.create_task(self._presence.run())]
        stopping = asyncio.create_task(stop.wait())
        serving = asyncio.create_task(self._serve(beside))
        try:
            await asyncio.wait({stopping, serving}, return_when=asyncio.FIRST_COMPLETED)
            if serving.done() and (error := serving.exception()):
                logger.error("stopped: %s", error if isinstance(error, Refused) else fault(error))
                ended = str(error) in ENDED and bool(self._settings.password)  # the next start opens another session
                if isinstance(error, Refused) and not ended:
                    with suppress(asyncio.TimeoutError):
                        await asyncio.wait_for(stop.wait(), REFUSED_SECONDS)
                return 1
            return 0
        finally:
            await self._close([serving, stopping, *beside])

    async def _serve(self, beside: "list[asyncio.Task[Any]]") -> None:
        await self._gateway_ready()
        await open_session(self._client, self._settings, SessionFile(self._folder / "session.json"))
        answer = await self._client.get_displayname()
        self._rooms.name = str(getattr(answer, "displayname", None) or self._client.user_id)
        beside += [asyncio.create_task(self._technical.run()), asyncio.create_task(self._reader.unreadable.run())]
        logger.info("connected")
        reading = asyncio.create_task(self._reader.run())
        try:
            await asyncio.wait({reading, self._refused}, return_when=asyncio.FIRST_COMPLETED)
            await (reading if reading.done() else self._refused)
        finally:
            reading.cancel()

    async def _gateway_ready(self) -> None:
        """Wait for the whole service, for a while, then for as much of it as gives an answer."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        while not await self._gateway.ready(wholly=loop.time() - began < WHOLE_SECONDS):
            if loop.time() - began > GATEWAY_SECONDS:
                logger.warning("the gateway isn't ready")
                return
            await asyncio.sleep(1.0)

    async def _close(self, tasks: "list[asyncio.Task[Any]]") -> None:
        """Stop reading, let what is being answered end, say that we are gone."""
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._refused.done():
            self._refused.exception()
        await self._lines.stop(STOP_SECONDS)
        with suppress(Exception):
            await asyncio.wait_for(self._gateway.report(CHANNEL, False, self._presence.since), 1.0)
        await self._client.close()
        await self._gateway.close()
        self._store.close()


async def run(settings: TchapSettings) -> int:
    """Run the connector until SIGTERM or Ctrl-C."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, stop.set)
    return await Connector(settings).run(stop)
