"""Pages, styles and scripts go compressed; answers to programs, streams and the team's pages never do."""

from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

_SMALLEST = 1_000
"""Bytes under which compression gains nothing."""
_LEVEL = 6
"""Of gzip: the next ones gain one percent for twice the time."""
_AS_THEY_ARE = ("/api/", "/webhooks/", "/health", "/equipe")
"""Streams and small objects; and pages that hold a secret beside what was typed, whose size would tell of it."""


class Compression:
    """ASGI middleware on what a page needs."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._gzip = GZipMiddleware(app, minimum_size=_SMALLEST, compresslevel=_LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        await (self._gzip if _may(scope) else self._app)(scope, receive, send)


def _may(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET" or str(scope["path"]).startswith(_AS_THEY_ARE):
        return False
    return "range" not in Headers(scope=scope)  # a part is of the file as it is
