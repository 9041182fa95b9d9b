"""Who may use the widget's endpoints and how much: ids, bounds, rates, expiry, origins."""

import asyncio
import datetime as dt
from dataclasses import replace
from typing import Any

import httpx
import pytest
import pytest_asyncio
import sqlalchemy as sa
from conftest import STEADY, House, MakeHouse, make_settings
from fake_rasa import Act, text
from widget_client import BASE, Widget, read_stream

from bot.gateway.bell import WATCHERS

pytestmark = pytest.mark.asyncio
OWN = "http://127.0.0.1:5005"
SITE = "https://incubateur.example"


def told(response: httpx.Response) -> tuple[int, str]:
    """Status and code of a refusal, whose sentence is one."""
    assert response.json()["text"].endswith("."), response.text
    return response.status_code, response.json()["error"]


@pytest_asyncio.fixture()
async def house(make_house: MakeHouse) -> House:
    """A gateway that nothing hurries."""
    return make_house(replace(STEADY, watch=1.0))


@pytest_asyncio.fixture()
async def widget(house: House) -> Widget:
    widget = Widget(house.client)
    await widget.begin()
    return widget


@pytest.mark.parametrize(
    ("message", "message_id", "status", "code"),
    [
        (None, "m", 400, "missing_field"),
        ("a", None, 400, "missing_field"),
        ("a", "", 400, "missing_field"),
        ("a", "x" * 256, 400, "missing_field"),
        ("x" * 4001, "m", 413, "too_long"),
        ("x" * 70_000, "m", 413, "too_long"),
        (" \u200b/ ", "m", 422, "empty"),
        ("c:" + "x" * 22, "m", 409, "unknown_choice"),
    ],
)
async def test_messages_that_are_refused(
    house: House, widget: Widget, message: Any, message_id: Any, status: int, code: str
) -> None:
    assert told(await widget.post(message, message_id)) == (status, code)
    assert house.rasa.received == []
    assert await widget.lines() == []


@pytest.mark.parametrize("body", [b"{", b"[]", b"", b"\xff"])
async def test_broken_json(widget: Widget, body: bytes) -> None:
    assert told(await widget.client.post(f"{widget.path}/messages", content=body)) == (400, "bad_json")
    assert told(await widget.client.post(f"{BASE}/conversations", content=body)) == (400, "bad_json")


@pytest.mark.parametrize("after", ["-1", "x", "1.5", "9" * 16, "", "%00"])
async def test_line_that_is_no_number(widget: Widget, after: str) -> None:
    for path in ("messages", "events"):
        assert told(await widget.client.get(f"{widget.path}/{path}?after={after}")) == (400, "missing_field")


async def test_token_of_another_conversation(house: House, widget: Widget) -> None:
    house.rasa.acts = [Act([text("?", buttons=[{"title": "A", "payload": "/a"}])])]
    token = (await widget.say("a"))[2].data["buttons"][0]["payload"]
    other = Widget(house.client)
    await other.begin()
    assert told(await other.post(token)) == (409, "unknown_choice")


async def test_ids_that_the_server_never_signed(house: House, widget: Widget) -> None:
    name, _, signature = widget.conversation.partition(".")
    for false in (name, f"{name}.", f"{name}.{'A' * 22}", f"{'A' * 22}.{signature}", f"{name}.{signature}=", "é"):
        widget.conversation = false
        for response in (await widget.post("a"), await widget.history(), await widget.watch(), await widget.erase()):
            assert told(response) == (401, "unauthorized")
            assert response.json()["text"].startswith("Cette conversation n’est pas reconnue.")


async def test_ids_of_another_key(make_house: MakeHouse) -> None:
    house = make_house(gateway_secret="a" * 32)
    widget = Widget(house.client)
    await widget.begin()
    widget.client = make_house(gateway_secret="b" * 32).client
    assert told(await widget.history()) == (401, "unauthorized")


async def test_conversation_expires(house: House, widget: Widget) -> None:
    store = house.gateway.turns.store
    real = store.clock
    store.clock = lambda: real() + dt.timedelta(days=29, hours=23)
    assert (await widget.history()).status_code == 200
    store.clock = lambda: real() + dt.timedelta(days=30, seconds=1)
    for response in (await widget.post("a"), await widget.history(), await widget.watch(), await widget.erase()):
        assert told(response) == (410, "expired")


async def test_erased_conversation_never_comes_back(house: House, widget: Widget) -> None:
    await widget.say("a")
    assert (await widget.erase()).status_code == 200
    for response in (await widget.post("a"), await widget.history(), await widget.watch(), await widget.erase()):
        assert told(response) == (410, "expired")


async def test_rest_callers_dont_reach_the_widgets_conversations(house: House, widget: Widget) -> None:
    await widget.say("a")
    await house.erase(widget.conversation)
    await house.erase(widget.conversation.partition(".")[0])
    assert len(await widget.lines()) == 2


async def test_rate_of_a_conversation(make_house: MakeHouse) -> None:
    house = make_house(rate_per_minute=2)
    widget, other = Widget(house.client), Widget(house.client)
    await widget.begin()
    await other.begin()
    assert [(await widget.post("a", f"m{n}")).status_code for n in range(3)] == [200, 200, 429]
    response = await widget.post("a", "m9")
    assert told(response) == (429, "too_many")
    assert 1 <= int(response.headers["retry-after"]) <= 31
    assert (await other.post("a")).status_code == 200


