"""The gateway's client: every answer is something to show, whatever the gateway does."""

import asyncio
import datetime as dt
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.connectors.common.gateway import GatewayClient, Presence, Request, conversation_id

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Serve = Callable[[Handler], Awaitable[GatewayClient]]

QUICK = (0.01, 0.01)


@pytest_asyncio.fixture
async def serve() -> AsyncIterator[Serve]:
    """A client of a gateway that answers as asked."""
    opened: list[Any] = []

    async def make(handler: Handler) -> GatewayClient:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", handler)
        server = TestServer(app)
        await server.start_server()
        client = GatewayClient(f"http://127.0.0.1:{server.port}/", "secret", "tchap", seconds=0.5, retries=QUICK)
        opened.extend([server, client])
        return client

    yield make
    for one in reversed(opened):
        await one.close()


def answer(status: int, body: Any, **headers: str) -> Handler:
    async def handle(_request: web.Request) -> web.StreamResponse:
        text = body if isinstance(body, str) else json.dumps(body)
        return web.Response(status=status, text=text, content_type="application/json", headers=headers)

    return handle


async def test_a_message_and_its_answer(serve: Serve) -> None:
    seen: list[Any] = []

    async def handle(request: web.Request) -> web.StreamResponse:
        seen.append((request.method, request.path, request.headers["Authorization"], await request.json()))
        return web.json_response([{"recipient_id": "x", "text": "Bonjour"}, "?"])

    client = await serve(handle)
    reply = await client.ask("salon", "texte", "$evenement", {"a": 1})
    assert (reply.error, reply.ours, list(reply.entries)) == (None, False, [{"recipient_id": "x", "text": "Bonjour"}])
    body = {"sender": "salon", "message": "texte", "message_id": "$evenement", "input_channel": "tchap"}
    assert seen == [("POST", "/webhooks/rest/webhook", "Bearer secret", {**body, "metadata": {"a": 1}})]


@pytest.mark.parametrize(
    ("status", "body", "error", "ours", "said"),
    [(200, [], "vide", True, "n’a pas trouvé"), (200, {"a": 1}, "illisible", True, "de notre côté"),
     (200, "<html>", "illisible", True, "de notre côté"),
     (401, {"error": "unauthorized", "text": "Clé"}, "refusee", True, "pas bien relié"),
     (404, "non", "refusee", True, "pas bien relié"), (302, "", "illisible", True, "de notre côté"),
     (409, {"error": "unknown_choice", "text": "Ce choix n’est plus là."}, "unknown_choice", False, "plus là"),
     (413, {"error": "too_long", "text": "Trop long."}, "too_long", False, "Trop long."),
     (422, {"error": "empty", "text": "Vide."}, "empty", False, "Vide."),
     (429, {"error": "too_many", "text": "Patience."}, "too_many", False, "Patience."),
     (503, {"error": "slow", "text": "Trop lent."}, "slow", True, "Trop lent."),
     (500, {"text": 3}, "illisible", True, "de notre côté"),
     (503, {"error": 1, "text": "Oui."}, "illisible", True, "Oui.")],
)  # fmt: skip
async def test_every_refusal_is_a_french_sentence(
    serve: Serve, status: int, body: Any, error: str, ours: bool, said: str
) -> None:
    client = await serve(answer(status, body))
    reply = await client.ask("a", "b", "c")
    assert (reply.error, reply.ours) == (error, ours)
    assert said in reply.entries[0]["text"]
    erased = await client.erase("a")
    assert erased.entries[0]["text"]


async def test_retry_after_is_passed_on(serve: Serve) -> None:
    client = await serve(answer(429, {"error": "too_many", "text": "x"}, **{"Retry-After": "7"}))
    assert (await client.ask("a", "b", "c")).retry_after == 7


async def test_too_slow_is_said_and_not_sent_again(serve: Serve) -> None:
    calls: list[int] = []

    async def handle(_request: web.Request) -> web.StreamResponse:
        calls.append(1)
        await asyncio.sleep(5)
        return web.Response()

    client = await serve(handle)
    reply = await client.ask("a", "b", "c")
    assert (reply.error, len(calls)) == ("lente", 1)


