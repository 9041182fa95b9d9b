"""Routes of the legal pages, and what fills their templates."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.gateway import site
from bot.settings import Settings

_TEMPLATES = Path(__file__).parent / "templates"
_VALID_MONTHS = 6
"""How long ``security.txt`` says that it may be believed (RFC 9116 asks for less than a year)."""


def render(name: str, settings: Settings) -> str:
    """A page's HTML."""
    return site.environment(_TEMPLATES).get_template(f"{name}.html").render(site.around(settings, name))


def expiry(today: dt.date) -> dt.date:
    """The day that ``security.txt`` gives: the first of a month, so that the file seldom changes."""
    months = today.month - 1 + _VALID_MONTHS
    return dt.date(today.year + months // 12, months % 12 + 1, 1)


def security_txt(settings: Settings, today: dt.date) -> str | None:
    """The file of RFC 9116; None when there is nobody to reach, without whom there is no such file."""
    email, url = settings.contact_email.strip(), settings.contact_url.strip()
    contacts = [f"mailto:{email}"] if email else []
    contacts += [url] if url.startswith("https://") else []
    if not contacts:
        return None
    lines = [f"Contact: {contact}" for contact in contacts]
    lines += [f"Expires: {expiry(today).isoformat()}T00:00:00Z", "Preferred-Languages: fr, en"]
    if settings.public_url.startswith("https://"):
        lines.append(f"Canonical: {settings.public_url}/.well-known/security.txt")
    return "\n".join(lines) + "\n"


def routes(settings: Settings, today: Callable[[], dt.date] = dt.date.today) -> list[Route]:
    """The addresses of the legal pages."""

    async def page(request: Request) -> Response:
        # The path as the server gives it: that of ``request.url`` is put together with the Host header.
        html = render(request.scope["path"].strip("/"), settings)
        return HTMLResponse(html, headers={"Content-Security-Policy": site.POLICY, "Cache-Control": "no-cache"})

    async def security(_request: Request) -> Response:
        text = security_txt(settings, today())
        if text is None:
            raise HTTPException(404)
        return PlainTextResponse(text, headers={"Cache-Control": "no-cache"})

    return [
        *(Route(f"/{name}", page, methods=["GET"]) for name in site.ABOUT),
        Route("/.well-known/security.txt", security, methods=["GET"]),
    ]
