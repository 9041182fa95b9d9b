"""Fixtures of every test: real processes, their ports, their logs."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from network import free_port
from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError

MOST_SLOW = 0.05
"""Share of the tests that may be slow."""

FIRST = ("journey", "connectors", "widget", "engine")
"""Folders whose tests take long: begun first, so that no worker ends with one of them alone."""


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """See that slow tests are few and say why; keep on one worker what shares a fixture that is long to make."""
    slow = [mark for item in items for mark in item.iter_markers("slow")]
    if any(not mark.args for mark in slow):
        raise pytest.UsageError("a slow test says why: @pytest.mark.slow(reason)")
    if len(items) > 1000 and len(slow) > MOST_SLOW * len(items):
        raise pytest.UsageError(f"{len(slow)} slow tests of {len(items)}")
    for item in items:
        shared = "service" if "service" in getattr(item, "fixturenames", ()) else str(item.path)
        item.add_marker(pytest.mark.xdist_group(shared))
    folder = {item.nodeid: item.nodeid.split("/")[1] for item in items if "/" in item.nodeid}
    items.sort(key=lambda item: FIRST.index(folder[item.nodeid]) if folder.get(item.nodeid) in FIRST else len(FIRST))


os.environ["RASA_TELEMETRY_ENABLED"] = "false"
# No test reads the real forum.
os.environ["FORUM_REFRESH_MINUTES"] = "0"


@dataclass
class Program:
    """A Python program that runs beside the tests."""

    process: "subprocess.Popen[bytes]"
    log: Path
    port: int

    def wait_until_listening(self, seconds: float = 90.0) -> None:
        """Wait for its port.

        Raises:
            AssertionError: it ended before, or took too long; its log is shown.
        """
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise AssertionError(self.said())

    def said(self) -> str:
        """All it has printed."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def listens_on(self) -> set[str]:
        """Addresses of its listening sockets, as the kernel writes them (hexadecimal)."""
        folder = Path(f"/proc/{self.process.pid}")
        links = [os.readlink(path) for path in (folder / "fd").iterdir() if path.exists() or path.is_symlink()]
        inodes = {link[8:-1] for link in links if link.startswith("socket:[")}
        rows = [
            line.split() for name in ("tcp", "tcp6") for line in (folder / "net" / name).read_text().splitlines()[1:]
        ]
        return {row[1].partition(":")[0] for row in rows if row[3] == "0A" and row[9] in inodes}


LOOPBACK = "0100007F"
"""127.0.0.1 as the kernel writes it."""


@pytest.fixture(scope="session")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Program]]:
    """Starts Python code with settings in its environment; ``port`` names the setting of the port it listens on."""
    running: list[Program] = []

    def begin(code: str, port: str, **settings: object) -> Program:
        folder, number = tmp_path_factory.mktemp("program"), free_port()
        environment = {**os.environ, "VAR_DIR": str(folder), port: str(number), "DATABASE_URL": ""}
        environment.update({name: str(value) for name, value in settings.items()})
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=log, stderr=log)
        running.append(Program(process, folder / "log", number))
        return running[-1]

    yield begin
    for program in running:
        program.process.terminate()
    for program in running:
        try:
            program.process.wait(5)
        except subprocess.TimeoutExpired:
            program.process.kill()
            program.process.wait()


POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1/")


@pytest.fixture(scope="session")
def postgresql_address() -> Iterator[str]:
    """An empty PostgreSQL database of its own; without a server the test is skipped, and fails in CI."""
    name = f"essai_{os.getpid()}"
    admin = create_engine(POSTGRES, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 2})
    try:
        with admin.connect() as connection:
            connection.execute(text(f"create database {name}"))
    except SQLAlchemyError:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip("no PostgreSQL at TEST_POSTGRES_URL (e.g. `apt install postgresql`)")
    try:
        yield POSTGRES.rpartition("/")[0] + f"/{name}"
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"drop database {name} with (force)"))
