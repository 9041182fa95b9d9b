"""Whatever breaks, each turn gets its sentence in time and the next one works."""

import os
import signal
import sqlite3
import threading
import time
import uuid
from collections.abc import Callable

import pytest
from whole_service import Service

from bot.settings import get_settings

Turn = Callable[[str, str], tuple[str, float]]
IN_TIME = 7.0
"""Seconds: 5 to a first message, and the way there and back on a busy machine."""

CONTACT = get_settings().contact_email
MARK = "zorglub-7431"


@pytest.fixture
def sender() -> str:
    """A conversation of its own."""
    return uuid.uuid4().hex


def works(service: Service, timed: Turn, sender: str) -> None:
    """The service comes back, and so does this conversation."""
    service.recovered()
    text, _ = timed("la cantine doit passer au bio", sender)
    assert "1. " in text, text


RESTART = pytest.mark.slow("Rasa takes twenty seconds to start again")


@pytest.mark.parametrize("name", ["actions", pytest.param("rasa", marks=RESTART)])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_a_process_is_killed_or_frozen(
    service: Service, timed: Turn, sender: str, name: str, number: signal.Signals
) -> None:
    pid = service.pid(name)
    os.kill(pid, number)
    try:
        text, seconds = timed(f"des logements vides {MARK}", sender)
    finally:
        if number == signal.SIGSTOP:
            os.kill(pid, signal.SIGCONT)
    assert CONTACT in text
    assert seconds < IN_TIME
    works(service, timed, sender)


@RESTART
def test_rasa_is_killed_in_mid_answer(service: Service, timed: Turn, sender: str) -> None:
    found: list[tuple[str, float]] = []
    frozen = service.pid("actions")
    os.kill(frozen, signal.SIGSTOP)  # the turn waits for its action while Rasa dies
    turn = threading.Thread(target=lambda: found.append(timed(f"des logements vides {MARK}", sender)))
    turn.start()
    time.sleep(1)
    os.kill(service.pid("rasa"), signal.SIGKILL)
    turn.join(30)
    os.kill(frozen, signal.SIGCONT)
    assert CONTACT in found[0][0]
    assert found[0][1] < IN_TIME
    works(service, timed, sender)


@pytest.mark.parametrize("name", ["orientation.db", "tracker.db"])
def test_a_database_is_locked(service: Service, timed: Turn, sender: str, name: str) -> None:
    holder = sqlite3.connect(service.folder / name, timeout=5, isolation_level=None)
    holder.execute("begin exclusive")
    try:
        text, seconds = timed(f"des logements vides {MARK}", sender)
    finally:
        holder.execute("rollback")
        holder.close()
    assert text.strip()
    assert seconds < 30
    works(service, timed, sender)


def test_nothing_of_what_was_said_is_in_a_log(service: Service) -> None:
    service.say(f"des logements vides {MARK}")
    assert MARK not in service.said()
    for path in service.folder.rglob("*.log"):
        assert MARK not in path.read_text(encoding="utf-8", errors="replace")


def test_telemetry_is_off_and_only_loopback_listens(service: Service) -> None:
    for name in ("rasa", "actions", "gateway"):
        environment = open(f"/proc/{service.pid(name)}/environ", "rb").read()
        assert b"RASA_TELEMETRY_ENABLED=false" in environment
    listening = {line.split()[1] for line in open("/proc/net/tcp") if line.split()[3] == "0A"}
    for port in (service.client.base_url.port,):
        assert {address.split(":")[0] for address in listening if address.endswith(f":{port:04X}")} == {"0100007F"}
