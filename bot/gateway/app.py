"""The ASGI application and its server: routes, errors, start and stop."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import uvicorn
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.database import upgrade
from bot.gateway.dialogue import Dialogue
from bot.gateway.erasure import sweep
from bot.gateway.guard import Guard, log_class
from bot.gateway.health import Health
from bot.gateway.identity import Identity
from bot.gateway.incoming import MAX_BODY, MAX_NAME, parse
from bot.gateway.limits import Deadlines, RateLimiter
from bot.gateway.refusals import Failure, Refusal, sentence
from bot.gateway.turns import Turns
from bot.settings import Settings, get_settings
from bot.texts import texts

logger = logging.getLogger(__name__)

_STATIC = Path(__file__).parent / "static"
_SWEEP_SECONDS = 60.0


class Gateway:
    """What the routes share."""

    def __init__(self, settings: Settings, deadlines: Deadlines) -> None:
        self.settings = settings
        self.deadlines = deadlines
        self.identity = Identity(settings)
        self.dialogue = Dialogue(settings, deadlines)
        self.turns = Turns(settings, self.identity, self.dialogue, deadlines)
        self.health = Health(settings, self.identity, self.dialogue, self.turns, deadlines)
        self.by_conversation = RateLimiter(settings.rate_per_minute)
        self.by_address = RateLimiter(settings.address_rate_per_minute)

    def refused(self, refusal: Refusal) -> Response:
        """A refusal in the contract's form."""
        headers = {"Retry-After": str(refusal.retry_after)} if refusal.retry_after else {}
        if refusal.status == 401:
            headers["WWW-Authenticate"] = "Bearer"
        body = {"error": refusal.code, "text": sentence(refusal, self.settings)}
        return JSONResponse(body, refusal.status, headers=headers)

    def admit(self, request: Request) -> str:
        """Name of the caller of a request.

        Raises:
            Refusal: 401, or 429 for an address that asks too much.
        """
        self.by_address.take(request.client.host if request.client else "")
        return self.identity.caller(request.headers)

    async def close(self) -> None:
        """Close what is open."""
        await self.dialogue.close()
        await self.health.close()
        self.turns.close()


async def _body(request: Request, seconds: float) -> bytes:
    """The body, within its bounds of size and time.

    Raises:
        Refusal: 413, or 400 when it takes too long to come.
    """

    async def read() -> bytes:
        parts, total = [], 0
        async for chunk in request.stream():
            total += len(chunk)
            if total > MAX_BODY:
                raise Refusal(413, "too_long")
            parts.append(chunk)
        return b"".join(parts)

    try:
        return await asyncio.wait_for(read(), seconds)
    except asyncio.TimeoutError:
        raise Refusal(400, "bad_json") from None


async def _message(request: Request, gateway: Gateway) -> Response:
    """POST of a message: the form of Rasa's REST channel."""
    caller = gateway.admit(request)
    incoming = parse(await _body(request, gateway.deadlines.body))
    gateway.by_conversation.take(gateway.identity.conversation_key(caller, incoming.sender))
    entries = await gateway.turns.take(caller, incoming)
    return JSONResponse([{"recipient_id": incoming.sender, **entry} for entry in entries])


async def _erase(request: Request, gateway: Gateway) -> Response:
    """DELETE of a conversation."""
    caller = gateway.admit(request)
    sender = request.path_params["sender"]
    if not sender.strip() or len(sender) > MAX_NAME:
        raise Refusal(400, "missing_field")
    await gateway.turns.erase(gateway.identity.conversation_key(caller, sender))
    return JSONResponse({"text": texts(__file__).say("effacement")})


async def _health(_request: Request, gateway: Gateway) -> Response:
    report = await gateway.health.report()
    return JSONResponse(report, 503 if report["status"] == "down" else 200)


async def _connector(request: Request, gateway: Gateway) -> Response:
    """POST of a connector's state."""
    caller = gateway.admit(request)
    body = await _body(request, gateway.deadlines.body)
    gateway.health.connectors.post(caller, request.path_params["name"], body)
    return JSONResponse({"status": "ok"})


async def _page(_request: Request, _gateway: Gateway) -> Response:
    return FileResponse(_STATIC / "index.html", media_type="text/html; charset=utf-8")


def _with(
    gateway: Gateway, endpoint: Callable[[Request, Gateway], Awaitable[Response]]
) -> Callable[[Request], Awaitable[Response]]:
    async def handle(request: Request) -> Response:
        try:
            return await endpoint(request, gateway)
        except Refusal as refusal:
            return gateway.refused(refusal)

    return handle


def _http_error(gateway: Gateway, _request: Request, error: Exception) -> Response:
    """What Starlette refuses by itself, in our form."""
    status = error.status_code if isinstance(error, HTTPException) else 503
    if status == 405:
        response = gateway.refused(Refusal(405, "method"))
        for name, value in (getattr(error, "headers", None) or {}).items():
            response.headers[name] = value
        return response
    return gateway.refused(Refusal(404, "not_found") if status < 500 else Failure("internal"))


async def _sweep_for_ever(gateway: Gateway) -> None:
    """Erase again, every minute, what was erased lately."""
    while True:
        try:
            await gateway.turns.in_thread(partial(sweep, gateway.turns.store, gateway.turns.tracker))
        except (Refusal, SQLAlchemyError):
            pass  # logged already; the next minute tries again
        except Exception as error:  # the task must outlive whatever happens
            log_class(error)
        await asyncio.sleep(_SWEEP_SECONDS)


def create_app(settings: Settings | None = None, *, deadlines: Deadlines | None = None) -> Starlette:
    """The application; the database's schema must be there (:func:`serve` sees to it).

    Run it in one process: queues, limits and turns under way are in memory.
    """
    gateway = Gateway(settings or get_settings(), deadlines or Deadlines())

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        sweeping = asyncio.create_task(_sweep_for_ever(gateway))
        try:
            yield
        finally:
            sweeping.cancel()
            with suppress(asyncio.CancelledError):
                await sweeping
            await gateway.close()

    app = Starlette(
        routes=[
            Route("/", _with(gateway, _page), methods=["GET"]),
            Route("/webhooks/rest/webhook", _with(gateway, _message), methods=["POST"]),
            Route("/api/v1/conversations/{sender:path}", _with(gateway, _erase), methods=["DELETE"]),
            Route("/health", _with(gateway, _health), methods=["GET"]),
            Route("/health/connectors/{name}", _with(gateway, _connector), methods=["POST"]),
            Mount("/static", StaticFiles(directory=_STATIC)),
        ],
        exception_handlers={HTTPException: partial(_http_error, gateway)},
        middleware=[Middleware(Guard, fallback=lambda: gateway.refused(Failure("internal")))],
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    app.state.gateway = gateway
    return app


def server_config(settings: Settings, app: Any) -> uvicorn.Config:
    """How uvicorn serves: nothing of a request is logged, and no header changes who the caller is."""
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        access_log=False,
        log_level="warning",
        proxy_headers=False,
        server_header=False,
        ws="none",
        lifespan="on",
        timeout_graceful_shutdown=5,
    )


def serve(settings: Settings | None = None) -> None:
    """Bring the database's schema up to date and serve until stopped."""
    settings = settings or get_settings()
    # httpx would log each request it makes.
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    upgrade(settings.database)
    uvicorn.Server(server_config(settings, create_app(settings))).run()
