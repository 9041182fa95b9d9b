"""A source over HTTP: tried again with growing pauses, read up to a size, never longer than a time."""

import random
import time
from collections.abc import Callable

import httpx

from bot.catalogue.sync.facts import SourceError
from bot.catalogue.sync.reading import say

MOST_BYTES = 64_000_000
"""Fifteen times the whole source today."""

TRIES = 4
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
TIMEOUT = httpx.Timeout(20.0, connect=10.0)
LONGEST_READ = 120.0
AGENT = "orientation-catalogue/1 (verification du catalogue des services publics numeriques)"
TEMPORARY = (408, 425, 429, 500, 502, 503, 504)
"""Answers that may be different a little later."""


def pause_after(attempt: int, asked: str | None, first: float = FIRST_PAUSE) -> float:
    """Seconds before the next try: doubled each time, with some chance in it; a server's own wish counts first."""
    if asked and asked.strip().isdigit():
        return min(float(asked), LONGEST_PAUSE)
    return min(first * 2.0**attempt, LONGEST_PAUSE) * random.uniform(0.75, 1.25)  # noqa: S311


def fetch(address: str, label: str, key: str = "", sleep: Callable[[float], None] = time.sleep) -> bytes:
    """The bytes of an address.

    Raises:
        SourceError: no answer after some tries, a refusal, or more bytes than a source may have.
    """
    headers = {"User-Agent": AGENT, **({"Authorization": f"Bearer {key}"} if key else {})}
    try:
        with httpx.Client(headers=headers, timeout=TIMEOUT, follow_redirects=True) as client:
            for attempt in range(TRIES):
                raw, asked, why = _try(client, address, label)
                if raw is not None:
                    return raw
                if attempt < TRIES - 1:
                    sleep(pause_after(attempt, asked))
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError):
        raise SourceError(say("source.adresse", source=label)) from None
    raise SourceError(say("source.muette", source=label, essais=TRIES, raison=why))


def _try(client: httpx.Client, address: str, label: str) -> tuple[bytes | None, str | None, str]:
    """One try: the bytes, or the pause that the server asks for and what happened."""
    try:
        with client.stream("GET", address) as answer:
            if answer.status_code in TEMPORARY:
                return None, answer.headers.get("Retry-After"), str(answer.status_code)
            if answer.status_code != 200:
                raise SourceError(say("source.refus", source=label, code=answer.status_code))
            return _bounded(answer, label), None, ""
    except (httpx.UnsupportedProtocol, httpx.InvalidURL):
        raise
    except httpx.HTTPError as error:
        return None, None, type(error).__name__


def _bounded(answer: httpx.Response, label: str) -> bytes:
    end, read = time.monotonic() + LONGEST_READ, bytearray()
    for piece in answer.iter_bytes():
        read += piece
        if len(read) > MOST_BYTES:
            raise SourceError(say("source.enorme", source=label, limite=MOST_BYTES // 1_000_000))
        if time.monotonic() > end:
            raise httpx.ReadTimeout("the whole took too long")
    return bytes(read)
