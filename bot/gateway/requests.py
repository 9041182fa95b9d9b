"""Reading a request within its bounds: its body, and what an erasure asks for; and saying what an erasure did."""

import asyncio
from typing import Any, cast

from starlette.requests import Request

from bot.gateway.incoming import MAX_BODY
from bot.gateway.refusals import Refusal, say_erased
from bot.gateway.storage import Erased
from bot.relay.requests import WISHES, Wish
from bot.texts import texts


async def body_of(request: Request, seconds: float) -> bytes:
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


def wish_of(request: Request) -> Wish:
    """What an erasure makes of a request that hasn't left: ``?request=keep|cancel``, cancelled by default.

    Raises:
        Refusal: 400, said otherwise or twice.
    """
    said = request.query_params.getlist("request") or ["cancel"]
    if len(said) != 1 or said[0] not in WISHES:
        raise Refusal(400, "missing_field")
    return cast(Wish, said[0])


def erasure_said(erased: Erased) -> dict[str, Any]:
    """What an erasure did, as the contract writes it and as a sentence."""
    told = texts(__file__)
    parts = [say_erased()]
    if erased.request != "none":
        parts.append(told.say(f"demande.{erased.request}", numero=erased.number))
    return {"erased": True, "request": erased.request, "text": " ".join(parts)}
