"""What is looked at before any part of a request is parsed: size of its headers, its path, the host it is sent to."""

import logging
from collections.abc import Callable, Iterable

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.gateway.guard import HEADERS
from bot.gateway.refusals import Refusal
from bot.settings import LOOPBACK_NAMES, Settings
from bot.texts import texts

MAX_HEADERS = 16_384
"""Bytes of a request's headers, names and values."""
MAX_HEADER_COUNT = 100
MAX_COOKIES = 4_096
"""Bytes of its cookies: those of the site around are sent too."""

logger = logging.getLogger(__name__)

Headers = Iterable[tuple[bytes, bytes]]


def named_host(headers: Headers) -> str | None:
    """Name (or address, IPv6 in brackets) that a request is sent to, without port; None unless it says exactly one."""
    hosts = [value for name, value in headers if name == b"host"]
    if len(hosts) != 1:
        return None
    host = hosts[0].decode("latin-1").lower()
    if host.startswith("["):
        name, bracket, rest = host.partition("]")
        return f"{name}]" if bracket and _is_port(rest) else None
    name, colon, port = host.partition(":")
    return name if name and _is_port(colon + port) else None


def _is_port(text: str) -> bool:
    return not text or (text.startswith(":") and text[1:].isdigit() and text.isascii() and len(text) <= 6)


class Door:
    """ASGI middleware; ``refuse`` makes a refusal's response."""

    def __init__(self, app: ASGIApp, settings: Settings, refuse: Callable[[Refusal, Scope], Response]) -> None:
        self._app = app
        self._hosts = settings.host_set | LOOPBACK_NAMES
        self._refuse = refuse
        self._told = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        refusal = self._refusal(scope) if scope["type"] == "http" else None
        if refusal is None:
            await self._app(scope, receive, send)
            return
        response = self._refuse(refusal, scope)
        for name, value in {**HEADERS, "Cache-Control": "no-store"}.items():
            response.headers.setdefault(name, value)  # a page has a stricter policy of its own
        await response(scope, receive, send)

    def _refusal(self, scope: Scope) -> Refusal | None:
        headers = scope["headers"]
        if len(headers) > MAX_HEADER_COUNT or sum(len(name) + len(value) for name, value in headers) > MAX_HEADERS:
            return Refusal(431, "headers")
        if sum(len(value) for name, value in headers if name == b"cookie") > MAX_COOKIES:
            return Refusal(431, "headers")
        if named_host(headers) not in self._hosts:
            self._tell()
            return Refusal(421, "host")
        return Refusal(404, "not_found") if "\x00" in scope["path"] else None

    def _tell(self) -> None:
        """Say once which setting names the hosts; never the host itself, which anybody may write."""
        if not self._told:
            self._told = True
            logger.warning(texts(__file__).say("demarrage.hote"))
