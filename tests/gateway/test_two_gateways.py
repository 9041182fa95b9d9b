"""Two real gateways over one PostgreSQL and one Redis, before one Rasa; and two over one SQLite file."""

import asyncio
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fake_rasa import Act, FakeRasa, text
from network import free_port
from redis.asyncio import Redis
from widget_client import Event, Widget, names, read_block

from bot.folders import ROOT
from bot.runtime.exits import NO_USE_RESTARTING
from bot.settings import Settings

MARK = "MARQUESECRETE"


@dataclass
class Started:
    """A gateway's process."""

    process: "subprocess.Popen[bytes]"
    port: int
    log: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def said(self) -> str:
        """All it has printed."""
        return self.log.read_text("utf-8")

    def wait_until_up(self) -> None:
        """Wait for its first answer."""
        for _ in range(400):
            assert self.process.poll() is None, self.said()
            try:
                httpx.get(self.address + "/static/icon.svg", trust_env=False)
                return
            except httpx.ConnectError:
                time.sleep(0.05)
        raise AssertionError("the gateway doesn't listen")


def begin(folder: Path, **settings: object) -> Started:
    """Start a gateway with a folder of its own."""
    folder.mkdir(exist_ok=True)
    port, log = free_port(), folder / f"log{uuid.uuid4().hex}"
    own = {name for name in os.environ if name.lower() in Settings.__fields__}
    values = {"VAR_DIR": folder, "PORT": port, **settings}
    environment = {name: value for name, value in os.environ.items() if name not in own}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot.gateway"], cwd=ROOT, stdout=output, stderr=output,
            env={**environment, **{name: str(value) for name, value in values.items()}},
        )  # fmt: skip
    return Started(process, port, log)


@contextmanager
def two(folder: Path, database: str, redis: str, rasa_port: int) -> Iterator[list[Started]]:
    """Two gateways that share database and Redis, and neither folder nor memory."""
    shared = {
        "DATABASE_URL": database, "REDIS_URL": redis, "RASA_PORT": rasa_port, "ACTIONS_PORT": rasa_port,
        "GATEWAY_SECRET": uuid.uuid4().hex, "RATE_PER_MINUTE": 8, "ADDRESS_RATE_PER_MINUTE": 300,
        "TRUSTED_PROXIES": "127.0.0.1",
    }  # fmt: skip
    gateways = [begin(folder / name, **shared) for name in ("one", "two")]
    try:
        for gateway in gateways:
            gateway.wait_until_up()
        yield gateways
    finally:
        for gateway in gateways:
            gateway.process.kill()
            gateway.process.wait(10)


@pytest.fixture(scope="module")
def living(
    tmp_path_factory: pytest.TempPathFactory, postgresql: str, redis_address: str
) -> Iterator[tuple[list[Started], int]]:
    """Two gateways for several tests, and the port on which each test's Rasa is to listen."""
    port = free_port()
    with two(tmp_path_factory.mktemp("gateways"), postgresql, redis_address, port) as gateways:
        yield gateways, port


@asynccontextmanager
async def widgets(gateways: list[Started]) -> AsyncIterator[tuple[Widget, Widget]]:
    """The same conversation on both, from an address of its own."""
    address = {"X-Forwarded-For": f"192.0.2.{next(_addresses)}"}
    async with AsyncExitStack() as stack:
        clients = [
            await stack.enter_async_context(httpx.AsyncClient(base_url=one.address, trust_env=False, timeout=20))
            for one in gateways
        ]
        first, second = (Widget(client, headers=address) for client in clients)
        assert (await first.begin()).status_code == 201
        second.conversation = first.conversation
        yield first, second


_addresses = count(1)


@pytest_asyncio.fixture()
async def shared_rasa(living: tuple[list[Started], int]) -> AsyncIterator[FakeRasa]:
    """The Rasa of the two gateways, fresh."""
    fake = FakeRasa()
    await fake.start(living[1])
    yield fake
    await fake.stop()


@pytest_asyncio.fixture()
async def pair(living: tuple[list[Started], int], shared_rasa: FakeRasa) -> AsyncIterator[tuple[Widget, Widget]]:
    """One conversation on the two gateways."""
    async with widgets(living[0]) as both:
        yield both


async def events_of(widget: Widget, method: str, path: str, many: int, **more: Any) -> list[tuple[float, Event]]:
    """The first events of a stream, each with the time it came."""
    events: list[tuple[float, Event]] = []
    async with widget.client.stream(method, f"{widget.path}/{path}", **more) as response:
        assert response.status_code == 200
        waiting = ""
        async for chunk in response.aiter_text():
            *blocks, waiting = (waiting + chunk).split("\n\n")
            events += [(time.monotonic(), event) for event in map(read_block, blocks) if event.name]
            if len(events) >= many:
                return events
    return events


Pair = tuple[Widget, Widget]


@pytest.mark.asyncio
async def test_conversation_is_one_on_both(pair: Pair, shared_rasa: FakeRasa) -> None:
    first, second = pair
    shared_rasa.acts = [Act([text("Lequel ?", buttons=[{"title": "Oui", "payload": "/oui"}])])]
    told = await first.say("a", "m1")
    assert await second.lines() == await first.lines()
    assert names(await second.say("a", "m1")) == ["accepted", "message", "end"]  # the same message: no second turn
    assert shared_rasa.sent == ["a"]
    assert (await second.say(told[2].data["buttons"][0]["payload"], "m2"))[0].data["text"] == "Oui"
    assert shared_rasa.sent == ["a", "/oui"]
    assert (await second.erase()).status_code == 200
    assert (await first.post("b", "m3")).status_code == 410


