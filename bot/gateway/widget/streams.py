"""Server-sent events: how they are written, and the two streams, of a turn and of a conversation."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from starlette.responses import StreamingResponse

from bot.gateway.refusals import Failure, sentence
from bot.gateway.widget.lines import Known
from bot.gateway.widget.live import Event, Live

if TYPE_CHECKING:
    from bot.gateway.app import Gateway

_SIGN_OF_LIFE = b":\n\n"
_COME_BACK = b"retry: 2000\n\n"
"""Milliseconds after which a browser opens an ended stream again."""


def encode(event: Event) -> bytes:
    """An event as it is written; JSON holds no new line."""
    number = "" if event.id is None else f"id: {event.id}\n"
    return f"event: {event.name}\n{number}data: {json.dumps(event.data, ensure_ascii=False)}\n\n".encode()


def respond(stream: AsyncIterator[bytes]) -> StreamingResponse:
    """A stream that no proxy should hold back."""
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(stream, headers=headers, media_type="text/event-stream")


async def begun(stream: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    """A stream that runs to its first event now, and not when the server comes to send it."""
    first = await anext(stream)

    async def whole() -> AsyncGenerator[bytes, None]:
        async with aclosing(stream):
            yield first
            async for event in stream:
                yield event

    return whole()


async def turn(live: Live, gateway: "Gateway") -> AsyncGenerator[bytes, None]:
    """The events of a turn from its first one, to its end."""
    told = 0
    while True:
        for event in live.events[told:]:
            told += 1
            yield encode(event)
        if live.ended and told == len(live.events):
            break
        if not await live.more(told, gateway.deadlines.keep_alive):
            yield _SIGN_OF_LIFE
    if live.refusal:  # found after the stream was opened
        data = {"error": live.refusal.code, "text": sentence(live.refusal, gateway.settings)}
        yield encode(Event("error", data)) + encode(Event("end", {"last": 0}))


async def conversation(gateway: "Gateway", key: str, after: int) -> AsyncGenerator[bytes, None]:
    """What is written in a conversation after a line, as it is; for a minute, or until it is erased."""
    loop, deadlines = asyncio.get_running_loop(), gateway.deadlines
    end = loop.time() + deadlines.watch
    generation: int | None = None
    with gateway.bell.watch(key) as rung:
        yield _COME_BACK
        while True:
            rung.clear()
            try:
                known, lines = await _read(gateway, key, after)
            except Failure as failure:
                yield encode(Event("error", {"error": failure.code, "text": sentence(failure, gateway.settings)}))
                return
            if known is None or generation not in (None, known.generation):
                yield encode(Event("erased", {"message_id": None}))
            if known is None:
                return
            if generation not in (None, known.generation):
                generation, after = known.generation, 0
                continue
            generation = known.generation
            for line in lines:
                after = line["id"]
                yield encode(Event("message", line, after))
            if loop.time() >= end or gateway.bell.closed:
                return
            try:
                await asyncio.wait_for(rung.wait(), min(end - loop.time(), deadlines.watch_keep_alive))
            except asyncio.TimeoutError:
                yield _SIGN_OF_LIFE


async def _read(gateway: "Gateway", key: str, after: int) -> tuple[Known | None, list[dict[str, Any]]]:
    """The conversation, and its lines after one.

    Raises:
        Failure: the database doesn't answer.
    """
    lines = gateway.talk.lines
    return await gateway.turns.in_thread(lambda: (lines.find(key), lines.since(key, after)))
