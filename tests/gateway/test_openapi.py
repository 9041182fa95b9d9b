"""docs/openapi.yaml and the gateway say the same: routes, refusals, forms; tried by schemathesis on a real server."""

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
import schemathesis
import sqlalchemy as sa
import uvicorn
import yaml
from conftest import SHORT, House, MakeHouse, make_settings
from fake_rasa import Act, FakeRasa, text
from hypothesis import HealthCheck, settings
from network import free_port
from schemathesis.specs.openapi.checks import negative_data_rejection
from service_payloads import ANSWER, DETAIL
from starlette.applications import Starlette
from starlette.routing import Route
from test_widget_messages import PAIR
from widget_client import Widget

from bot.database import upgrade
from bot.folders import ROOT
from bot.gateway.app import create_app
from bot.gateway.server import server_config
from bot.gateway.widget import pages
from bot.texts import texts

SPECIFICATION: dict[str, Any] = yaml.safe_load((ROOT / "docs" / "openapi.yaml").read_text("utf-8"))
OPERATIONS = {
    operation["operationId"]: (method.upper(), path, operation)
    for path, item in SPECIFICATION["paths"].items()
    for method, operation in item.items()
    if method != "parameters"
}
REFUSALS = [
    (name, int(status))
    for name, (_, _, operation) in OPERATIONS.items()
    for status in operation["responses"]
    if int(status) >= 400
]


def schema_of(name: str, status: int) -> dict[str, Any] | None:
    """The JSON schema of a documented response."""
    response = OPERATIONS[name][2]["responses"][str(status)]
    if "$ref" in response:
        response = SPECIFICATION["components"]["responses"][response["$ref"].rpartition("/")[2]]
    schema = response["content"].get("application/json", {}).get("schema")
    return {**schema, "components": SPECIFICATION["components"]} if schema else None


def check(name: str, response: httpx.Response) -> None:
    """A response is one that the document describes."""
    schema = schema_of(name, response.status_code)
    if schema:
        jsonschema.validate(response.json(), schema)


def test_routes_are_those_of_the_document(house_app: Starlette) -> None:
    served = {
        (method, route.path.replace(":anything}", "}"))
        for route in house_app.routes
        if isinstance(route, Route)
        for method in (route.methods or set()) - {"HEAD"}
    }
    assert served == {(method, path) for method, path, _ in OPERATIONS.values()}


def test_codes_are_those_of_the_texts(house_app: Starlette) -> None:
    said = texts(str(ROOT / "bot" / "gateway" / "app.py"))
    codes = (set(said.get("refus")) | set(said.get("panne"))) - {"conversation"}
    assert set(SPECIFICATION["components"]["schemas"]["Erreur"]["properties"]["error"]["enum"]) == codes


@pytest.mark.parametrize(
    "wrong",
    [{"sections": [{"key": "autre", "title": "T", "items": []}]}, {"next": [{"title": "T"}]}, {"decision": "ask"},
     {"type": "answer"}, {"actions": [{"title": "T", "label": "T de D"}]}, {"checked": None},
     {"report": {"title": "T"}}, {"actions": [{"title": "T", "label": "T de D", "payload": "/detailler"}]}],
)  # fmt: skip
def test_what_is_no_detail_is_refused(wrong: dict[str, Any]) -> None:
    schema = {"$ref": "#/components/schemas/Charge", "components": SPECIFICATION["components"]}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**DETAIL, "next": [], **wrong}, schema)


@pytest.fixture()
def house_app(house: House) -> Starlette:
    return house.app


# Every refusal of the document, made to happen.

Call = Callable[..., Awaitable[httpx.Response]]


class Caller:
    """Calls an operation rightly, but for what a test changes."""

    def __init__(self, house: House, widget: Widget, name: str) -> None:
        self.house = house
        self.widget = widget
        self.method, self.path, _ = OPERATIONS[name]
        body = {"message": "a", "message_id": "m1", "sender": "anne", "connected": True, "need": "a"}
        self.more: dict[str, Any] = {"json": body} if self.method == "POST" else {}
        self.values = {"conversation": widget.conversation, "sender": "anne", "name": "tchap", "group": "1"}

    async def __call__(self) -> httpx.Response:
        return await self.house.client.request(self.method, self.path.format(**self.values), **self.more)


async def unreadable(caller: Caller) -> None:
    caller.values["sender"] = "%20"
    caller.more = {"content": b"{"} if caller.method == "POST" else {"params": {"after": "x", "request": "x"}}


async def unauthorized(caller: Caller) -> None:
    caller.values["conversation"] = "x"
    caller.more["headers"] = {"X-Forwarded-For": "192.0.2.1"}


async def foreign(caller: Caller) -> None:
    caller.more["headers"] = {"Origin": "https://evil.example"}


async def absent(caller: Caller) -> None:
    pages.BUILT = Path("/nonexistent")
    caller.house.settings.contact_email = caller.house.settings.contact_url = ""
    caller.values["name"] = "-"


async def unknown_choice(caller: Caller) -> None:
    caller.more["json"]["message"] = caller.more["json"]["choice"] = "c:" + "x" * 22


async def erased(caller: Caller) -> None:
    await caller.widget.erase()


