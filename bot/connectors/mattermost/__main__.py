"""``python -m bot.connectors.mattermost``: the process of the connector."""

import asyncio
import datetime as dt
import logging
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager

import uvicorn

from bot.connectors.common.gateway import GatewayClient, Presence
from bot.connectors.common.limits import PersonLimiter
from bot.connectors.common.settings import WrongSetting, folder, product
from bot.connectors.mattermost.answering import Answerer
from bot.connectors.mattermost.answers import Forms
from bot.connectors.mattermost.bridge import Bridge
from bot.connectors.mattermost.callbacks import Callbacks
from bot.connectors.mattermost.client import MattermostClient
from bot.connectors.mattermost.replies import Replies
from bot.connectors.mattermost.settings import MattermostSettings, signing_key
from bot.connectors.mattermost.signing import Signer
from bot.connectors.mattermost.store import Store
from bot.runtime import logs
from bot.runtime.private import keep_files_private

logger = logging.getLogger("bot.connectors.mattermost")

NAME = "mattermost"
_GRACE = 2.5
"""Seconds for the answers under way; the supervisor gives five before it kills."""
_PURGE_SECONDS = 3_600.0


class _Server(uvicorn.Server):
    """A server that leaves the signals to us."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Nothing is captured."""
        yield


class _Process:
    """What the process is made of; opened and closed by an exit stack."""

    def __init__(
        self, settings: MattermostSettings, key: bytes, store: Store, client: MattermostClient, gateway: GatewayClient
    ) -> None:
        signer, replies = Signer(key), Replies(gateway, store)
        forms = Forms(signer, settings.callback_url)
        self._settings = settings
        self._store = store
        self._gateway = gateway
        self._server: _Server | None = None
        self._answerer = Answerer(client, replies, store, forms, PersonLimiter(settings.person_per_minute))
        self._presence = Presence(gateway, NAME)
        self._bridge = Bridge(client, self._answerer, store, self._presence, catch_up_hours=settings.catch_up_hours)
        self._app = Callbacks(settings, client, self._answerer, replies, store, signer).app()

    def tasks(self, bound: socket.socket | None) -> "set[asyncio.Task[None]]":
        """What runs until the end; ``bound`` is where callbacks are heard."""
        work = [self._bridge.run(), self._presence.run(), self._purge_for_ever()]
        if bound is not None:
            self._server = _Server(
                uvicorn.Config(
                    self._app,
                    access_log=False,
                    log_config=None,
                    proxy_headers=False,
                    server_header=False,
                    ws="none",
                    lifespan="off",
                    timeout_graceful_shutdown=2,
                    limit_concurrency=64,
                )  # fmt: skip
            )
            work.append(self._server.serve(sockets=[bound]))
        return {asyncio.create_task(one) for one in work}

    async def stop(self, tasks: "set[asyncio.Task[None]]") -> None:
        """End what is under way, within the supervisor's five seconds, and say that we leave."""
        if self._server is not None:
            self._server.should_exit = True
        await self._answerer.stop(_GRACE)
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks, timeout=0.7)
        goodbye = self._gateway.report(NAME, False, dt.datetime.now(dt.timezone.utc))
        await asyncio.wait({asyncio.create_task(goodbye)}, timeout=0.7)

    async def _purge_for_ever(self) -> None:
        while True:
            self._store.purge(self._settings.catch_up_hours / 24 + 1, product().transcript_days)
            await asyncio.sleep(_PURGE_SECONDS)


def _listening(settings: MattermostSettings) -> socket.socket | None:
    """The bound socket of the callbacks; None when nothing is to be heard.

    Raises:
        OSError: the port is taken, or the address isn't this machine's.
    """
    if not settings.listens:
        return None
    family = socket.getaddrinfo(settings.callback_host, settings.callback_port, type=socket.SOCK_STREAM)[0][0]
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind((settings.callback_host, settings.callback_port))
    return bound


async def _run(settings: MattermostSettings, key: bytes, bound: socket.socket | None) -> int:
    """Work until a signal; 0 when stopped, 1 when something that should never end has ended."""
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    async with AsyncExitStack() as stack:
        store = Store(folder(NAME) / "state.db")
        stack.callback(store.close)
        client = await stack.enter_async_context(MattermostClient(settings.url, settings.token))
        gateway = await stack.enter_async_context(GatewayClient(settings.gateway, settings.secret, NAME))
        process = _Process(settings, key, store, client, gateway)
        tasks = process.tasks(bound)
        stop = asyncio.create_task(stopping.wait())
        ended, _ = await asyncio.wait({*tasks, stop}, return_when=asyncio.FIRST_COMPLETED)
        for task in ended - {stop}:
            logger.error("a task ended", exc_info=None if task.cancelled() else task.exception())
        await process.stop(tasks)
        return 0 if stop in ended else 1


def main() -> int:
    """Run; 0 stopped, 1 to start again, 2 wrong settings."""
    keep_files_private()
    logs.install()
    logs.adopt()
    try:
        settings = MattermostSettings.load()
        if settings is None:
            raise WrongSetting("no MATTERMOST_ setting (see .env.example)")
        key = signing_key(settings, folder(NAME))
    except WrongSetting as wrong:
        sys.stderr.write(f"{NAME}: {wrong}\n")
        return 2
    try:
        bound = _listening(settings)
    except OSError:
        sys.stderr.write(f"{NAME}: can't listen: see MATTERMOST_CALLBACK_HOST and MATTERMOST_CALLBACK_PORT\n")
        return 1
    return asyncio.run(_run(settings, key, bound))


if __name__ == "__main__":
    sys.exit(main())
