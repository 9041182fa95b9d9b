"""Domains, bucket, batches, lines, store and technical room."""

import asyncio
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from bot.connectors.common.render import Choice
from bot.connectors.tchap.batches import Batches
from bot.connectors.tchap.bucket import Bucket
from bot.connectors.tchap.domains import AllowList, server_of
from bot.connectors.tchap.lines import Lines
from bot.connectors.tchap.store import Store
from bot.connectors.tchap.technical import Technical


@pytest.mark.parametrize(
    ("value", "user", "yes"),
    [
        ("*.tchap.gouv.fr", "@anne:agent.dinum.tchap.gouv.fr", True),
        ("*.tchap.gouv.fr", "@anne:AGENT.Tchap.Gouv.FR", True),
        ("*.tchap.gouv.fr", "@anne:tchap.gouv.fr", False),
        ("*.tchap.gouv.fr", "@anne:faux-tchap.gouv.fr", False),
        ("*.tchap.gouv.fr", "@anne:tchap.gouv.fr.faux.com", False),
        ("*.tchap.gouv.fr", "@anne:agent.tchap.gouv.fr.faux.com", False),
        ("*.tchap.gouv.fr", "@anne:agent-tchap.gouv.fr", False),
        ("*.tchap.gouv.fr", "@anne:agent.tchapxgouv.fr", False),
        ("*.tchap.gouv.fr", "@anne:agent.tchap.gouv.fr:8448", False),
        ("*.tchap.gouv.fr", "@anne:agent.tchаp.gouv.fr", False),  # a Cyrillic letter
        ("*.tchap.gouv.fr", "@anne:.tchap.gouv.fr", False),
        ("*.tchap.gouv.fr", "@anne:faux.com/.tchap.gouv.fr", False),
        ("*.tchap.gouv.fr", "@anne-agent.tchap.gouv.fr:faux.com", False),
        ("*.tchap.gouv.fr", "anne:agent.tchap.gouv.fr", False),
        ("*.tchap.gouv.fr", "@anne", False),
        ("*.tchap.gouv.fr", "@:agent.tchap.gouv.fr", False),
        ("agent.dev-durable.tchap.gouv.fr", "@anne:agent.dev-durable.tchap.gouv.fr", True),
        ("agent.dev-durable.tchap.gouv.fr", "@anne:agent.dev.durable.tchap.gouv.fr", False),
        ("localhost:8448", "@anne:localhost:8448", True),
        ("localhost", "@anne:localhost:8448", False),
        ("a.fr, b.fr", "@anne:b.fr", True),
        ("*.tchap.gouv.fr,@developpement-durable.gouv.fr",
         "@jean-paul.dupont-developpement-durable.gouv.fr:agent.tchap.gouv.fr", True),
        ("*.tchap.gouv.fr,@developpement-durable.gouv.fr",
         "@x-developpement-durable.gouv.fr:faux.com", False),
        ("*.tchap.gouv.fr,@developpement-durable.gouv.fr",
         "@x-developpement-durable.gouv.fr.faux.com:agent.tchap.gouv.fr", False),
        ("*.tchap.gouv.fr,@developpement-durable.gouv.fr", "@x-durable.gouv.fr:agent.tchap.gouv.fr", False),
        ("*.tchap.gouv.fr,@developpement-durable.gouv.fr", "@x.developpement-durable.gouv.fr:a.tchap.gouv.fr", False),
        ("*.tchap.gouv.fr,@developpement-durable.gouv.fr", "@-developpement-durable.gouv.fr:a.tchap.gouv.fr", False),
        ("*.tchap.gouv.fr,@interieur.gouv.fr", "@x-developpement-durable.gouv.fr:agent.tchap.gouv.fr", False),
    ],
)  # fmt: skip
def test_who_may_invite(value: str, user: str, yes: bool) -> None:
    assert AllowList(value).allows(user) is yes


@pytest.mark.parametrize("value", ["", ",", "*", "*.", "a b", "@x.fr", "https://x.fr", "*.*.fr", "-x.fr", "x..fr"])
def test_what_is_no_list(value: str) -> None:
    with pytest.raises(ValueError):
        AllowList(value)


def test_server_of() -> None:
    assert server_of("@anne:Agent.fr") == "agent.fr"
    assert server_of("@anne:été.fr") is None