@pytest.mark.asyncio
async def test_messages_go_out_as_rasa_sends_them_and_reach_the_other_tab(pair: Pair, shared_rasa: FakeRasa) -> None:
    first, second = pair
    shared_rasa.acts = [Act([text("un"), text("deux"), text("trois")], pause=0.5)]
    watching = asyncio.create_task(events_of(second, "GET", "events", 4))
    await asyncio.sleep(0.4)
    body = {"message": "a", "message_id": "m1"}
    told = await events_of(first, "POST", "messages", 99, json=body)
    seen = await asyncio.wait_for(watching, 5)
    assert names([event for _, event in told]) == ["accepted", "typing", "message", "message", "message", "end"]
    times = {event.id: at for at, event in told if event.id}
    assert told[3][0] - told[2][0] > 0.3  # not held until the end
    assert [event.data["author"] for _, event in seen] == ["person", "bot", "bot", "bot"]
    assert [event.data for _, event in seen] == await first.lines()
    # In Redis's time, not at the next sign of life.
    assert max(abs(at - times[event.id]) for at, event in seen) < 0.4


@pytest.mark.asyncio
async def test_one_message_at_a_time_over_both(pair: Pair, shared_rasa: FakeRasa) -> None:
    first, second = pair
    shared_rasa.acts = [Act([text("1")], delay=0.6), Act([text("2")])]
    one = asyncio.create_task(first.say("a", "m1"))
    await asyncio.sleep(0.3)
    assert (await second.history()).json()["pending"] is True
    two = asyncio.create_task(second.say("b", "m2"))
    await asyncio.sleep(0.2)
    assert shared_rasa.sent == ["a"]
    await one
    await two
    assert [line["text"] for line in await second.lines()] == ["a", "1", "b", "2"]
    assert (await second.history()).json()["pending"] is False


@pytest.mark.asyncio
async def test_rates_are_counted_over_both(pair: Pair) -> None:
    statuses = [(await widget.post("a", f"m{n}")).status_code for n in range(5) for widget in pair]
    assert statuses[:8] == [200] * 8
    assert 429 in statuses[8:]
    more = [(await widget.begin()).status_code for _ in range(16) for widget in pair]
    assert 24 <= more.count(201) <= 30  # 300 a minute, ten each, some spent before
    assert set(more) == {201, 429}


@pytest.mark.asyncio
async def test_no_text_in_logs_nor_in_redis(
    pair: Pair, shared_rasa: FakeRasa, living: tuple[list[Started], int], redis_address: str
) -> None:
    first, second = pair
    shared_rasa.acts = [Act([text(MARK)]), Act([text(MARK)], end="kill")]
    commands: list[str] = []

    async def listen() -> None:
        async with Redis.from_url(redis_address).monitor() as monitor:
            async for command in monitor.listen():
                commands.append(str(command))

    listening = asyncio.create_task(listen())
    watching = asyncio.create_task(events_of(second, "GET", "events", 2))
    await asyncio.sleep(0.4)
    await first.say(MARK, f"{MARK}1")
    await first.say(MARK, f"{MARK}2")
    await watching
    listening.cancel()
    assert any("orientation:bell" in command for command in commands)
    assert MARK not in "".join(commands)
    output = "".join(gateway.said() for gateway in living[0])
    assert "Rasa: interrupted" in output
    assert MARK not in output


@pytest.mark.asyncio
async def test_death_and_stop(postgres: str, redis_address: str, rasa: FakeRasa, tmp_path: Path) -> None:
    with two(tmp_path, postgres, redis_address, rasa.port) as gateways:
        async with widgets(gateways) as (first, second):
            await dies(gateways[0], first, second, rasa)
            await stops(gateways[1], second)


async def dies(gateway: Started, first: Widget, second: Widget, rasa: FakeRasa) -> None:
    """A gateway that dies amid an answer leaves its conversation to the other."""
    rasa.acts = [Act([text("un"), text("jamais")], pause=3), Act([text("repris")])]
    told = await events_of(first, "POST", "messages", 3, json={"message": "a", "message_id": "m1"})
    assert names([event for _, event in told]) == ["accepted", "typing", "message"]
    gateway.process.send_signal(signal.SIGKILL)
    again = await second.say("a", "m1")
    assert names(again)[-2:] == ["message", "end"]
    assert [line["text"] for line in await second.lines()] == ["a", "repris"]


async def stops(gateway: Started, widget: Widget) -> None:
    """A gateway that is stopped doesn't wait for those who watch."""
    watching = asyncio.create_task(events_of(widget, "GET", "events", 99))
    await asyncio.sleep(0.4)
    began = time.monotonic()
    gateway.process.terminate()
    await watching
    await asyncio.to_thread(gateway.process.wait, 10)
    assert time.monotonic() - began < 3


def test_second_gateway_on_sqlite_refuses_to_start(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/one/orientation.db"
    first = begin(tmp_path / "one")
    try:
        first.wait_until_up()
        for second in (begin(tmp_path / "one"), begin(tmp_path / "two", DATABASE_URL=database)):
            assert second.process.wait(20) == NO_USE_RESTARTING
            assert second.said().strip().startswith("Une passerelle utilise déjà cette base SQLite")
            assert len(second.said().strip().splitlines()) == 1
        assert first.process.poll() is None
    finally:
        first.process.kill()
        first.process.wait(10)
    third = begin(tmp_path / "one")  # the lock dies with its holder
    try:
        third.wait_until_up()
    finally:
        third.process.kill()
        third.process.wait(10)
