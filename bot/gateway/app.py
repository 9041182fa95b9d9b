"""The ASGI application: what the routes share, the routes, errors."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from starlette.applications import Starlette
from starlette.convertors import PathConvertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from bot.gateway import refused
from bot.gateway.bell import Bell
from bot.gateway.compression import Compression
from bot.gateway.dialogue import Dialogue
from bot.gateway.door import Door
from bot.gateway.erasure import Daily, sweep
from bot.gateway.guard import Guard, log_class
from bot.gateway.health import Health
from bot.gateway.identity import Identity
from bot.gateway.incoming import MAX_NAME, parse
from bot.gateway.legal import pages as legal
from bot.gateway.limits import Deadlines, RateLimiter, Turnstile
from bot.gateway.orientation import PATH, Orientation, orient
from bot.gateway.refusals import Failure, Refusal
from bot.gateway.requests import body_of, erasure_said, wish_of
from bot.gateway.team import access as team
from bot.gateway.together import Together
from bot.gateway.turns import Turns
from bot.gateway.widget import pages, routes
from bot.gateway.widget.origins import Origins
from bot.gateway.widget.talk import Talk
from bot.impact import posted
from bot.impact import routes as statistics
from bot.impact.unmet import routes as unmet
from bot.relay.worker import Worker
from bot.settings import Settings, get_settings


class _Anything(PathConvertor):
    """The rest of an address, new lines included: a caller's sender is whatever it wants."""

    regex = r"[\s\S]*"


register_url_convertor("anything", _Anything())
Endpoint = Callable[[Request, "Gateway"], Awaitable[Response]]
_STATIC = Path(__file__).parent / "static"
_SWEEP_SECONDS = 60.0


class Gateway:
    """What the routes share."""

    def __init__(self, settings: Settings, deadlines: Deadlines) -> None:
        self.settings = settings
        self.deadlines = deadlines
        self.identity = Identity(settings)
        self.together = Together(settings.redis_url)
        self.bell = Bell(self.together)
        self.turnstile = Turnstile(deadlines, self.together)
        self.dialogue = Dialogue(settings, deadlines)
        self.turns = Turns(settings, self.identity, self.dialogue, deadlines, self.turnstile)
        self.relay = Worker(settings, self.turns.store.sessions, self.turns.store.clock)
        self.daily = Daily(settings.transcript_days, self.turns.store, self.turns.tracker)
        self.talk = Talk(settings, self.identity, self.dialogue, self.turns, self.turnstile, self.bell)
        self.health = Health(settings, self.identity, self.dialogue, self.turns, deadlines, self.together)
        self.statistics = statistics.Statistics()
        self.team = team.Team(self)
        self.orientation = Orientation(settings, deadlines, self.together)
        self.by_conversation = RateLimiter("conversation", settings.rate_per_minute, self.together)
        self.by_address = RateLimiter("address", settings.address_rate_per_minute, self.together)

    def refused(self, refusal: Refusal, scope: Scope) -> Response:
        """A refusal in the contract's form, or as a page for who reads pages."""
        return refused.response(refusal, self.settings, scope)

    async def admit_address(self, request: Request, cost: float = 1.0) -> None:
        """Count a request on its address.

        Raises:
            Refusal: 429, it asks too much.
        """
        await self.by_address.take(self.identity.address_key(request.client.host if request.client else ""), cost)

    async def admit(self, request: Request) -> str:
        """Name of the caller of a request.

        Raises:
            Refusal: 401, or 429 for an address that asks too much.
        """
        await self.admit_address(request)
        return self.identity.caller(request.headers, request.client.host if request.client else "")

    async def close(self) -> None:
        """Close what is open."""
        self.bell.close()
        self.talk.close()
        await self.together.close()
        await self.dialogue.close()
        await self.health.close()
        await self.orientation.close()
        self.turns.close()


async def _message(request: Request, gateway: Gateway) -> Response:
    """POST of a message: the form of Rasa's REST channel."""
    caller = await gateway.admit(request)
    incoming = parse(await body_of(request, gateway.deadlines.body))
    await gateway.by_conversation.take(gateway.identity.conversation_key(caller, incoming.sender))
    entries = await gateway.turns.take(caller, incoming)
    return JSONResponse([{"recipient_id": incoming.sender, **entry} for entry in entries])


async def _conversation(request: Request, gateway: Gateway) -> str:
    """Key of the conversation that a caller's address names.

    Raises:
        Refusal: 400, 401 or 429.
    """
    caller = await gateway.admit(request)
    sender = request.path_params["sender"]
    if not sender.strip() or len(sender) > MAX_NAME:
        raise Refusal(400, "missing_field")
    return gateway.identity.conversation_key(caller, sender)


async def _erase(request: Request, gateway: Gateway) -> Response:
    """DELETE of a conversation."""
    key = await _conversation(request, gateway)
    return JSONResponse(erasure_said(await gateway.turns.erase(key, request=wish_of(request))))


async def _standing(request: Request, gateway: Gateway) -> Response:
    """GET of a conversation: whether a request made in it still waits, which an erasure would cancel."""
    key = await _conversation(request, gateway)
    return JSONResponse({"request": await gateway.turns.request(key)})