class Clock:
    """Time that passes when asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        real = asyncio.sleep

        async def sleep(seconds: float) -> None:
            self.now += seconds
            await real(0)

        monkeypatch.setattr("bot.connectors.tchap.bucket.asyncio.sleep", sleep)

    def __call__(self) -> float:
        return self.now


async def test_five_at_once_then_one_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    bucket = Bucket(1.0, 5, clock)
    times = []
    for _ in range(10):
        await bucket.take()
        times.append(round(clock.now, 3))
    assert times == [0, 0, 0, 0, 0, 1, 2, 3, 4, 5]
    clock.now += 100
    for _ in range(6):
        await bucket.take()
    assert round(clock.now, 3) == 106


async def test_calls_go_in_the_order_they_were_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    bucket = Bucket(1.0, 1, Clock(monkeypatch))
    order: list[int] = []

    async def call(number: int) -> None:
        await bucket.take()
        order.append(number)

    await asyncio.gather(*(call(number) for number in range(6)))
    assert order == list(range(6))


async def test_typing_is_dropped_first(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    bucket = Bucket(1.0, 5, clock)
    assert bucket.spare(2)
    assert [bucket.spare(2) for _ in range(3)] == [True, True, False]
    await bucket.take()
    waiting = [asyncio.create_task(bucket.take()) for _ in range(3)]
    await asyncio.sleep(0)
    assert not bucket.spare(0)
    await asyncio.gather(*waiting)


async def test_what_the_server_asks_is_obeyed_even_without_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    for bucket in (Bucket(1.0, 5, clock), Bucket(0.0, 5, clock)):
        began = clock.now
        bucket.pause(30)
        bucket.pause(10)
        assert not bucket.spare(0)
        await bucket.take()
        assert round(clock.now - began, 3) == 30
    for _ in range(1000):
        await bucket.take()
    assert round(clock.now - began, 3) == 30


def test_a_token_waits_for_everything_before_it() -> None:
    kept: list[str] = []
    batches = Batches(kept.append)
    first, second, third = (batches.open(name) for name in ("un", "deux", "trois"))
    release = first.hold()
    other = second.hold()
    for batch in (first, second, third):
        batch.finish()
    assert kept == []
    other()
    assert kept == []
    release()
    release()
    assert kept == ["trois"]
    batches.open("quatre").finish()
    assert kept == ["trois", "quatre"]


async def test_lines_are_in_order_and_apart() -> None:
    done: list[str] = []
    failed: list[BaseException] = []
    lines = Lines(failed.append)
    gate = asyncio.Event()

    def job(name: str, wait: bool = False) -> Any:
        async def work() -> None:
            if wait:
                await gate.wait()
            if name == "b1":
                raise KeyError(name)
            done.append(name)

        return work

    lines.put("a", job("a1", wait=True))
    for name in ("a2", "b1", "b2"):
        lines.put(name[0], job(name))
    await asyncio.sleep(0.01)
    assert done == ["b2"]
    gate.set()
    await lines.empty()
    assert done == ["b2", "a1", "a2"]
    assert [type(error) for error in failed] == [KeyError]


async def test_stopping_lets_what_is_under_way_end() -> None:
    done: list[str] = []
    lines = Lines(lambda error: None)

    async def work(name: str, seconds: float) -> None:
        await asyncio.sleep(seconds)
        done.append(name)

    lines.put("a", lambda: work("court", 0.05))
    lines.put("a", lambda: work("pas commencé", 0))
    lines.put("b", lambda: work("trop long", 60))
    await asyncio.sleep(0.01)
    await lines.stop(0.5)
    assert done == ["court"]


def test_the_store_survives_and_forgets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "connector.db"
    store = Store(path, 30)
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert store.token == ""
    store.keep_token("s1")
    store.mark("$1")
    store.mark("$1")
    store.spoke("conversation", "personne", "!salon")
    store.offer("$b", "conversation", "$r", [Choice(1, "Un", "c:1"), Choice(None, "Oui", "c:2", "feedback")])
    store.said("contact x")
    store.enter("!salon")
    again = Store(path, 30)  # the first one is not closed: the process died
    assert (again.token, again.handled("$1"), again.handled("$2")) == ("s1", True, False)
    assert again.offered("$b") == (
        "conversation", "$r", [Choice(1, "Un", "c:1"), Choice(None, "Oui", "c:2", "feedback")],
    )  # fmt: skip
    assert (again.latest("conversation"), again.latest("autre")) == ("$b", None)
    assert again.of_person("personne") == ["conversation"]
    assert not again.tell("contact x", 60)
    assert again.tell("contact y", 60)
    assert again.leave("!salon") == ["conversation"]
    assert not again.knows_room("!salon")
    assert again.offered("$b") is None
    again.spoke("vieille", "p", "!s")
    later = __import__("time").time() + 31 * 86_400
    monkeypatch.setattr("bot.connectors.tchap.store.time.time", lambda: later)
    again.prune()
    assert not again.handled("$1")
    assert again.of_person("p") == []
    assert again.token == "s1"


async def test_the_technical_room_gets_counts(caplog: pytest.LogCaptureFixture) -> None:
    said: list[tuple[str, str]] = []

    class Account:
        async def say(self, room: str, content: dict[str, Any], transaction: str) -> str:
            said.append((room, content["body"]))
            return "$1"

    technical = Technical(Account(), "!tech", every=0.01)
    task = asyncio.create_task(technical.run())
    for _ in range(3):
        technical.report("gateway: lente")
    technical.report("KeyError at bot/x.py:1")
    await asyncio.sleep(0.1)
    task.cancel()
    ((room, body),) = said
    assert room == "!tech"
    assert "3 × gateway: lente" in body
    assert "1 × KeyError at bot/x.py:1" in body
    without = Technical(Account(), "")
    without.report("x")
    await without.flush()
    assert len(said) == 1
