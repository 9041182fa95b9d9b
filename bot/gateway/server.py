"""The gateway's process: how uvicorn serves the application, start and stop."""

import logging
import sys
from types import FrameType
from typing import Any

import uvicorn

from bot.database import TooNew, upgrade
from bot.gateway import single
from bot.gateway.app import Gateway, create_app
from bot.runtime.exits import NO_USE_RESTARTING
from bot.runtime.private import keep_files_private
from bot.settings import Settings, get_settings
from bot.texts import texts

logger = logging.getLogger(__name__)


def server_config(settings: Settings, app: Any) -> uvicorn.Config:
    """How uvicorn serves: nothing of a request is logged, and only a trusted proxy says who the caller is."""
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        access_log=False,
        log_level="warning",
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies or None,
        server_header=False,
        ws="none",
        lifespan="on",
        timeout_graceful_shutdown=5,
    )


class Server(uvicorn.Server):
    """uvicorn's server; who watches a conversation leaves at the first sign of a stop, which need not wait."""

    def __init__(self, config: uvicorn.Config, gateway: Gateway) -> None:
        super().__init__(config)
        self._gateway = gateway

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """A signal to stop."""
        self._gateway.bell.close()
        super().handle_exit(sig, frame)


def serve(settings: Settings | None = None) -> int:
    """Bring the database's schema up to date and serve until stopped.

    Returns:
        An exit status: 78 when another gateway runs on the same SQLite file, or a newer version has changed it.
    """
    keep_files_private()
    settings = settings or get_settings()
    # httpx would log each request it makes.
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    try:
        held = single.hold(settings)
    except single.Taken:
        sys.stderr.write(texts(__file__).say("demarrage.deja") + "\n")
        return NO_USE_RESTARTING
    if settings.redis_url and not settings.gateway_secret:
        logger.warning(texts(__file__).say("demarrage.cle"))
    try:
        upgrade(settings.database)
    except TooNew as error:
        sys.stderr.write(texts(__file__).say("demarrage.base", erreur=error) + "\n")
        return NO_USE_RESTARTING
    app = create_app(settings)
    try:
        Server(server_config(settings, app), app.state.gateway).run()
    finally:
        if held:
            held.release()
    return 0
