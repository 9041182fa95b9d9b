"""One supervisor: restarts what dies, with backoff, and stops all (honcho stops everything when one process ends)."""

import asyncio
import contextlib
import ctypes
import os
import signal
import socket
import sys
from collections.abc import Sequence

import httpx

from bot.settings import Settings, get_settings
from bot.texts import texts

FIRST_BACKOFF, LAST_BACKOFF = 1.0, 30.0
"""Seconds before a restart; doubled each time, back to the first after a minute of life."""

GRACE = 5.0
"""Seconds between SIGTERM and SIGKILL."""

READY_SECONDS = 180.0
_PR_SET_PDEATHSIG = 1

COMMANDS: dict[str, list[str]] = {
    "actions": ["-m", "actions.server"],
    "rasa": ["-m", "bot.engine.launcher"],
    "gateway": ["-m", "bot.gateway"],
}


def _die_with_parent() -> None:
    """The kernel ends the child when the supervisor is killed."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def environment() -> dict[str, str]:
    """Threads for two cores, telemetry off, quiet TensorFlow."""
    return {
        **os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONUNBUFFERED": "1",
        "TF_INTRA_OP_PARALLELISM_THREADS": "1", "TF_INTER_OP_PARALLELISM_THREADS": "1", "SANIC_NO_MOTD": "true",
    }  # fmt: skip


class Supervisor:
    """Keeps commands alive until :meth:`stop`."""

    def __init__(self, commands: dict[str, Sequence[str]], first_backoff: float = FIRST_BACKOFF) -> None:
        self._commands = commands
        self._first = first_backoff
        self._stopping = asyncio.Event()
        self.restarts: dict[str, int] = {name: 0 for name in commands}
        self.processes: dict[str, asyncio.subprocess.Process] = {}

    def stop(self) -> None:
        """Ask all to end."""
        self._stopping.set()

    async def run(self) -> None:
        """Run until stopped; returns when every child has ended."""
        keepers = [asyncio.create_task(self._keep(name)) for name in self._commands]
        await self._stopping.wait()
        for keeper in keepers:
            keeper.cancel()
        await asyncio.gather(*keepers, return_exceptions=True)
        await asyncio.gather(*(self._end(process) for process in self.processes.values()))

    async def _keep(self, name: str) -> None:
        backoff = self._first
        loop = asyncio.get_running_loop()
        while True:
            started = loop.time()
            process = await asyncio.create_subprocess_exec(
                *self._commands[name], env=environment(), preexec_fn=_die_with_parent, start_new_session=True
            )
            self.processes[name] = process
            await process.wait()
            if loop.time() - started > 60:
                backoff = self._first
            sys.stderr.write(texts(__file__).say("relance", nom=name, secondes=backoff) + "\n")
            await asyncio.sleep(backoff)
            self.restarts[name] += 1
            backoff = min(backoff * 2, LAST_BACKOFF)

    @staticmethod
    async def _end(process: asyncio.subprocess.Process) -> None:
        if process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), GRACE)
        except asyncio.TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


def taken_port(settings: Settings) -> int | None:
    """The first of our ports that another program holds."""
    for port in (settings.port, settings.rasa_port, settings.actions_port):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                return port
    return None


async def _say_ready(settings: Settings) -> None:
    address = f"http://localhost:{settings.port}"
    async with httpx.AsyncClient(timeout=8.0) as client:
        for _ in range(int(READY_SECONDS)):
            with contextlib.suppress(httpx.HTTPError):
                if (await client.get(f"{address}/health")).status_code == 200:
                    sys.stdout.write(texts(__file__).say("pret", adresse=address) + "\n")
                    sys.stdout.flush()
                    return
            await asyncio.sleep(1)


async def _serve(settings: Settings) -> None:
    supervisor = Supervisor({name: [sys.executable, *command] for name, command in COMMANDS.items()})
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, supervisor.stop)
    ready = asyncio.create_task(_say_ready(settings))
    await supervisor.run()
    ready.cancel()


def serve() -> int:
    """``orientation serve``: all processes, until Ctrl-C."""
    settings = get_settings()
    port = taken_port(settings)
    if port is not None:
        sys.stderr.write(texts(__file__).say("port_pris", port=port) + "\n")
        return 2
    sys.stderr.write(texts(__file__).say("demarrage") + "\n")
    asyncio.run(_serve(settings))
    return 0