async def test_unreachable_is_tried_again(serve: Serve) -> None:
    calls: list[Any] = []

    async def handle(request: web.Request) -> web.StreamResponse:
        calls.append((await request.json())["message_id"])
        if len(calls) < 3:
            assert request.transport is not None
            request.transport.abort()
        return web.json_response([{"text": "enfin"}])

    client = await serve(handle)
    assert (await client.ask("a", "b", "même")).entries[0]["text"] == "enfin"
    assert calls == ["même"] * 3  # the gateway gives the same answer to the same id


async def test_never_reachable_is_said(serve: Serve) -> None:
    client = GatewayClient("http://127.0.0.1:9", "", "tchap", retries=QUICK)
    reply = await client.ask("a", "b", "c")
    assert (reply.error, reply.ours) == ("injoignable", True)
    assert not await client.ready()
    assert not await client.report("tchap", True, dt.datetime.now(dt.timezone.utc))
    await client.close()


async def test_erasing_names_the_conversation_whole(serve: Serve) -> None:
    seen: list[str] = []

    async def handle(request: web.Request) -> web.StreamResponse:
        seen.append(request.raw_path)
        return web.json_response({"erased": True, "request": "kept", "text": "Effacée."})

    client = await serve(handle)
    assert (await client.erase("a/b?c é")).error is None
    assert (await client.erase("a", "keep")).request == "kept"
    assert seen == ["/api/v1/conversations/a%2Fb%3Fc%20%C3%A9?request=cancel", "/api/v1/conversations/a?request=keep"]


@pytest.mark.parametrize(
    ("said", "request_"),
    [({"request": None}, None), ({"request": {"number": "R1", "state": "waiting"}}, Request("R1", True)),
     ({"request": {"number": "R1", "state": "sent"}}, Request("R1", False)), ({}, None)],
)  # fmt: skip
async def test_the_request_of_a_conversation(serve: Serve, said: Any, request_: Request | None) -> None:
    client = await serve(answer(200, said))
    assert await client.request("a") == (request_, None)


async def test_a_request_that_can_not_be_told(serve: Serve) -> None:
    client = await serve(answer(503, {"error": "storage", "text": "x"}))
    request_, refused = await client.request("a")
    assert request_ is None and refused and refused.error == "storage"


@pytest.mark.parametrize(
    ("status", "body", "ready"),
    [(200, {"status": "ok"}, True), (200, {"status": "degraded"}, True), (503, {"status": "down"}, False),
     (200, [], False)],
)  # fmt: skip
async def test_readiness(serve: Serve, status: int, body: Any, ready: bool) -> None:
    client = await serve(answer(status, body))
    assert await client.ready() is ready
    assert await client.ready(wholly=True) is (ready and body["status"] == "ok")


async def test_presence_is_told_at_each_change_and_regularly(serve: Serve) -> None:
    seen: list[Any] = []

    async def handle(request: web.Request) -> web.StreamResponse:
        seen.append((request.path, await request.json()))
        return web.json_response({})

    presence = Presence(await serve(handle), "tchap", every=0.2)
    task = asyncio.create_task(presence.run())
    await asyncio.sleep(0.05)
    presence.set(True)
    presence.set(True)
    await asyncio.sleep(0.05)
    presence.set(False)
    await asyncio.sleep(0.4)
    task.cancel()
    assert {path for path, _body in seen} == {"/health/connectors/tchap"}
    assert [body["connected"] for _path, body in seen][:4] == [False, True, False, False]
    assert dt.datetime.fromisoformat(seen[0][1]["since"]).tzinfo is not None


def test_conversation_ids_are_digests_that_no_join_confuses() -> None:
    assert conversation_id("a", "bc") != conversation_id("ab", "c")
    assert conversation_id("a", "", "b") != conversation_id("a", "b", "")
    assert conversation_id("!salon:x", "@anne:x") == conversation_id("!salon:x", "@anne:x")
    assert "anne" not in conversation_id("!salon:x", "@anne:x")
