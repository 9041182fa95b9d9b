"""What connectors say of themselves, and what ``/health`` shows of it."""

from typing import Any

import pytest
from conftest import House, MakeHouse

from bot.gateway import presence

SINCE = "2026-03-01T09:00:00+00:00"


async def report(house: House, name: str = "tchap", body: Any = None, **headers: str) -> int:
    given = {"connected": True, "since": SINCE} if body is None else body
    response = await house.client.post(f"/health/connectors/{name}", json=given, headers=headers)
    if response.status_code != 200:
        assert set(response.json()) == {"error", "text"}
    return response.status_code


async def shown(house: House) -> dict[str, Any]:
    states: dict[str, Any] = (await house.client.get("/health")).json()["connectors"]
    return states


@pytest.mark.asyncio
async def test_a_connector_is_shown(house: House) -> None:
    assert await shown(house) == {}
    assert await report(house) == 200
    assert await report(house, "mattermost", {"connected": False, "since": "2026-03-01T10:00:00+01:00"}) == 200
    assert await shown(house) == {
        "mattermost": {"connected": False, "since": SINCE},
        "tchap": {"connected": True, "since": SINCE},
    }
    assert await report(house, body={"connected": False, "since": None}) == 200
    assert (await shown(house))["tchap"] == {"connected": False, "since": None}


@pytest.mark.asyncio
async def test_a_silent_connector_is_dropped(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await report(house)
    now = presence._now()
    monkeypatch.setattr(presence, "_now", lambda: now + 44)
    assert await shown(house)
    monkeypatch.setattr(presence, "_now", lambda: now + 46)
    assert await shown(house) == {}


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "body",
    [{}, [], {"connected": 1}, {"connected": "true"}, {"connected": True, "since": "hier"},
     {"connected": True, "since": "2026-03-01T09:00:00"}, {"connected": True, "since": 12}],
)  # fmt: skip
async def test_what_is_no_report_is_refused(house: House, body: Any) -> None:
    assert await report(house, body=body) == 400
    assert await shown(house) == {}


@pytest.mark.asyncio
@pytest.mark.parametrize("name", ["Tchap", "a" * 41, "a b", "é"])
async def test_what_is_no_name_is_not_found(house: House, name: str) -> None:
    assert await report(house, name) == 404


@pytest.mark.asyncio
async def test_a_caller_speaks_for_itself(make_house: MakeHouse) -> None:
    house = make_house(gateway_callers="tchap=un,site=deux")
    assert await report(house) == 401
    assert await report(house, Authorization="Bearer trois") == 401
    assert await report(house, Authorization="Bearer deux") == 401
    assert await report(house, Authorization="Bearer un") == 200
    assert list(await shown(house)) == ["tchap"]


@pytest.mark.asyncio
async def test_names_are_bounded(house: House) -> None:
    assert [await report(house, f"c{number}") for number in range(presence.MOST)] == [200] * presence.MOST
    assert await report(house, "de-trop") == 429
    assert await report(house, "c3") == 200