async def test_rate_of_an_address(make_house: MakeHouse) -> None:
    house = make_house(address_rate_per_minute=23)
    widget = Widget(house.client)
    assert [(await widget.begin()).status_code for _ in range(3)] == [201, 201, 429]  # each weighs as ten
    assert [(await widget.history()).status_code for _ in range(4)] == [200, 200, 200, 429]
    for response in (await widget.watch(), await widget.erase(), await widget.post("a")):
        assert told(response) == (429, "too_many")


async def test_queue_is_bounded(house: House, widget: Widget) -> None:
    house.rasa.default = Act([text("ok")], delay=0.1)
    responses = await asyncio.gather(*(widget.post("a", f"m{n}") for n in range(5)))
    assert sorted(response.status_code for response in responses) == [200, 200, 200, 429, 429]
    assert {told(r) for r in responses if r.status_code == 429} == {(429, "busy")}


async def test_streams_of_a_conversation_are_bounded(widget: Widget) -> None:
    responses = await asyncio.gather(*(widget.watch() for _ in range(WATCHERS + 1)))
    assert sorted(response.status_code for response in responses) == [200] * WATCHERS + [429]
    assert (await widget.watch()).status_code == 200


async def test_database_down(house: House, widget: Widget) -> None:
    house.gateway.turns.store.sessions.configure(bind=sa.create_engine("sqlite://", future=True))
    for response in (await widget.post("a"), await widget.history(), await widget.watch(), await widget.begin()):
        assert told(response) == (503, "storage")
        assert "contact@incubateur.anct.gouv.fr" in response.json()["text"]


async def test_origins(make_house: MakeHouse) -> None:
    house = make_house(widget_origins=f"{SITE}, http://LOCALHOST:8000")
    widget = Widget(house.client)
    for origin in (OWN, SITE, "http://localhost:8000"):
        widget.headers = {"Origin": origin}
        response = await widget.begin()
        assert response.status_code == 201
        assert response.headers["access-control-allow-origin"] == origin
        assert response.headers["vary"] == "Origin"
        assert response.headers["access-control-expose-headers"] == "Retry-After"
        assert "access-control-allow-credentials" not in response.headers
        assert (await widget.post("a")).headers["access-control-allow-origin"] == origin
    for origin in ("https://evil.example", "null", f"{SITE}.evil.example", f"{SITE}:444", "http://incubateur.example",
                   "file://127.0.0.1:5005", ""):  # fmt: skip
        widget.headers = {"Origin": origin}
        for response in (await widget.begin(), await widget.post("a"), await widget.history(), await widget.erase()):
            assert told(response) == (403, "origin")
            # The page may read why: nothing else is ever given to it.
            assert response.headers["access-control-allow-origin"] == "*"
            assert response.headers["cache-control"] == "no-store"
            assert response.headers["x-content-type-options"] == "nosniff"
    widget.headers = {}
    response = await widget.history()
    assert response.status_code == 200
    assert "access-control-allow-origin" not in response.headers


async def test_refusals_can_be_read_from_an_allowed_site(make_house: MakeHouse) -> None:
    house = make_house(widget_origins=SITE)
    origin = {"Origin": SITE}
    for response in (
        await house.client.get(f"{BASE}/nothing", headers=origin),
        await house.client.put(f"{BASE}/conversations", headers=origin),
        await house.client.get(f"{BASE}/conversations/x/messages", headers=origin),
    ):
        assert response.status_code in (404, 405, 401)
        assert response.headers["access-control-allow-origin"] == SITE


async def test_preflight(make_house: MakeHouse) -> None:
    house = make_house(widget_origins=SITE)
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    path = f"{BASE}/conversations"
    response = await house.client.options(path, headers={"Origin": SITE, **asked})
    assert response.status_code == 204
    assert response.headers["access-control-allow-origin"] == SITE
    assert response.headers["access-control-allow-methods"] == "GET, POST, DELETE"
    assert response.headers["access-control-allow-headers"] == "Content-Type"
    assert int(response.headers["access-control-max-age"]) > 0
    evil = {"Origin": "https://evil.example"}
    passed = await house.client.options(path, headers={**evil, **asked})
    assert (passed.status_code, passed.headers["access-control-allow-origin"]) == (204, "*")
    assert told(await house.client.post(path, json={}, headers=evil)) == (403, "origin")
    assert told(await house.client.options(path, headers=evil)) == (403, "origin")  # no preflight
    assert (await house.client.options(path, headers={"Origin": SITE, **asked})).headers["vary"] == "Origin"
    assert told(await house.client.options(path)) == (405, "method")


async def test_open_to_everybody_beyond_loopback(make_house: MakeHouse) -> None:
    house = make_house(host="0.0.0.0", gateway_callers="site=secret")
    widget = Widget(house.client, headers={"X-Forwarded-For": "1.2.3.4"})
    assert (await widget.begin()).status_code == 201
    assert read_stream((await widget.post("a")).text)[-1].name == "end"


@pytest.mark.parametrize("value", ["incubateur.example", "https://a.example/", "https://a.example/x", "*", "ftp://a"])
async def test_origins_must_be_readable(no_limits: None, value: str) -> None:
    with pytest.raises(ValueError, match="widget_origins"):
        make_settings(widget_origins=value)


async def test_an_ipv6_network_is_one_address(house: House) -> None:
    key = house.gateway.identity.address_key
    assert key("2001:db8::1") == key("2001:db8::ffff:1")
    assert key("2001:db8::1") != key("2001:db8:0:1::1")
    assert key("192.0.2.1") != key("192.0.2.2")
    assert "192" not in key("192.0.2.1")
