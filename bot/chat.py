"""``orientation chat``: talk to the bot in the terminal; the service is started when it doesn't run yet."""

import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from bot.settings import Settings, get_settings
from bot.texts import texts

TIMEOUT_SECONDS = 35.0
"""A little more than the gateway's own 30 s."""

START_SECONDS = 180.0
"""How long a service that we started may take before it answers."""

LOG = "chat.log"
"""What a service that we started says, in the folder of runtime files."""


class NoService(Exception):
    """The service couldn't be started; the message is for the person at the terminal."""


def shown(answers: list[dict[str, object]]) -> str:
    """The plain text of a turn: a payload's text stands in the entry before it already."""
    return "\n\n".join(str(item["text"]) for item in answers if item.get("text"))


def _answers(client: httpx.Client) -> bool:
    try:
        return client.get("/health").status_code == 200
    except httpx.HTTPError:
        return False


def _wait(client: httpx.Client, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Wait until the service answers, a dot a second.

    Raises:
        NoService: it ended, or takes too long.
    """
    end = time.monotonic() + START_SECONDS
    while not _answers(client):
        if process.poll() is not None or time.monotonic() > end:
            last = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:]
            raise NoService(texts(__file__).say("chat.pas_demarre", ligne=" ".join(last), journal=log))
        sys.stdout.write(".")
        sys.stdout.flush()
        time.sleep(1)
    sys.stdout.write("\n")


@contextmanager
def running(client: httpx.Client, settings: Settings) -> Iterator[None]:
    """The service: the one that runs already, or one of our own, stopped at the end.

    Raises:
        NoService: see :func:`_wait`.
    """
    if _answers(client):
        yield
        return
    sys.stdout.write(texts(__file__).say("chat.demarrage"))
    sys.stdout.flush()
    log = settings.var_dir / LOG
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "serve"], stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            env=dict(os.environ), start_new_session=True,
        )  # fmt: skip
    try:
        _wait(client, process, log)
        yield
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


def _converse(client: httpx.Client, address: str) -> int:
    """Read lines until the end of input; status 2 when the gateway can't be reached any more."""
    say, sender = texts(__file__).say, secrets.token_hex(16)
    sys.stdout.write(say("chat.accueil") + "\n")
    while True:
        try:
            line = input(say("chat.invite") + " ")
        except EOFError:
            return 0
        if not line.strip():
            continue
        try:
            answer = client.post("/webhooks/rest/webhook", json={"sender": sender, "message": line}).json()
        except httpx.HTTPError:
            sys.stderr.write(say("chat.injoignable", adresse=address) + "\n")
            return 2
        sys.stdout.write((answer["text"] if isinstance(answer, dict) else shown(answer)) + "\n\n")


def chat() -> int:
    """Talk until the end of input; status 2 when the service can't be started or reached."""
    settings = get_settings()
    address = f"http://127.0.0.1:{settings.port}"
    with httpx.Client(base_url=address, timeout=TIMEOUT_SECONDS, trust_env=False) as client:
        try:
            with running(client, settings):
                return _converse(client, address)
        except NoService as error:
            sys.stderr.write(f"\n{error}\n")
            return 2
