"""The short list for other programs: who may ask, what is passed on, what is said when it can't be had."""

from typing import Any

import httpx
import pytest
from conftest import House, MakeHouse
from fake_rasa import NONE, Act

PATH = "/api/v1/orientation"


async def ask(house: House, headers: dict[str, str] | None = None, **asked: Any) -> httpx.Response:
    return await house.client.post(PATH, json=asked, headers=headers or {})


@pytest.mark.asyncio
async def test_the_payload_is_that_of_the_action_server(house: House) -> None:
    response = await ask(house, need="logements vides", territory=" 18279 ", audience="commune")
    assert (response.status_code, response.json()) == (200, NONE)
    assert house.rasa.asked == [
        {"need": "logements vides", "territory": "18279", "audience": "commune", "choice": None}
    ]
    assert house.rasa.received == [] and house.transcript() == []


@pytest.mark.asyncio
async def test_personal_details_are_masked_before(house: House) -> None:
    await ask(house, need="écrivez à jean.dupont@exemple.fr")
    assert house.rasa.asked[0]["need"] == "écrivez à [adresse électronique]"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("asked", "status"),
    [({}, 400), ({"need": 3}, 400), ({"need": "a", "territory": 3}, 400), ({"need": "a", "territory": "x" * 201}, 400),
     ({"need": "a", "audience": "roi"}, 400), ({"need": "a", "audience": ["commune"]}, 400),
     ({"need": "a", "choice": {}}, 400), ({"need": "x" * 4001}, 413), ({"need": " \u200b "}, 422)],
)  # fmt: skip
async def test_what_has_not_the_form_is_refused(house: House, asked: dict[str, Any], status: int) -> None:
    response = await ask(house, **asked)
    assert response.status_code == status
    assert set(response.json()) == {"error", "text"}
    assert house.rasa.asked == []


@pytest.mark.asyncio
async def test_programs_show_their_secret(make_house: MakeHouse) -> None:
    house = make_house(gateway_callers="portail=un,autre=deux")
    assert (await ask(house, need="a")).status_code == 401
    assert (await ask(house, {"Authorization": "Bearer trois"}, need="a")).status_code == 401
    assert (await ask(house, {"Authorization": "Bearer un"}, need="a")).status_code == 200


@pytest.mark.asyncio
async def test_each_program_has_its_own_limit(make_house: MakeHouse) -> None:
    house = make_house(gateway_callers="portail=un,autre=deux", api_rate_per_minute=2)
    one, two = ({"Authorization": f"Bearer {secret}"} for secret in ("un", "deux"))
    assert [(await ask(house, one, need="a")).status_code for _ in range(3)] == [200, 200, 429]
    assert (await ask(house, two, need="a")).status_code == 200


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("act", "code"),
    [(Act(end="kill"), "interrupted"), (Act(delay=3), "slow"), (Act(status=500), "interrupted"),
     (Act(raw=b"pas du JSON"), "interrupted"), (Act(raw=b"[]"), "interrupted")],
)  # fmt: skip
async def test_a_fault_behind_is_a_sentence(house: House, act: Act, code: str) -> None:
    house.rasa.default = act
    response = await ask(house, need="a")
    assert (response.status_code, response.json()["error"]) == (503, code)
    assert house.settings.contact_email in response.json()["text"]


@pytest.mark.asyncio
async def test_nobody_behind_is_a_sentence(make_house: MakeHouse) -> None:
    house = make_house(actions_port=9)
    response = await ask(house, need="a")
    assert (response.status_code, response.json()["error"]) == (503, "unreachable")