async def _health(_request: Request, gateway: Gateway) -> Response:
    report = await gateway.health.report()
    return JSONResponse(report, 503 if report["status"] == "down" else 200)


async def _connector(request: Request, gateway: Gateway) -> Response:
    """POST of a connector's state."""
    caller = await gateway.admit(request)
    body = await body_of(request, gateway.deadlines.body)
    gateway.health.connectors.post(caller, request.path_params["name"], body)
    return JSONResponse({"status": "ok"})


def _http_error(gateway: Gateway, request: Request, error: Exception) -> Response:
    """What Starlette refuses by itself, in our form."""
    status = error.status_code if isinstance(error, HTTPException) else 503
    if status == 405:
        response = gateway.refused(Refusal(405, "method"), request.scope)
        for name, value in (getattr(error, "headers", None) or {}).items():
            response.headers[name] = value
        return response
    return gateway.refused(Refusal(404, "not_found") if status < 500 else Failure("internal"), request.scope)


def _route(gateway: Gateway, path: str, said: list[tuple[str, str, Endpoint]]) -> Route:
    """One address with all its methods: a router of single ones would say of the second that it isn't there."""
    by_method = {method: endpoint for method, _, endpoint in said}

    async def handle(request: Request) -> Response:
        endpoint = by_method["GET" if request.method == "HEAD" else request.method]
        try:
            return await endpoint(request, gateway)
        except Refusal as refusal:
            return gateway.refused(refusal, request.scope)

    return Route(path, handle, methods=list(by_method))


async def _sweep_for_ever(gateway: Gateway) -> None:
    """Erase again, every minute, what was erased lately; once a day, what is too old."""
    while True:
        try:
            await gateway.turns.in_thread(partial(sweep, gateway.turns.store, gateway.turns.tracker))
            # Not in the gateway's own threads, which turns would wait for.
            await asyncio.to_thread(gateway.daily.run)
        except Refusal:
            pass  # logged already; the next minute tries again
        except Exception as error:  # the task must outlive whatever happens
            log_class(error)
        await asyncio.sleep(_SWEEP_SECONDS)


@asynccontextmanager
async def _lifespan(gateway: Gateway, _app: Starlette) -> AsyncIterator[None]:
    """What runs beside the requests."""
    beside = (_sweep_for_ever(gateway), gateway.bell.hear(), gateway.relay.run())
    tasks = [asyncio.create_task(work) for work in beside]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await gateway.close()


def _routes(gateway: Gateway) -> list[BaseRoute]:
    """Every address of the gateway."""
    conversation = f"{routes.BASE}/conversations/{{conversation}}"
    said = [
        ("POST", "/webhooks/rest/webhook", _message),
        ("GET", "/api/v1/conversations/{sender:anything}", _standing),
        ("DELETE", "/api/v1/conversations/{sender:anything}", _erase),
        ("POST", PATH, orient),
        ("POST", f"{routes.BASE}/conversations", routes.begin),
        ("DELETE", conversation, routes.erase),
        ("POST", f"{conversation}/messages", routes.say),
        ("GET", f"{conversation}/messages", routes.history),
        ("GET", f"{conversation}/events", routes.watch),
        ("POST", f"{conversation}/events", posted.take),
        ("GET", "/stats", statistics.page),
        ("GET", "/stats.csv", statistics.table),
        ("GET", "/stats.css", statistics.sheet),
        ("GET", team.LOGIN, team.form),
        ("POST", team.LOGIN, team.login),
        ("POST", "/equipe/deconnexion", team.logout),
        ("GET", team.HOME, unmet.listed),
        ("GET", team.QUESTIONS, unmet.questions),
        ("GET", f"{team.HOME}/{{group}}", unmet.shown),
        ("POST", f"{team.HOME}/{{group}}", unmet.changed),
        ("GET", "/health", _health),
        ("POST", "/health/connectors/{name}", _connector),
    ]
    return [
        *(
            _route(gateway, path, [item for item in said if item[1] == path])
            for path in dict.fromkeys(p for _, p, _ in said)
        ),
        Route("/", pages.page, methods=["GET"]),
        *(Route(f"/{name}", pages.built_file, methods=["GET"]) for name in pages.NAMES),
        *legal.routes(gateway.settings),
        Route("/favicon.ico", pages.favicon, methods=["GET"]),
        Mount("/static", StaticFiles(directory=_STATIC)),
    ]


def create_app(settings: Settings | None = None, *, deadlines: Deadlines | None = None) -> Starlette:
    """The application; the database's schema must be there (:func:`serve` sees to it).

    Run it in one process, or in several over one PostgreSQL and one Redis.
    """
    gateway = Gateway(settings or get_settings(), deadlines or Deadlines())
    app = Starlette(
        routes=_routes(gateway),
        exception_handlers={HTTPException: partial(_http_error, gateway)},
        middleware=[
            Middleware(Door, settings=gateway.settings, refuse=gateway.refused),
            Middleware(Compression),
            Middleware(Origins, prefix=routes.BASE, allowed=gateway.settings.widget_origin_set, refuse=gateway.refused),
            Middleware(Guard, fallback=partial(gateway.refused, Failure("internal"))),
        ],
        lifespan=partial(_lifespan, gateway),
    )
    app.router.redirect_slashes = False
    app.state.gateway = gateway
    return app
