"""The server purges by itself: at its start, then every day, whatever happens meanwhile."""

import asyncio
import datetime as dt

import pytest
import sqlalchemy as sa
from conftest import House, add_event, count_events
from sqlalchemy.exc import OperationalError

import bot.gateway.app as app_module
from bot.gateway.erasure import Purged

pytestmark = pytest.mark.asyncio
START = dt.datetime(2026, 3, 1, 12)


class Clock:
    """A clock that is set."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> dt.datetime:
        return self.now

    def pass_(self, **time: float) -> None:
        self.now += dt.timedelta(**time)


@pytest.fixture()
def clock(house: House) -> Clock:
    fake = Clock()
    house.gateway.turns.store.clock = fake
    return fake


async def test_once_a_day(house: House, clock: Clock, tracker: sa.engine.Engine) -> None:
    daily = house.gateway.daily
    assert daily.run() == Purged(0, 0, 0)
    await house.say("avant")
    add_event(tracker, 1, "x", START.replace(tzinfo=dt.timezone.utc).timestamp())
    clock.pass_(hours=23, minutes=59)
    assert daily.run() is None
    for _ in range(30):
        clock.pass_(days=1)
        done = daily.run()
        assert done is not None
    assert done == Purged(2, 1, 1)  # thirty days and 23 h 59 later
    assert house.transcript() == []
    assert count_events(tracker, "x") == 0


async def test_what_is_younger_stays(house: House, clock: Clock) -> None:
    await house.say("ancien")
    clock.pass_(days=29, hours=23)
    await house.say("neuf", sender="paul")
    assert house.gateway.daily.run() == Purged(0, 0, 0)
    clock.pass_(days=1)
    assert house.gateway.daily.run() == Purged(2, 1, 0)
    assert len(house.transcript("paul")) == 2


async def test_a_purge_that_failed_is_tried_again(house: House, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    store = house.gateway.turns.store
    await house.say("ancien")
    clock.pass_(days=31)

    def fail(_before: dt.datetime) -> tuple[int, int]:
        raise OperationalError("DELETE", {}, Exception("locked"))

    with monkeypatch.context() as patch:
        patch.setattr(store, "purge", fail)
        with pytest.raises(OperationalError):
            house.gateway.daily.run()
    clock.pass_(minutes=1)
    assert house.gateway.daily.run() == Purged(2, 1, 0)


async def test_the_server_does_it(
    house: House, clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(app_module, "_SWEEP_SECONDS", 0.01)
    await house.say("MARQUE")
    async with house.app.router.lifespan_context(house.app):
        for days in (15, 14):
            clock.pass_(days=days)
            await asyncio.sleep(0.1)
            assert len(house.transcript()) == 2
        clock.pass_(days=2)
        for _ in range(100):
            if not house.transcript():
                break
            await asyncio.sleep(0.02)
        assert house.transcript() == []
        await house.say("encore là")
    assert "MARQUE" not in caplog.text
