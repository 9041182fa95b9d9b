"""Health, page, headers, key, and the real server: what it listens on and what it logs."""

import asyncio
import datetime as dt
import logging
import os
import re
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
from conftest import House, MakeHouse, add_event, count_events, make_settings
from fake_rasa import Act, FakeRasa, text

from bot.catalogue.models import EntryRow, VersionRow
from bot.gateway import identity
from bot.gateway.widget import pages

MARK = "MARQUESECRETE"


def load_catalogue(house: House) -> None:
    """Rows that say that a catalogue is loaded."""
    with house.gateway.turns.store.sessions.begin() as session:
        session.add(VersionRow(id=1, version="abc", loaded_at=dt.datetime(2024, 1, 1)))
        session.add(EntryRow(id="a", kind="solution", status="perenne", document="{}"))


@pytest.mark.asyncio
async def test_health(house: House, tracker: sa.engine.Engine) -> None:
    probe = house.gateway.identity.probe_id()
    add_event(tracker, 1, probe)
    response = await house.client.get("/health")
    assert response.status_code == 200
    assert response.json() == {
        "status": "degraded", "rasa": "ok", "actions": "ok", "database": "ok",
        "catalogue": {"version": None, "solutions": 0}, "connectors": {},
        "relay": {"channels": [], "waiting": 0, "oldest_s": None},
    }  # fmt: skip
    load_catalogue(house)
    assert (await house.client.get("/health")).json()["status"] == "ok"
    assert (await house.client.get("/health")).json()["catalogue"] == {"version": "abc", "solutions": 1}
    assert [(body["sender"], body["message"]) for body in house.rasa.received] == [(probe, "/sonde")]
    assert count_events(tracker, probe) == 0
    with house.gateway.turns.store.sessions() as session:
        assert session.execute(sa.text("SELECT COUNT(*) FROM gateway_conversation")).scalar_one() == 0


@pytest.mark.asyncio
async def test_health_of_what_is_down(make_house: MakeHouse) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        closed = free.getsockname()[1]
        house = make_house(actions_port=closed)
        load_catalogue(house)
        response = await house.client.get("/health")
    assert (response.status_code, response.json()["status"], response.json()["actions"]) == (200, "degraded", "down")
    house = make_house()
    house.rasa.acts = [Act(end="freeze")]
    responses = await asyncio.gather(*(house.client.get("/health") for _ in range(5)))
    assert [(r.status_code, r.json()["status"], r.json()["rasa"]) for r in responses] == [(503, "down", "down")] * 5
    house = make_house(database_url=f"sqlite:///{house.settings.var_dir / 'nothing.db'}")
    response = await house.client.get("/health")
    assert (response.status_code, response.json()["database"]) == (503, "down")


@pytest.mark.asyncio
async def test_page_and_headers(house: House) -> None:
    page = await house.client.get("/")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; ")
    assert "unsafe" not in policy
    for name in ("site.css", "icon.svg"):
        response = await house.client.get(f"/static/{name}")
        assert response.status_code == 200
        assert response.headers["x-content-type-options"] == "nosniff"
    assert (await house.client.get("/health")).headers["cache-control"] == "no-store"


@pytest.mark.asyncio
async def test_without_the_widget_the_page_says_how_to_get_it(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "BUILT", tmp_path)
    page = await house.client.get("/")
    assert page.status_code == 200
    assert "Installez Node" in page.text
    assert not re.search(r"<style|style=|\son\w+=|<script|https?://", page.text)
    for address in re.findall(r'href="([^"]+)"', page.text):
        assert (await house.client.get(address)).status_code == 200


def test_key_is_made_once_and_private(no_limits: None, tmp_path: Path) -> None:
    settings = make_settings(var_dir=tmp_path / "var")
    key = identity.server_key(settings)
    path = tmp_path / "var" / "gateway.key"
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert identity.server_key(settings) == key
    assert len(key) == 64
    assert [entry.name for entry in path.parent.iterdir()] == ["gateway.key"]
    path.write_text("")
    with pytest.raises(ValueError, match=r"gateway\.key"):
        identity.server_key(settings)
    assert identity.server_key(settings.copy(update={"gateway_secret": "abc"})) == b"abc"


