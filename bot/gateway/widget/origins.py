"""Which sites' pages may use the widget's endpoints: the gateway's own, and those of the setting."""

from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.gateway.guard import HEADERS
from bot.gateway.refusals import Refusal

_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, DELETE",
    "Access-Control-Allow-Headers": "Content-Type",
    "Access-Control-Max-Age": "7200",
}


class Origins:
    """ASGI middleware on the paths under ``prefix``; ``refuse`` makes a refusal's response.

    A request without ``Origin`` comes from no other site's page, and is served.
    """

    def __init__(
        self, app: ASGIApp, prefix: str, allowed: frozenset[str], refuse: Callable[[Refusal, Scope], Response]
    ) -> None:
        self._app = app
        self._prefix = prefix
        self._allowed = allowed
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or not str(scope["path"]).startswith(self._prefix):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        if origin is not None and not self._is_allowed(origin, headers.get("host", "")):
            response = self._refuse(Refusal(403, "origin"), scope)
            response.headers.update({**HEADERS, "Cache-Control": "no-store"})
            await response(scope, receive, send)
            return

        async def send_allowed(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                answer.add_vary_header("Origin")
                if origin is not None:
                    answer["Access-Control-Allow-Origin"] = origin
                    answer["Access-Control-Expose-Headers"] = "Retry-After"
            await send(message)

        if scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            response = Response(status_code=204, headers={**HEADERS, **_PREFLIGHT, "Cache-Control": "no-store"})
            await response(scope, receive, send_allowed)
            return
        await self._app(scope, receive, send_allowed)

    def _is_allowed(self, origin: str, host: str) -> bool:
        scheme, _, name = origin.lower().partition("://")
        return origin.lower() in self._allowed or (scheme in ("http", "https") and name == host.lower())
