"""What gateways share through Redis, and how each goes on without it."""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio
from conftest import MakeHouse
from network import free_port

from bot.gateway import together as module
from bot.gateway.bell import Bell
from bot.gateway.limits import Deadlines, RateLimiter, Turnstile
from bot.gateway.refusals import Failure, Refusal
from bot.gateway.together import Alone, Together

pytestmark = pytest.mark.asyncio
Make = Callable[[], Together]


@pytest_asyncio.fixture()
async def make(redis_address: str) -> AsyncIterator[Make]:
    """Make the sides of several gateways."""
    made: list[Together] = []

    def new() -> Together:
        made.append(Together(redis_address))
        return made[-1]

    yield new
    for together in made:
        await together.close()


@pytest.fixture()
def key() -> str:
    return uuid.uuid4().hex


async def waits(limiter: RateLimiter, key: str, cost: float = 1.0) -> int:
    """Seconds that a request is told to wait, 0 when it passes."""
    try:
        await limiter.take(key, cost)
    except Refusal as refusal:
        return refusal.retry_after or 0
    return 0


async def test_one_bucket_for_all(make: Make, key: str) -> None:
    first, second = (RateLimiter("test", 3, make()) for _ in range(2))
    assert [await waits(limiter, key) for limiter in (first, second, first)] == [0, 0, 0]
    assert 1 <= await waits(second, key) <= 21
    assert await waits(second, key + "other") == 0
    assert await waits(RateLimiter("else", 3, make()), key) == 0


async def test_bucket_fills_again(make: Make, key: str) -> None:
    limiter = RateLimiter("test", 600, make())
    assert await waits(limiter, key, 600) == 0
    assert await waits(limiter, key) == 1
    await asyncio.sleep(0.25)
    more = [await waits(limiter, key) for _ in range(100)]
    assert more[:2] == [0, 0]
    assert 1 in more  # ten a second, and not more


async def test_heavy_request_passes_a_small_bucket(make: Make, key: str) -> None:
    assert await waits(RateLimiter("test", 3, make()), key, 10) == 0
    assert await waits(RateLimiter("test", 3, Together("")), key, 10) == 0


async def test_buckets_are_forgotten(make: Make, key: str) -> None:
    together = make()
    await waits(RateLimiter("test", 3, together), key)
    assert 0 < await together._client.ttl(f"orientation:rate:test:{key}") <= 61


async def test_one_at_a_time_across(make: Make, key: str) -> None:
    first, second = (Turnstile(Deadlines(), make()) for _ in range(2))
    order: list[str] = []

    async def pass_through(turnstile: Turnstile, name: str) -> None:
        async with turnstile.place(key):
            order.append(f"{name} in")
            await asyncio.sleep(0.1)
            order.append(f"{name} out")

    running = asyncio.create_task(pass_through(first, "1"))
    await asyncio.sleep(0.05)
    assert await second.occupied(key)
    await pass_through(second, "2")
    await running
    assert order == ["1 in", "1 out", "2 in", "2 out"]
    assert not await first.occupied(key)
    assert not await second.occupied(key)


async def test_wait_for_another_gateway_is_bounded(make: Make, key: str) -> None:
    first, second = (Turnstile(Deadlines(queue=0.2), make()) for _ in range(2))
    async with first.place(key):
        with pytest.raises(Failure):
            async with second.place(key):
                pass


async def test_lock_is_renewed_while_held_and_free_after_a_death(
    make: Make, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_LOCK_LIFE", 1.0)
    first, second = make(), make()
    held = await first.lock(key, 1)
    assert held
    async with held:
        await asyncio.sleep(1.6)
        assert await second.locked(key)
        assert await second.lock(key, 0.1) is None
    assert await first.lock(key, 1)  # taken and never entered: as a gateway that dies
    began = time.monotonic()
    assert await second.lock(key, 10)
    assert time.monotonic() - began < 5


async def test_bell_rings_everywhere(make: Make, key: str) -> None:
    first, second = Bell(make()), Bell(make())
    hearing = asyncio.create_task(second.hear())
    with second.watch(key) as rung, second.watch(key + "other") as other:
        for _ in range(50):  # until it has subscribed
            first.ring(key)
            if rung.is_set():
                break
            await asyncio.sleep(0.02)
        assert rung.is_set()
        assert not other.is_set()
    hearing.cancel()


async def test_without_redis_each_goes_by_its_own_memory(key: str) -> None:
    for address in ("", f"redis://127.0.0.1:{free_port()}/0"):
        together = Together(address)
        limiter, turnstile, bell = RateLimiter("test", 1, together), Turnstile(Deadlines(), together), Bell(together)
        assert [await waits(limiter, key) > 0 for _ in range(2)] == [False, True]
        async with turnstile.place(key):
            assert await turnstile.occupied(key)
        assert not await turnstile.occupied(key)
        with bell.watch(key) as rung:
            bell.ring(key)
            assert rung.is_set()
        with pytest.raises(Alone):
            await together.locked(key)
        await together.close()


async def test_silent_redis_costs_one_wait(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Redis that accepts and never answers is left alone for a while: people don't wait at each message."""
    server = await asyncio.start_server(lambda _reader, _writer: asyncio.sleep(60), "127.0.0.1", 0)
    together = Together(f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}/0")
    limiter = RateLimiter("test", 100, together)
    began = time.monotonic()
    for _ in range(20):
        await limiter.take(key)
    assert time.monotonic() - began < 3
    await together.close()
    server.close()


async def test_health_tells_of_redis(make_house: MakeHouse, redis_address: str) -> None:
    assert (await make_house(redis_url=redis_address).client.get("/health")).json()["redis"] == "ok"
    report = (await make_house(redis_url=f"redis://127.0.0.1:{free_port()}/0").client.get("/health")).json()
    assert (report["redis"], report["status"]) == ("down", "degraded")
