"""``orientation serve``: actions, Rasa, gateway and connectors under one supervisor."""

import asyncio
import errno
import signal
import socket
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import httpx

from bot.connectors.common.settings import WrongSetting
from bot.runtime.connectors import Connectors
from bot.runtime.secret import make_secret
from bot.runtime.supervisor import SUPERVISOR, Command, Supervisor, show
from bot.settings import Settings, get_settings
from bot.texts import texts

LOOPBACK = "127.0.0.1"
PATIENCE = 90.0
"""Seconds after which what is still waited for is named."""

_EVERYWHERE = ("0.0.0.0", "::", "")

ENVIRONMENT = {
    "PYTHONUNBUFFERED": "1",
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    # Two cores for three processes: a pool of threads in each would only have them wait for one another.
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_WAIT_POLICY": "passive",
    "MALLOC_ARENA_MAX": "2",
}
"""Environment of every child, where the supervisor's own says nothing."""


def commands(secret: Mapping[str, str]) -> list[Command]:
    """What the product is made of, slowest to start first; ``secret`` is the environment that tells this run's."""
    modules = {"rasa": "bot.engine.launcher", "actions": "actions.server", "gateway": "bot.gateway"}
    environment = {**ENVIRONMENT, **secret}
    return [Command(name, [sys.executable, "-m", module], environment) for name, module in modules.items()]


def ports(settings: Settings) -> list[tuple[str, int, str]]:
    """Address, port and name of the setting of everything that listens."""
    return [
        (settings.host, settings.port, "PORT"),
        (LOOPBACK, settings.rasa_port, "RASA_PORT"),
        (LOOPBACK, settings.actions_port, "ACTIONS_PORT"),
    ]


def obstacle(settings: Settings) -> str | None:
    """One line on the first port that can't be listened on, and what to do; None when all are free."""
    say, seen = texts(__file__).say, set()
    for host, port, setting in ports(settings):
        try:
            family = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM)[0][0]
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((host, port))
            taken = port in seen
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                return say("adresse_refusee", hote=host)
            taken = True
        if taken:
            return say("port_pris", port=port, reglage=setting, autre=port + 100 if port < 65000 else port - 100)
        seen.add(port)
    return None


async def _listening(port: int) -> None:
    """Wait until a loopback port accepts connections."""
    while True:
        with suppress(OSError):
            _reader, writer = await asyncio.open_connection(LOOPBACK, port)
            writer.close()
            return
        await asyncio.sleep(0.2)


async def _healthy(client: httpx.AsyncClient, url: str, state: dict[str, Any]) -> None:
    """Wait until ``/health`` says ok; ``state`` holds its last answer."""
    while True:
        with suppress(httpx.HTTPError, ValueError):
            state.update((await client.get(url)).json())
            if state.get("status") == "ok":
                return
        await asyncio.sleep(0.5)


def _missing(state: dict[str, Any]) -> str:
    """What isn't there yet."""
    parts = [name for name in ("rasa", "actions", "database") if state.get(name) != "ok"]
    return ", ".join(parts or ["catalogue"])


async def say_ready(settings: Settings, supervisor: Supervisor) -> None:
    """Say in one line that people are answered, or after a while what is waited for.

    ``/health`` makes a real turn at most every 30 s: asked before Rasa listens, it would say no until the next one.
    """
    host = LOOPBACK if settings.host in _EVERYWHERE else settings.host
    url = f"http://[{host}]" if ":" in host else f"http://{host}"
    state: dict[str, Any] = {}

    async def wait() -> None:
        await asyncio.gather(_listening(settings.rasa_port), _listening(settings.actions_port))
        async with httpx.AsyncClient(timeout=10.0, trust_env=False) as client:
            await _healthy(client, f"{url}:{settings.port}/health", state)

    waiting = asyncio.ensure_future(wait())
    try:
        if not (await asyncio.wait({waiting}, timeout=PATIENCE))[0]:
            supervisor.say("attente", quoi=_missing(state))
        await waiting
        shown = "localhost" if host == LOOPBACK else host
        supervisor.say("pret", adresse=f"http://{shown}:{settings.port}")
    finally:
        waiting.cancel()


def _say(key: str, **values: object) -> None:
    """A line of the supervisor's own, before it runs."""
    show(SUPERVISOR, texts(__file__).say(key, **values))


async def _serve(settings: Settings, connectors: Connectors) -> int:
    secret = make_secret()
    supervisor = Supervisor([*commands(secret), *connectors.commands(_say, secret)])
    loop = asyncio.get_running_loop()

    def stop() -> None:
        supervisor.say("arret")
        supervisor.stop()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop)
    supervisor.say("demarrage")
    ready = asyncio.create_task(say_ready(settings, supervisor))
    try:
        return await supervisor.run()
    finally:
        ready.cancel()
        supervisor.say("arrete")


def serve(settings: Settings | None = None) -> int:
    """Run everything until Ctrl-C or SIGTERM.

    Returns:
        0 when stopped, 1 when a process can't work, 2 when nothing could start.
    """
    settings = settings or get_settings()
    try:
        connectors = Connectors()
    except WrongSetting as error:
        sys.stderr.write(f"orientation: {error}\n")
        return 2
    problem = obstacle(settings)
    if problem:
        sys.stderr.write(problem + "\n")
        return 2
    return asyncio.run(_serve(settings, connectors))
