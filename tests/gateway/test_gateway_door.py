"""What is refused before anything is parsed, and who is served without a secret."""

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from conftest import House, MakeHouse

from bot.gateway import door
from bot.gateway.identity import CONNECTOR_CALLER
from bot.runtime.secret import VARIABLE

HOME = "127.0.0.1:5005"


async def hello(house: House, **headers: str) -> int:
    """Status of a message from a program, under headers of its own."""
    body = {"sender": "anne", "message": "bonjour"}
    response = await house.client.post("/webhooks/rest/webhook", json=body, headers={"Host": HOME, **headers})
    return response.status_code


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "host",
    ["evil.example", "a/mentions-legales?", "a/xyz?", "127.0.0.1:x", "127.0.0.1.evil.example", "", "[::1", "::1"],
)
async def test_other_hosts_are_refused_on_every_page(house: House, host: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "bot.gateway.door"):
        for path in ("/", "/accessibilite", "/orientation.js", "/health", "/stats", "/equipe/connexion"):
            response = await house.client.get(path, headers={"Host": host})
            assert (response.status_code, response.json()["error"]) == (421, "host")
            assert response.headers["x-content-type-options"] == "nosniff"
    assert [record.message for record in caplog.records if "HOSTS" in record.message] != []
    assert "evil" not in caplog.text


@pytest.mark.asyncio
async def test_hosts_that_are_served(make_house: MakeHouse) -> None:
    house = make_house(public_url="https://orientation.example")
    for host in ("orientation.example", "Orientation.example:443", "localhost:8000", "[::1]:5005", "127.0.0.1"):
        assert (await house.client.get("/accessibilite", headers={"Host": host})).status_code == 200
    house = make_house(public_url="https://orientation.example", hosts="a.example, b.example")
    for host, status in (("a.example", 200), ("b.example:8443", 200), ("orientation.example", 421), ("localhost", 200)):
        assert (await house.client.get("/accessibilite", headers={"Host": host})).status_code == status


@pytest.mark.asyncio
async def test_a_request_with_two_hosts_or_none_is_refused(house: House) -> None:
    for hosts in ([HOME, HOME], ["localhost", "evil.example"]):
        request = house.client.build_request("GET", "/", headers=[("Host", host) for host in hosts])
        assert (await house.client.send(request)).status_code == 421
    request = house.client.build_request("GET", "/")
    del request.headers["host"]
    assert (await house.client.send(request)).status_code == 421


@pytest.mark.asyncio
async def test_the_page_is_that_of_the_path(house: House) -> None:
    response = await house.client.get("/accessibilite", headers={"Host": "localhost"})
    assert response.status_code == 200
    assert "Mentions légales</h1>" not in response.text and "ccessibilité" in response.text


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "headers",
    [
        [("X-Long", "a" * door.MAX_HEADERS)],
        [(f"X-{number}", "a") for number in range(door.MAX_HEADER_COUNT + 1)],
        [("Cookie", 'equipe="' + "\\a" * door.MAX_COOKIES + '"')],
        [("Cookie", "a=" + "b" * 3000), ("Cookie", "c=" + "d" * 3000)],
    ],
    ids=["long", "many", "cookie", "cookies"],
)
async def test_large_headers_are_refused_before_they_are_parsed(
    make_house: MakeHouse, headers: list[tuple[str, str]]
) -> None:
    house = make_house(team_passwords="anne=un-long-mot-de-passe")
    began = time.perf_counter()
    response = await house.client.get("/equipe/connexion", headers=httpx.Headers(headers))
    assert (response.status_code, response.json()["error"]) == (431, "headers")
    assert time.perf_counter() - began < 0.2


@pytest.mark.asyncio
async def test_a_quoted_cookie_costs_nothing(make_house: MakeHouse) -> None:
    house = make_house(team_passwords="anne=un-long-mot-de-passe")
    began = time.perf_counter()
    cookie = 'equipe="' + "\\a" * ((door.MAX_COOKIES - 20) // 2) + '"'
    response = await house.client.get("/equipe/connexion", headers={"Cookie": cookie})
    assert response.status_code == 200
    assert time.perf_counter() - began < 0.2


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "path", ["/static/%00", "/demo/%00", "/%00", "/equipe/besoins/%00", "/api/v1/conversations/%00"]
)
async def test_nul_in_an_address_is_not_found(house: House, path: str) -> None:
    response = await house.client.get(path)
    assert (response.status_code, response.json()["error"]) == (404, "not_found")


