"""The widget's endpoints, under :data:`BASE`."""

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.gateway.incoming import parse_widget, read_object
from bot.gateway.refusals import Refusal, contact_sentence
from bot.gateway.requests import body_of, erasure_said, wish_of
from bot.gateway.site import conformity
from bot.gateway.widget import ids, streams
from bot.gateway.widget.lines import Known, iso

if TYPE_CHECKING:
    from bot.gateway.app import Gateway

BASE = "/api/v1/widget"
_NEW = 10.0
"""A new conversation weighs as much as so many requests on its address's limit."""
_NUMBER = re.compile(r"[0-9]{1,15}")


def _notice(gateway: "Gateway") -> dict[str, Any]:
    """What people are told of the service: whom to reach, how long it keeps what they say, for whom it is made."""
    settings = gateway.settings
    return {
        "contact": contact_sentence(settings), "days": settings.transcript_days,
        "accessibility": conformity(settings.accessibility_rate),
    }  # fmt: skip


async def _admit(request: Request, gateway: "Gateway") -> str:
    """Key of the conversation that a request is about.

    Raises:
        Refusal: 401 or 429.
    """
    await gateway.admit_address(request)
    return ids.key_of(gateway.identity, request.path_params["conversation"])


async def _known(gateway: "Gateway", key: str) -> Known:
    """The conversation of a key.

    Raises:
        Refusal: 410, it was erased or is too old.
    """
    known = await gateway.turns.in_thread(partial(gateway.talk.lines.find, key))
    if known is None or gateway.talk.expiry(known.started_at) <= gateway.turns.store.clock():
        raise Refusal(410, "expired")
    return known


def _after(request: Request) -> int:
    """The line after which to read: said by the page, or by the browser that comes back to a stream.

    Raises:
        Refusal: 400.
    """
    values = request.query_params.getlist("after") or ["0"]
    said = request.headers.get("last-event-id", "0")
    if len(values) != 1 or not _NUMBER.fullmatch(values[0]):
        raise Refusal(400, "missing_field")
    return max(int(values[0]), int(said) if _NUMBER.fullmatch(said) else 0)


async def begin(request: Request, gateway: "Gateway") -> Response:
    """POST: a new conversation."""
    await gateway.admit_address(request, cost=_NEW)
    read_object(await body_of(request, gateway.deadlines.body))
    conversation = ids.issue(gateway.identity)
    key = ids.key_of(gateway.identity, conversation)
    known = await gateway.turns.in_thread(partial(gateway.talk.lines.create, key))
    expiry = iso(gateway.talk.expiry(known.started_at))
    return JSONResponse({"conversation": conversation, "expires_at": expiry, "notice": _notice(gateway)}, 201)


async def say(request: Request, gateway: "Gateway") -> Response:
    """POST of a message: the answer as a stream of events."""
    key = await _admit(request, gateway)
    incoming = parse_widget(await body_of(request, gateway.deadlines.body), request.path_params["conversation"])
    await gateway.by_conversation.take(key)
    live = gateway.talk.begin(key, incoming)
    await live.more(0, gateway.deadlines.patience)
    if live.refusal:
        raise live.refusal
    return streams.respond(streams.turn(live, gateway))


async def history(request: Request, gateway: "Gateway") -> Response:
    """GET of what was said since a line."""
    key, after = await _admit(request, gateway), _after(request)
    known = await _known(gateway, key)
    # Asked first: a turn that ends in between is then read whole, or said to be pending once too often.
    pending = await gateway.turnstile.occupied(key)
    lines: list[dict[str, Any]] = await gateway.turns.in_thread(partial(gateway.talk.lines.since, key, after))
    standing = await gateway.turns.request(key)
    answer = {"messages": lines, "pending": pending, "generation": known.generation, "request": standing}
    return JSONResponse(
        {**answer, "expires_at": iso(gateway.talk.expiry(known.started_at)), "notice": _notice(gateway)}
    )


async def watch(request: Request, gateway: "Gateway") -> Response:
    """GET of what is said in the conversation from now on, on whichever gateway: a stream of events."""
    key, after = await _admit(request, gateway), _after(request)
    await _known(gateway, key)
    if gateway.bell.full(key):
        raise Refusal(429, "too_many", retry_after=30)
    if request.method == "HEAD":  # nobody would read the stream
        return Response(media_type="text/event-stream")
    # Begun here: it is counted before the next one asks whether there are enough.
    return streams.respond(await streams.begun(streams.conversation(gateway, key, after)))


async def erase(request: Request, gateway: "Gateway") -> Response:
    """DELETE of the conversation: nothing of it is left, and its id is worth nothing."""
    key = await _admit(request, gateway)
    await _known(gateway, key)
    erased = await gateway.turns.erase(key, remove=True, request=wish_of(request))
    gateway.bell.ring(key)
    return JSONResponse(erasure_said(erased))
