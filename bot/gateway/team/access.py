"""Coming in and going out, and what every page of the team's asks first."""

import datetime as dt
import hmac
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.gateway import site
from bot.gateway.limits import RateLimiter
from bot.gateway.refusals import Refusal
from bot.gateway.requests import body_of
from bot.gateway.team.session import LIFE, Session, Sessions, read_team
from bot.texts import texts

if TYPE_CHECKING:
    from bot.gateway.app import Gateway

_EPOCH = dt.datetime(1970, 1, 1)
COOKIE, PATH = "equipe", "/equipe"
LOGIN, HOME, QUESTIONS = "/equipe/connexion", "/equipe/besoins", "/equipe/questions"
_MAX_COOKIE = 512
TRIES = 5
"""Wrong or right passwords that an address may send a minute."""
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
}
"""No script at all on these pages, and no trace of them."""
_TEMPLATES = (Path(__file__).parent / "templates", Path(__file__).parents[2] / "impact" / "unmet" / "templates")


class Team:
    """What the team's pages share."""

    def __init__(self, gateway: "Gateway") -> None:
        store = gateway.turns.store
        people = read_team(gateway.settings.team_passwords)

        def now() -> float:
            return (store.clock() - _EPOCH).total_seconds()

        self.sessions = Sessions(people, gateway.identity.signature, now)
        self.tries = RateLimiter("team", TRIES, gateway.together)


def page(gateway: "Gateway", name: str, values: Mapping[str, Any], status: int = 200) -> HTMLResponse:
    """A page of the team's, in what stands around every page; every value is escaped."""
    template = site.environment(*_TEMPLATES).get_template(f"{name}.html")
    html = template.render({**site.around(gateway.settings, "equipe"), **values})
    return HTMLResponse(html, status, headers=HEADERS)


async def enter(request: Request, gateway: "Gateway") -> Session | None:
    """The session of a request, if any.

    Raises:
        HTTPException: 404, there is no team.
        Refusal: 429, the address asks too much.
    """
    await gateway.admit_address(request)
    if not gateway.team.sessions.open:
        raise HTTPException(404)
    return gateway.team.sessions.read(_cookie(request))


async def member(request: Request, gateway: "Gateway") -> Session | None:
    """The session of somebody of the team; None for anybody else (same errors as :func:`enter`)."""
    session = await enter(request, gateway)
    return session if session and session.name else None


async def fields(request: Request, gateway: "Gateway", session: Session | None) -> dict[str, str] | None:
    """The fields of a form; None when it doesn't come from a page of this session.

    Raises:
        Refusal: 413, or 400 when the body takes too long.
    """
    body = await body_of(request, gateway.deadlines.body)
    try:
        said = {name: values[0] for name, values in parse_qs(body.decode(), keep_blank_values=True).items()}
    except (UnicodeDecodeError, ValueError):
        return None
    if session is None or not hmac.compare_digest(said.get("jeton", "").encode(), session.token.encode()):
        return None
    return said


def _cookie(request: Request) -> str:
    """Our cookie's value as it stands: unquoting it takes quadratic time, and it is never quoted."""
    for part in request.headers.get("cookie", "").split(";"):
        name, _, value = part.strip().partition("=")
        if name == COOKIE:
            return value if len(value) <= _MAX_COOKIE else ""
    return ""


def to_login() -> Response:
    """Where who isn't known is sent."""
    return RedirectResponse(LOGIN, 303, headers=HEADERS)


async def form(request: Request, gateway: "Gateway") -> Response:
    """GET of the login form."""
    session = await enter(request, gateway)
    if session and session.name:
        return RedirectResponse(HOME, 303, headers=HEADERS)
    return _form(request, gateway)


async def login(request: Request, gateway: "Gateway") -> Response:
    """POST of a password."""
    session = await enter(request, gateway)
    try:
        await gateway.team.tries.take(_address(request, gateway))
    except Refusal as refusal:
        response = _form(request, gateway, "trop", 429)
        response.headers["Retry-After"] = str(refusal.retry_after or 60)
        return response
    said = await fields(request, gateway, session)
    if said is None:
        return _form(request, gateway, "perime", 403)
    name = gateway.team.sessions.who(said.get("mot_de_passe", ""))
    if name is None:
        return _form(request, gateway, "inconnu", 403)
    response = RedirectResponse(HOME, 303, headers=HEADERS)
    _set(response, request, gateway, gateway.team.sessions.cookie(name), LIFE)
    return response


async def logout(request: Request, gateway: "Gateway") -> Response:
    """POST: the cookie is taken back."""
    session = await enter(request, gateway)
    if await fields(request, gateway, session) is None:
        return to_login()
    response = to_login()
    response.delete_cookie(COOKIE, PATH)
    return response


def _form(request: Request, gateway: "Gateway", fault: str = "", status: int = 200) -> Response:
    """The login form, with a session of nobody's that its token belongs to."""
    cookie = gateway.team.sessions.cookie()
    session = gateway.team.sessions.read(cookie)
    values = {
        "token": session.token if session else "", "fault": texts(__file__).say(fault) if fault else "", "name": "",
    }  # fmt: skip
    response = page(gateway, "connexion", values, status)
    _set(response, request, gateway, cookie, None)
    return response


def _set(response: Response, request: Request, gateway: "Gateway", cookie: str, life: int | None) -> None:
    secure = request.scope["scheme"] == "https" or gateway.settings.public_url.startswith("https:")
    response.set_cookie(COOKIE, cookie, life, path=PATH, secure=secure, httponly=True, samesite="lax")


def _address(request: Request, gateway: "Gateway") -> str:
    return gateway.identity.address_key(request.client.host if request.client else "")
