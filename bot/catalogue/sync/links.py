"""Dead links: every address of the files is tried, politely, and again with growing pauses before it is said silent.

The head alone is asked for first; the page, its body left unread, when the server makes nothing good of that. The
environment's proxy settings hold (``HTTPS_PROXY``, ``NO_PROXY``…).
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

import httpx

from bot.catalogue.sync.fetching import AGENT, TEMPORARY, TRIES, pause_after
from bot.catalogue.sync.reading import say

State = Literal["ok", "dead", "moved", "silent", "refused"]

HOSTS_AT_ONCE = 8
"""One request at a time to a host, so many hosts at once."""

BETWEEN_REQUESTS = 0.3
"""Seconds left to a host between two of its addresses."""

MOST_REDIRECTS = 6

LONGEST_TRY = 60.0
"""Seconds after which a try is given up, even when some bytes keep coming."""

_GONE = (404, 410)
_PERMANENT = (301, 308)
Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True)
class Tried:
    """What became of an address."""

    address: str
    state: State
    reason: str = ""
    """The status, or what happened instead of an answer."""

    target: str | None = None
    """Where it leads, when that is another place."""


async def try_all(
    wanted: Iterable[str], first_pause: float = 1.0, between: float = BETWEEN_REQUESTS,
    timeout: float = 15.0, sleep: Sleep = asyncio.sleep, done_with: Callable[[Tried], None] = lambda tried: None,
) -> list[Tried]:  # fmt: skip
    """Try every address; those of one host one after the other; ``done_with`` is told of each."""
    hosts: Mapping[str, list[str]] = defaultdict(list)
    for address in wanted:
        hosts[_host(address)].append(address)
    gate = asyncio.Semaphore(HOSTS_AT_ONCE)
    headers = {"User-Agent": AGENT, "Accept": "text/html,*/*;q=0.5"}
    async with httpx.AsyncClient(headers=headers, timeout=timeout, max_redirects=MOST_REDIRECTS) as client:

        async def visit(host: list[str]) -> list[Tried]:
            async with gate:
                done: list[Tried] = []
                for address in host:
                    if done:
                        await sleep(between)
                    # A host that has just been silent all along isn't waited for as long for each of its pages.
                    tries = 1 if done and done[-1].state == "silent" else TRIES
                    done.append(await _patiently(client, address, tries, first_pause, sleep))
                    done_with(done[-1])
                return done

        visited = await asyncio.gather(*(visit(host) for host in hosts.values()))
    return [tried for host in visited for tried in host]


def _host(address: str) -> str:
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:  # what the try itself will say
        return address


async def _patiently(client: httpx.AsyncClient, address: str, tries: int, first_pause: float, sleep: Sleep) -> Tried:
    """Try an address until it gives a lasting answer, with longer and longer pauses."""
    tried = Tried(address, "silent")
    for attempt in range(tries):
        tried, asked = await _once(client, address)
        if tried.state != "silent" or attempt == tries - 1:
            break
        await sleep(pause_after(attempt, asked, first_pause))
    return tried


async def _once(client: httpx.AsyncClient, address: str) -> tuple[Tried, str | None]:
    """One try, and the pause that the server asks for."""
    try:
        return await asyncio.wait_for(_asked(client, address), LONGEST_TRY)
    except asyncio.TimeoutError:
        return Tried(address, "silent", say("liens.trop_long")), None
    except httpx.TooManyRedirects:
        return Tried(address, "dead", say("liens.sans_fin")), None
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError):
        return Tried(address, "dead", say("liens.mal_formee")), None
    except httpx.HTTPError as error:
        return Tried(address, "silent", _silence(error)), None


async def _asked(client: httpx.AsyncClient, address: str) -> tuple[Tried, str | None]:
    """Ask for the head, and for the page when the head isn't given: many servers know one way only."""
    try:
        answer = await client.head(address, follow_redirects=True)
        if answer.status_code < 400:
            return _read(address, answer), None
    except (httpx.ConnectError, httpx.ConnectTimeout):  # nor would the page come
        raise
    except httpx.TransportError:
        pass
    async with client.stream("GET", address, follow_redirects=True) as answer:
        return _read(address, answer), answer.headers.get("Retry-After")


def _silence(error: httpx.HTTPError) -> str:
    if isinstance(error, httpx.TimeoutException):
        return say("liens.trop_long")
    return say("liens.injoignable" if isinstance(error, httpx.ConnectError) else "liens.coupe")


def _read(address: str, answer: httpx.Response) -> Tried:
    code = answer.status_code
    if code in _GONE:
        return Tried(address, "dead", str(code))
    if code in TEMPORARY or code >= 500:
        return Tried(address, "silent", str(code))
    if code >= 400:
        return Tried(address, "refused", str(code))
    if not answer.history or _kin(address, str(answer.url)):
        return Tried(address, "ok", str(code))
    steps = [step.status_code for step in answer.history]
    state: State = "moved" if all(step in _PERMANENT for step in steps) else "ok"
    return Tried(address, state, str(steps[0]), str(answer.url))


def _kin(before: str, after: str) -> bool:
    """Same site, or a page of the same site that its front door leads to: not worth an edit."""
    one, other = urlsplit(before), urlsplit(after)
    same_host = one.netloc.lower().removeprefix("www.") == other.netloc.lower().removeprefix("www.")
    return same_host and (one.path.rstrip("/") == other.path.rstrip("/") or one.path.rstrip("/") == "")