@pytest.mark.asyncio
@pytest.mark.parametrize("number", ["1e999", "-1e999", "NaN", "Infinity"])
async def test_a_number_that_json_cannot_say_is_bad_json(house: House, number: str) -> None:
    body = f'{{"sender": "anne", "message": "bonjour", "metadata": {{"a": [{number}]}}}}'
    response = await house.client.post("/webhooks/rest/webhook", content=body)
    assert (response.status_code, response.json()["error"]) == (400, "bad_json")


@pytest.mark.asyncio
async def test_length_is_bounded_once_composed(house: House) -> None:
    assert (await house.say("\U0001d160" * 4000)).status_code == 413
    assert (await house.say("bonjour", metadata={"a": "\U0001d160" * 600, "b": "x"})).status_code == 200


@pytest.mark.asyncio
async def test_endless_words_are_cut_for_rasa_and_kept_whole(house: House) -> None:
    word = "%+" * 200
    assert (await house.say(f"voici {word}")).status_code == 200
    assert max(map(len, house.rasa.received[-1]["message"].split())) <= 60
    assert house.transcript()[0]["entry"]["text"] == f"voici {word}"


@pytest.mark.asyncio
async def test_a_local_program_is_served(house: House) -> None:
    for host in (HOME, "localhost:5005", "[::1]:5005"):
        assert await hello(house, Host=host) == 200
    assert await hello(house, Origin=f"http://{HOME}") == 200


PROXIES = [
    "Forwarded", "Via", "X-Real-IP", "X-Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Client-IP", "Client-IP",
    "CF-Connecting-IP", "True-Client-IP", "Fastly-Client-IP", "X-Cluster-Client-Ip", "X-Original-Host",
]  # fmt: skip


@pytest.mark.asyncio
@pytest.mark.parametrize("header", PROXIES)
async def test_what_comes_through_a_proxy_is_not_local(house: House, header: str) -> None:
    assert await hello(house, **{header: "203.0.113.9"}) == 401


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "headers",
    [{"Host": "localhost:80"}, {"Host": "localhost"}, {"Host": "127.0.0.1:5006"}, {"Origin": "http://evil.example"},
     {"Origin": "null"}, {"Origin": "http://localhost:5005"}],
)  # fmt: skip
async def test_another_port_or_origin_is_not_local(house: House, headers: dict[str, str]) -> None:
    assert await hello(house, **headers) == 401


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "opened",
    [{"public_url": "https://orientation.example"}, {"widget_origins": "https://site.example"},
     {"trusted_proxies": "127.0.0.1"}, {"host": "0.0.0.0"}, {"gateway_callers": "site=secret"}],
)  # fmt: skip
async def test_a_service_that_is_open_to_others_asks_for_a_secret(
    make_house: MakeHouse, opened: dict[str, Any]
) -> None:
    house = make_house(**opened)
    assert await hello(house) == 401
    deleted = await house.client.delete("/api/v1/conversations/anne", headers={"Host": HOME})
    assert deleted.status_code == 401


@pytest.mark.asyncio
async def test_a_peer_of_another_machine_is_not_local(house: House) -> None:
    transport = httpx.ASGITransport(house.app, client=("192.0.2.7", 1))
    async with httpx.AsyncClient(transport=transport, base_url=f"http://{HOME}") as client:
        response = await client.post("/webhooks/rest/webhook", json={"sender": "anne", "message": "bonjour"})
    assert response.status_code == 401


@pytest.mark.asyncio
async def test_a_connector_of_this_run_shows_the_secret_made_at_start(
    make_house: MakeHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "un-secret-de-depart")
    for opened in ({"public_url": "https://orientation.example"}, {"gateway_callers": "site=secret"}):
        house = make_house(**opened)
        assert await hello(house, Authorization="Bearer un-secret-de-depart") == 200
        assert await hello(house, Authorization="Bearer un-autre") == 401
        assert house.transcript(caller=CONNECTOR_CALLER)[0]["entry"] == {"text": "bonjour"}


def test_what_the_service_writes_is_its_own_users(start: Callable[..., Any], tmp_path: Path) -> None:
    program = start("from bot.gateway.server import serve; serve()", "PORT", VAR_DIR=tmp_path / "var")
    program.wait_until_listening()
    written = [tmp_path / "var", *(tmp_path / "var").rglob("*")]
    assert len(written) > 3
    assert [path for path in written if path.stat().st_mode & 0o077] == []
