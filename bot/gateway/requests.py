"""Reading a request's body within its bounds."""

import asyncio

from starlette.requests import Request

from bot.gateway.incoming import MAX_BODY
from bot.gateway.refusals import Refusal


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