@pytest.mark.parametrize("value", ["tchap", "=x", "a=", "a=1,a=2"])
def test_callers_must_be_readable(value: str) -> None:
    with pytest.raises(ValueError, match="GATEWAY_CALLERS"):
        identity.read_callers(value)


@pytest.mark.parametrize(
    ("host", "yes"), [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("x.fr", False)]
)
def test_loopback(host: str, yes: bool) -> None:
    assert identity.is_loopback(host) is yes


@pytest.mark.asyncio
async def test_no_text_in_logs(
    house: House, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    house.rasa.acts = [
        Act([text(MARK)]), Act(), Act([text(MARK)], end="kill"), Act(raw=MARK.encode() + b"\n"), Act(status=500),
    ]  # fmt: skip
    for number in range(6):
        await house.say(MARK, message_id=f"{MARK}{number}", metadata={"a": MARK})
    await house.say("/" * 10)
    await house.client.post("/webhooks/rest/webhook", content=b'{"' + MARK.encode())
    await house.erase(MARK)
    house.gateway.turns.store.sessions.configure(bind=sa.create_engine("sqlite://", future=True))
    assert (await house.say(MARK)).json()["error"] == "storage"
    out, err = capfd.readouterr()
    ours = "\n".join(line for name, _level, line in caplog.record_tuples if not name.startswith("httpcore"))
    assert "database: OperationalError" in ours
    assert "Rasa: empty" in ours
    assert MARK not in ours.replace(f"/api/v1/conversations/{MARK}", "") + out + err  # httpx of the test logs its URL


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return int(server.getsockname()[1])


@pytest.fixture()
def server(no_limits: None, tmp_path: Path, rasa: FakeRasa) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The gateway as a process of its own: its address, and the process."""
    port = free_port()
    values = {"VAR_DIR": str(tmp_path / "var"), "PORT": str(port), "RASA_PORT": str(rasa.port)}
    process = subprocess.Popen(
        [sys.executable, "-c", "from bot.gateway.server import serve; serve()"],
        env={**os.environ, **values}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        cwd=Path(identity.__file__).parents[2],
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    for _ in range(200):
        try:
            httpx.get(address + "/static/icon.svg", trust_env=False)
            break
        except httpx.ConnectError:
            time.sleep(0.05)
    yield address, process
    process.terminate()
    process.wait(10)


@pytest.mark.asyncio
async def test_real_server(server: tuple[str, subprocess.Popen[str]], rasa: FakeRasa) -> None:
    address, process = server
    async with httpx.AsyncClient(base_url=address, trust_env=False) as client:
        body = {"sender": MARK, "message": MARK}
        assert (await client.post("/webhooks/rest/webhook", json=body)).json()[0]["text"] == "Bonjour"
        rasa.acts = [Act(end="kill")]
        assert (await client.post("/webhooks/rest/webhook", json=body)).status_code == 503
        forwarded = {"X-Forwarded-For": "8.8.8.8"}
        assert (await client.post("/webhooks/rest/webhook", json=body, headers=forwarded)).status_code == 401
        assert (await client.delete(f"/api/v1/conversations/{MARK}")).status_code == 200
        response = await client.get("/")
        assert "server" not in response.headers
    process.terminate()
    output = await asyncio.to_thread(lambda: process.communicate(timeout=10)[0])
    assert "Rasa: interrupted" in output
    assert MARK not in output
    assert "X-Forwarded" not in output


@pytest.mark.asyncio
async def test_overhead(house: House) -> None:
    """A turn costs the gateway some milliseconds; the bound is loose, machines differ."""
    for number in range(5):
        await house.say("bonjour", sender=str(number))
    began = time.perf_counter()
    for number in range(30):
        await house.say("bonjour", sender=str(number % 5))
    assert (time.perf_counter() - began) / 30 < 0.1
