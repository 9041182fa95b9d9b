"""A service of one's own, started beside whatever runs: for the terminal chat, the evaluations and the benchmarks."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from bot.folders import ROOT

START_SECONDS = 240.0
"""How long a service may take before it answers, on a busy machine."""

STOP_SECONDS = 30.0

Tick = Callable[[], None]


class NotStarted(Exception):
    """The service couldn't be started; the message is the last line that it printed, and where all of them are."""


@dataclass(frozen=True)
class Apart:
    """A running service."""

    address: str
    process: "subprocess.Popen[bytes]"
    log: Path


def answers(address: str) -> bool:
    """Whether a gateway answers there and can serve."""
    try:
        return httpx.get(f"{address}/health", timeout=10, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def _wait(service: Apart, tick: Tick) -> None:
    end = time.monotonic() + START_SECONDS
    while not answers(service.address):
        if service.process.poll() is not None or time.monotonic() > end:
            lines = service.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
            raise NotStarted(f"{lines[-1] if lines else ''} ({service.log})")
        tick()
        time.sleep(1)


@contextmanager
def started(address: str, environment: Mapping[str, str], log: Path, tick: Tick = lambda: None) -> Iterator[Apart]:
    """``orientation serve`` with these variables added, until the end of the block; its lines go to ``log``.

    Raises:
        NotStarted: it ended, or takes too long.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "serve"], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            env={**os.environ, **environment}, start_new_session=True,
        )  # fmt: skip
    service = Apart(address, process, log)
    try:
        _wait(service, tick)
        yield service
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()


def free_port() -> int:
    """A loopback port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def throwaway(tick: Tick = lambda: None) -> Iterator[Apart]:
    """A service on ports and files of its own, without limits, connectors or callers; nothing of it is left after.

    Raises:
        NotStarted: see :func:`started`.
    """
    with tempfile.TemporaryDirectory(prefix="orientation-") as folder:
        port = free_port()
        environment = {
            "PORT": str(port), "RASA_PORT": str(free_port()), "ACTIONS_PORT": str(free_port()), "HOST": "127.0.0.1",
            "VAR_DIR": folder, "DATABASE_URL": "", "REDIS_URL": "", "GATEWAY_CALLERS": "",
            "GATEWAY_SECRET": secrets.token_hex(32), "RATE_PER_MINUTE": "100000", "ADDRESS_RATE_PER_MINUTE": "0",
        }  # fmt: skip
        load = [sys.executable, "-m", "bot", "catalogue", "load"]
        subprocess.run(load, cwd=ROOT, env={**os.environ, **environment}, check=True, stdout=subprocess.DEVNULL)
        with started(f"http://127.0.0.1:{port}", environment, Path(folder) / "service.log", tick) as service:
            yield service
