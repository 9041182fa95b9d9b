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


async def _purge_for_ever(store: Store, settings: MattermostSettings) -> None:
    while True:
        store.purge(settings.catch_up_hours / 24 + 1, product().transcript_days)
        await asyncio.sleep(_PURGE_SECONDS)


def _listening(settings: MattermostSettings) -> socket.socket:
    """The bound socket of the callbacks.

    Raises:
        OSError: the port is taken, or the address isn't this machine's.
    """
    family = socket.getaddrinfo(settings.callback_host, settings.callback_port, type=socket.SOCK_STREAM)[0][0]
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind((settings.callback_host, settings.callback_port))
    return bound


async def _run(settings: MattermostSettings) -> int:
    """Work until a signal; 0 when stopped, 1 when something that should never end has ended."""
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    async with AsyncExitStack() as stack:
        place = folder(NAME)
        store = Store(place / "state.db")
        stack.callback(store.close)
        client = await stack.enter_async_context(MattermostClient(settings.url, settings.token))
        gateway = await stack.enter_async_context(GatewayClient(settings.gateway, settings.gateway_secret, NAME))
        signer, replies, presence = Signer(signing_key(settings, place)), Replies(gateway), Presence(gateway, NAME)
        forms = Forms(signer, settings.callback_url)
        answerer = Answerer(client, replies, store, forms, PersonLimiter(settings.person_per_minute))
        bridge = Bridge(client, answerer, store, presence, catch_up_hours=settings.catch_up_hours)
        tasks = {asyncio.create_task(work) for work in (bridge.run(), presence.run(), _purge_for_ever(store, settings))}
        server = None
        if settings.listens:
            app = Callbacks(settings, client, answerer, replies, store, signer).app()
            server = _Server(
                uvicorn.Config(
                    app,
                    access_log=False,
                    log_config=None,
                    proxy_headers=False,
                    server_header=False,
                    ws="none",
                    lifespan="off",
                    timeout_graceful_shutdown=2,
                )  # fmt: skip
            )
            tasks.add(asyncio.create_task(server.serve(sockets=[stack.enter_context(_listening(settings))])))
        stop = asyncio.create_task(stopping.wait())
        ended, _ = await asyncio.wait({*tasks, stop}, return_when=asyncio.FIRST_COMPLETED)
        for task in ended - {stop}:
            logger.error("a task ended", exc_info=None if task.cancelled() else task.exception())
        if server is not None:
            server.should_exit = True
        await answerer.stop(_GRACE)
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks, timeout=0.7)
        goodbye = gateway.report(NAME, False, dt.datetime.now(dt.timezone.utc))
        await asyncio.wait({asyncio.create_task(goodbye)}, timeout=0.7)
        return 0 if stop in ended else 1


def main() -> int:
    """Run; 0 stopped, 1 to start again, 2 wrong settings."""
    logs.install()
    try:
        settings = MattermostSettings.load()
    except WrongSetting as wrong:
        sys.stderr.write(f"{NAME}: {wrong}\n")
        return 2
    if settings is None:
        sys.stderr.write(f"{NAME}: no MATTERMOST_ setting (see .env.example)\n")
        return 2
    try:
        return asyncio.run(_run(settings))
    except OSError as error:
        logger.error("can't start: %s (is MATTERMOST_CALLBACK_PORT free?)", type(error).__name__)
        return 1


if __name__ == "__main__":
    sys.exit(main())
