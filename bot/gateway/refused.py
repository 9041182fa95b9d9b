"""A refusal as who asked reads it: JSON for programs, a page for a browser that shows one."""

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Scope

from bot.gateway import site
from bot.gateway.refusals import Failure, Refusal, sentence
from bot.settings import Settings
from bot.texts import texts

_FOR_PROGRAMS = ("/api", "/webhooks", "/health")
"""Addresses whose refusals are JSON whatever is accepted, these and all under them."""


def response(refusal: Refusal, settings: Settings, scope: Scope) -> Response:
    """The contract's object, or the same sentence on a page for who prefers HTML."""
    headers = {"Retry-After": str(refusal.retry_after)} if refusal.retry_after else {}
    if refusal.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    said = sentence(refusal, settings)
    if not wants_page(scope):
        return JSONResponse({"error": refusal.code, "text": said}, refusal.status, headers=headers)
    headers |= {"Content-Security-Policy": site.POLICY, "Cache-Control": "no-store", "Vary": "Accept"}
    values = {**site.around(settings, "refus"), "titre": _title(refusal), "phrase": said}
    html = site.environment(site.TEMPLATES).get_template("refus.html").render(values)
    return HTMLResponse(html, refusal.status, headers=headers)


def wants_page(scope: Scope) -> bool:
    """Whether who asks would rather read a page: its address is one of people, and it accepts HTML before JSON."""
    path = str(scope.get("path", ""))
    if any(path == start or path.startswith(f"{start}/") for start in _FOR_PROGRAMS):
        return False
    accepted = ",".join(Headers(scope=scope).getlist("accept"))
    return weight(accepted, "text", "html") > weight(accepted, "application", "json")


def weight(accepted: str, kind: str, subkind: str) -> float:
    """How much a header ``Accept`` wants a type, 0 to 1: the most precise of its ranges says (RFC 9110, 12.5.1)."""
    ranges = {f"{kind}/{subkind}": 3, f"{kind}/*": 2, "*/*": 1}
    best, found = 0, 0.0
    for part in accepted.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        precision = ranges.get(name, 0)
        if precision > best:
            best, found = precision, _quality(parameters)
    return found


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(1.0, max(0.0, float(value)))
            except ValueError:
                return 0.0
    return 1.0


def _title(refusal: Refusal) -> str:
    said = texts(__file__)
    if isinstance(refusal, Failure):
        return said.say("titres.panne")
    titles = said.get("titres.refus")
    return str(titles.get(refusal.status, titles["autre"]))
