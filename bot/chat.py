"""``orientation chat``: talk to the bot in the terminal; the service is started when it doesn't run yet.

The choices under an answer have the numbers that the gateway gives them: a number or a title typed here is understood
there, as in every other channel.
"""

import secrets
import shutil
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from bot.connectors.common.render import Message, render
from bot.folding import fold
from bot.runtime.apart import NotStarted, answers, started
from bot.settings import Settings, get_settings
from bot.texts import texts

TIMEOUT_SECONDS = 35.0
"""A little more than the gateway's own 30 s."""

LOG = "chat.log"
"""What a service that we started says, in the folder of runtime files."""

WIDEST = 96
"""Columns that a line of text takes at most, in a terminal that is wider."""

INTERRUPTED = 130


def _say(key: str, **values: object) -> str:
    return texts(__file__).say(f"chat.{key}", **values)


def _opinions(messages: list[Message]) -> str:
    """The choices that have no number: what may be said of a list."""
    titles = [choice.title for message in messages for choice in message.choices if choice.kind == "feedback"]
    return _say("avis", titres=" / ".join(dict.fromkeys(titles))) if titles else ""


def shown(entries: list[dict[str, object]]) -> str:
    """The plain text of a turn: its choices numbered, then those that are said by their title."""
    messages = render(entries)
    parts = [message.plain for message in messages] + [_opinions(messages)]
    return "\n\n".join(part for part in parts if part)


def _folded(text: str) -> str:
    """A text in lines that a terminal doesn't cut within a word; as it is where nobody reads it on one."""
    if not sys.stdout.isatty():
        return text
    width = min(WIDEST, shutil.get_terminal_size().columns)
    fold_line = textwrap.TextWrapper(width, break_long_words=False, break_on_hyphens=False).fill
    return "\n".join(fold_line(line) if line else "" for line in text.splitlines())


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
    sys.stdout.write(_say("demarrage"))
    with started(address, {}, settings.var_dir / LOG, _dot):
        sys.stdout.write("\n")
        yield


def _read() -> str | None:
    """What the person writes; None at the end: of the input (Ctrl-D), or because they say so."""
    try:
        line = input(_say("vous") + " ")
    except EOFError:
        sys.stdout.write("\n")
        return None
    if not sys.stdin.isatty():  # nobody typed it here: it is shown for who reads the output
        sys.stdout.write(line + "\n")
    words: list[str] = texts(__file__).get("chat.sorties")
    return None if fold(line).strip() in words else line


def _answered(client: httpx.Client, sender: str, line: str) -> str:
    """What the assistant answers.

    Raises:
        HTTPError: it can't be reached.
        ValueError: what answers isn't the assistant.
    """
    answer: Any = client.post("/webhooks/rest/webhook", json={"sender": sender, "message": line}).json()
    if isinstance(answer, list):
        return shown(answer)
    if not isinstance(answer, dict) or not isinstance(answer.get("text"), str):
        raise ValueError("no text")
    return str(answer["text"])


def _converse(client: httpx.Client, address: str) -> int:
    """Read lines until the end; status 2 when the gateway can't be reached any more."""
    sender = secrets.token_hex(16)
    sys.stdout.write(_folded(_say("accueil")) + "\n\n")
    while True:
        line = _read()
        if line is None:
            sys.stdout.write(_say("fin") + "\n")
            return 0
        if not line.strip():
            continue
        try:
            answer = _answered(client, sender, line)
        except (httpx.HTTPError, ValueError):
            sys.stderr.write(_say("injoignable", adresse=address) + "\n")
            return 2
        sys.stdout.write(f"\n{_say('assistant')}\n{_folded(answer)}\n\n")
        sys.stdout.flush()


def chat() -> int:
    """Talk until the end: 0; 2 when the service can't be started or reached, 130 by Ctrl-C."""
    settings = get_settings()
    address = f"http://127.0.0.1:{settings.port}"
    try:
        with (
            running(address, settings),
            httpx.Client(base_url=address, timeout=TIMEOUT_SECONDS, trust_env=False) as client,
        ):
            return _converse(client, address)
    except NotStarted as error:
        sys.stderr.write("\n" + _say("pas_demarre", ligne=error) + "\n")
        return 2
    except KeyboardInterrupt:
        sys.stderr.write("\n" + _say("interrompue") + "\n")
        return INTERRUPTED