async def too_long(caller: Caller) -> None:
    caller.more = {"content": json.dumps({"message": "x" * 70_000}).encode()}


async def empty(caller: Caller) -> None:
    caller.more["json"]["message"] = caller.more["json"]["need"] = "\u200b"


async def too_many(caller: Caller) -> None:
    """The conversation's beginning took all that the address may ask."""


async def behind_is_down(caller: Caller) -> None:
    caller.house.gateway.turns.store.sessions.configure(bind=sa.create_engine("sqlite://", future=True))
    caller.house.rasa.default = Act(end="kill")


HOW = {
    400: unreadable, 401: unauthorized, 403: foreign, 404: absent, 409: unknown_choice, 410: erased, 413: too_long,
    422: empty, 429: too_many, 503: behind_is_down,
}  # fmt: skip


@pytest.mark.asyncio
@pytest.mark.parametrize(("name", "status"), REFUSALS)
async def test_every_documented_refusal_happens(
    make_house: MakeHouse, monkeypatch: pytest.MonkeyPatch, name: str, status: int
) -> None:
    monkeypatch.setattr(pages, "BUILT", pages.BUILT)
    house = make_house(**({"address_rate_per_minute": 10} if status == 429 else {}))
    widget = Widget(house.client)
    await widget.begin()
    caller = Caller(house, widget, name)
    await HOW[status](caller)
    response = await caller()
    assert response.status_code == status, response.text
    assert ("retry-after" in response.headers) is (status == 429)
    check(name, response)


@pytest.mark.asyncio
async def test_a_whole_conversation_has_the_documented_forms(house: House) -> None:
    whole = [*PAIR, *(message for custom in (DETAIL, ANSWER) for message in (text(custom["text"]), {"custom": custom}))]
    house.rasa.acts = [Act(whole)]
    widget = Widget(house.client)
    check("commencer", await widget.begin())
    events = await widget.say("a")
    drawn = [event.data["custom"]["type"] for event in events if "custom" in event.data]
    assert drawn == ["question", "detail", "answer"]
    line = {"$ref": "#/components/schemas/Ligne", "components": SPECIFICATION["components"]}
    for event in events:
        if event.name == "message":
            jsonschema.validate(event.data, line)
    check("relire", await widget.history())
    check("effacer", await widget.erase())
    house.rasa.acts = [Act(whole)]
    check("transmettre", await house.say("a"))
    check("demandeDe", await house.client.get("/api/v1/conversations/anne"))
    check("effacerPour", await house.erase())
    check("sante", await house.client.get("/health"))


# schemathesis, on the real server in a thread of its own.


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A gateway without limits, before a fake Rasa that offers choices."""
    port, folder = free_port(), tmp_path_factory.mktemp("openapi")
    started, server = threading.Event(), {}

    async def run() -> None:
        rasa = FakeRasa(default=Act([text("Bonjour"), *PAIR]))
        await rasa.start()
        chosen = make_settings(
            var_dir=folder, port=port, rasa_port=rasa.port, actions_port=rasa.port,
            rate_per_minute=10**6, address_rate_per_minute=0, database_url="", redis_url="", gateway_callers="",
        )  # fmt: skip
        await asyncio.to_thread(upgrade, chosen.database)
        deadlines = type(SHORT)(**{**SHORT.__dict__, "watch": 0.05, "first": 5.0, "silence": 5.0, "total": 10.0})
        server["it"] = uvicorn.Server(server_config(chosen, create_app(chosen, deadlines=deadlines)))
        serving = asyncio.create_task(server["it"].serve())
        while not server["it"].started:
            await asyncio.sleep(0.02)
        started.set()
        await serving
        await rasa.stop()

    thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
    thread.start()
    assert started.wait(30)
    yield f"http://127.0.0.1:{port}"
    server["it"].should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def conversation(address: str) -> str:
    """A conversation that the server signed."""
    answer = httpx.post(f"{address}/api/v1/widget/conversations", json={}, trust_env=False).json()
    return str(answer["conversation"])


# The same cases at each run; more of them, and others, are for whoever changes the gateway.
TRIES = settings(max_examples=25, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
schema = schemathesis.openapi.from_dict(
    SPECIFICATION,
    config=schemathesis.Config.from_dict(
        {
            "checks": {
                # An id of spaces is none (400), a message of invisible characters is empty (422), connectors are
                # twenty at most (429): no schema says so.
                "positive_data_acceptance": {"expected-statuses": ["2xx", 400, 401, 404, 409, 422, 429]},
                "negative_data_rejection": {"expected-statuses": [400, 401, 404, 405, 413, 422]},
            }
        }
    ),
)


@schema.parametrize()
@TRIES
def test_schemathesis(case: Any, address: str) -> None:
    """As generated: a conversation's id is one that the server never signed."""
    case.call_and_validate(base_url=address)


@schema.include(path_regex="{conversation}").exclude(method="DELETE").parametrize()
@TRIES
def test_schemathesis_in_a_conversation(case: Any, address: str, conversation: str) -> None:
    """In a conversation that is there; what schemathesis made wrong may be its id, so that nothing need be refused."""
    case.path_parameters["conversation"] = conversation
    case.call_and_validate(base_url=address, excluded_checks=[negative_data_rejection])
