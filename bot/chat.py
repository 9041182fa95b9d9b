"""``orientation chat``: talk to the bot in the terminal; the service is started when it doesn't run yet."""

import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from bot.connectors.common.render import render
from bot.runtime.apart import NotStarted, answers, started
from bot.settings import Settings, get_settings
from bot.texts import texts

TIMEOUT_SECONDS = 35.0
"""A little more than the gateway's own 30 s."""

LOG = "chat.log"
"""What a service that we started says, in the folder of runtime files."""


def shown(entries: list[dict[str, object]]) -> str:
    """The plain text of a turn, its choices numbered."""
    return "\n\n".join(message.plain for message in render(entries))


def _dot() -> None:
    sys.stdout.write(".")
    sys.stdout.flush()


@contextmanager
def running(address: str, settings: Settings) -> Iterator[None]:
    """The service: the one that runs already, or one of our own, stopped at the end.

    Raises:
        NotStarted: see :func:`bot.runtime.apart.started`.
    """
    if answers(address):
        yield
        return
    sys.stdout.write(texts(__file__).say("chat.demarrage"))
    with started(address, {}, settings.var_dir / LOG, _dot):
        sys.stdout.write("\n")
        yield


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
    try:
        with (
            running(address, settings),
            httpx.Client(base_url=address, timeout=TIMEOUT_SECONDS, trust_env=False) as client,
        ):
            return _converse(client, address)
    except NotStarted as error:
        sys.stderr.write("\n" + texts(__file__).say("chat.pas_demarre", ligne=error) + "\n")
        return 2
