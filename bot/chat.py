"""``orientation chat``: talk to a running gateway in the terminal."""

import secrets
import sys

import httpx

from bot.settings import get_settings
from bot.texts import texts

TIMEOUT_SECONDS = 35.0
"""A little more than the gateway's own 30 s."""


def shown(answers: list[dict[str, object]]) -> str:
    """The plain text of a turn: a payload's text stands in the entry before it already."""
    return "\n\n".join(str(item["text"]) for item in answers if item.get("text"))


def chat() -> int:
    """Read lines until the end of input; status 2 when the gateway can't be reached."""
    settings, say = get_settings(), texts(__file__).say
    address = f"http://127.0.0.1:{settings.port}"
    sender = secrets.token_hex(16)
    sys.stdout.write(say("chat.accueil") + "\n")
    with httpx.Client(base_url=address, timeout=TIMEOUT_SECONDS) as client:
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
