"""When Rasa or the database misbehaves: a sentence in time, and the next message is answered."""

import asyncio
import sqlite3
import time
from typing import Any

import httpx
import pytest
from conftest import House, MakeHouse, make_settings
from fake_rasa import Act, text

from bot.gateway.limits import Deadlines
from bot.gateway.refusals import Failure, contact_sentence, sentence

pytestmark = pytest.mark.asyncio
CONTACT = "contact@incubateur.anct.gouv.fr"


async def failed(house: House, code: str, within: float = 1.0) -> None:
    """The next message fails with this code in time; the one after is answered by itself."""
    began = time.monotonic()
    response = await house.say("besoin", message_id="m")
    assert time.monotonic() - began < within
    assert (response.status_code, response.json()["error"]) == (503, code)
    assert response.json()["text"] == sentence(Failure(code), house.settings)
    assert CONTACT in response.json()["text"]
    house.rasa.acts = [Act([text("suite")])]
    assert [entry["text"] for entry in (await house.say("suite")).json()] == ["suite"]


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (Act([text("tard")], delay=0.6), "slow"),
        (Act(end="freeze"), "slow"),
        (Act(), "empty"),
        (Act([{"recipient_id": "r"}]), "empty"),
        (Act([text(" ")]), "empty"),
        (Act(end="kill"), "interrupted"),
        (Act([text("x")], status=500), "interrupted"),
        (Act(raw=b"<html>\n"), "interrupted"),
        (Act(raw=b"[1]\n"), "interrupted"),
        (Act(raw=b"[" * 5000 + b"\n"), "interrupted"),
        (Act(raw=b"x" * 2_000_000), "interrupted"),
    ],
)
async def test_nothing_to_show(house: House, act: Act, code: str) -> None:
    house.rasa.acts = [act]
    await failed(house, code)
    assert house.transcript()[1]["entry"]["text"] == sentence(Failure(code), house.settings)
    await asyncio.sleep(0.02)
    assert house.rasa.open_streams == 0 or act.delay  # the gateway left the streams that stay open


async def test_rasa_is_not_there_then_is(house: House) -> None:
    port = house.rasa.port
    await house.rasa.stop()
    response = await house.say("besoin")
    assert (response.status_code, response.json()["error"]) == (503, "unreachable")
    await house.rasa.start(port)
    assert (await house.say("besoin")).status_code == 200


@pytest.mark.parametrize("act", [Act([text("début")], end="freeze"), Act([text("début")], end="kill")])
async def test_answer_cut_in_the_middle(house: House, act: Act) -> None:
    house.rasa.acts = [act]
    began = time.monotonic()
    response = await house.say("besoin")
    assert time.monotonic() - began < 1.0
    assert response.status_code == 200
    told = sentence(Failure("interrupted"), house.settings)
    assert [entry["text"] for entry in response.json()] == ["début", told]
    assert [entry["text"] for entry in (await house.say("suite")).json()] == ["Bonjour"]


async def test_message_after_the_deadline_never_appears(house: House) -> None:
    house.rasa.acts = [
        Act([text("début"), text("TARD")], pause=0.6), Act([text("deux"), text("encore")], pause=0.3),
    ]  # fmt: skip
    first = await house.say("un")
    second = await house.say("deux")
    await asyncio.sleep(0.3)
    third = await house.say("trois")
    assert "TARD" not in first.text + second.text + third.text
    assert [entry["text"] for entry in second.json()] == ["deux", "encore"]
    assert "TARD" not in str(house.transcript())


async def test_whole_turn_has_a_deadline(house: House) -> None:
    house.rasa.acts = [Act([text(str(n)) for n in range(20)], pause=0.2)]
    began = time.monotonic()
    entries = (await house.say("besoin")).json()
    assert 1.1 < time.monotonic() - began < 1.6
    assert 4 <= len(entries) <= 8
    assert (await house.say("suite")).status_code == 200


async def test_failure_can_be_tried_again_with_its_id(house: House) -> None:
    house.rasa.acts = [Act(), Act([text("oui")])]
    assert (await house.say("besoin", message_id="m")).status_code == 503
    assert (await house.say("besoin", message_id="m")).json()[0]["text"] == "oui"
    assert [line["entry"]["text"] for line in house.transcript()] == ["besoin", "oui"]


async def test_choices_survive_a_failure(house: House) -> None:
    house.rasa.acts = [Act([text("?", buttons=[{"title": "Oui", "payload": "/oui"}])]), Act()]
    await house.say("besoin")
    assert (await house.say("1")).status_code == 503
    await house.say("1")
    assert house.rasa.sent == ["besoin", "/oui", "/oui"]


async def test_person_who_leaves_loses_nothing(house: House) -> None:
    house.rasa.acts = [Act([text("un")], delay=0.2)]
    leaving = asyncio.create_task(house.say("besoin", message_id="m"))
    await asyncio.sleep(0.05)
    leaving.cancel()
    assert (await house.say("besoin", message_id="m")).json()[0]["text"] == "un"
    assert len(house.rasa.received) == 1


@pytest.mark.parametrize("mode", ["IMMEDIATE", "EXCLUSIVE"])
async def test_locked_database(house: House, mode: str) -> None:
    await house.say("avant")
    other = sqlite3.connect(house.settings.var_dir / "orientation.db", isolation_level=None)
    other.execute(f"BEGIN {mode}")
    began = time.monotonic()
    response = await house.say("besoin")
    assert time.monotonic() - began < 4.0
    assert (response.status_code, response.json()["error"]) == (503, "storage")
    assert CONTACT in response.json()["text"]
    assert (await house.erase()).json()["error"] == "erasure"
    assert house.rasa.sent == ["avant"]  # no turn is lost to a database that can't keep it
    other.rollback()
    other.close()
    assert (await house.say("besoin")).status_code == 200


async def test_locked_database_for_many(house: House) -> None:
    await house.say("avant")
    other = sqlite3.connect(house.settings.var_dir / "orientation.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    began = time.monotonic()
    responses = await asyncio.gather(*(house.say("besoin", sender=str(number)) for number in range(12)))
    assert time.monotonic() - began < 5.0
    assert {response.json()["error"] for response in responses} == {"storage"}
    other.rollback()
    other.close()
    assert (await house.say("besoin")).status_code == 200


async def test_many_at_once(make_house: MakeHouse) -> None:
    house = make_house(Deadlines())
    responses = await asyncio.gather(*(house.say("besoin", sender=str(number)) for number in range(40)))
    assert {response.status_code for response in responses} == {200}


async def test_database_locked_during_the_turn(house: House) -> None:
    house.rasa.acts = [Act([text("un")], delay=0.2)]
    asking = asyncio.create_task(house.say("besoin"))
    await asyncio.sleep(0.1)
    other = sqlite3.connect(house.settings.var_dir / "orientation.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    assert (await asking).json()["error"] == "storage"
    other.rollback()
    other.close()
    assert (await house.say("suite")).status_code == 200


async def test_unexpected_error_is_a_sentence(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_args: object) -> None:
        raise RuntimeError("SECRET-MARK")

    monkeypatch.setattr(house.gateway.turns.store, "open", fail)
    response = await house.say("besoin")
    assert (response.status_code, response.json()["error"]) == (503, "internal")
    assert response.headers["content-security-policy"]
    assert "RuntimeError" in caplog.text
    assert "SECRET-MARK" not in caplog.text


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"contact_label": "", "contact_email": ""}, ""),
        ({"contact_label": "l’équipe", "contact_email": ""}, "Vous pouvez aussi vous adresser à l’équipe."),
        ({"contact_label": "", "contact_email": "a@b.fr"}, "Vous pouvez aussi écrire à a@b.fr."),
        (
            {"contact_label": "l’équipe", "contact_email": "a@b.fr", "contact_delay": "deux jours"},
            "Vous pouvez aussi écrire à l’équipe : a@b.fr. Délai de réponse : deux jours.",
        ),
        ({"contact_label": "", "contact_email": "", "contact_url": "https://x.fr"}, "Page de contact : https://x.fr."),
    ],
)
async def test_contact_says_what_is_set(no_limits: None, values: dict[str, Any], said: str) -> None:
    assert contact_sentence(make_settings(**values)) == said


async def test_slow_body_and_unknown_routes(make_house: MakeHouse) -> None:
    house = make_house()

    async def drip() -> object:
        yield b'{"sender"'
        await asyncio.sleep(0.8)
        yield b"}"

    request = house.client.build_request("POST", "/webhooks/rest/webhook", content=drip())  # type: ignore[arg-type]
    assert (await house.client.send(request)).status_code == 400
    for method, path, status, code in (
        ("GET", "/nowhere", 404, "not_found"),
        ("GET", "/static/nowhere.js", 404, "not_found"),
        ("GET", "/static/../app.py", 404, "not_found"),
        ("GET", "/static/%2e%2e/app.py", 404, "not_found"),
        ("GET", "/webhooks/rest/webhook", 405, "method"),
        ("POST", "/", 405, "method"),
        ("POST", "/static/site.css", 405, "method"),
        ("PUT", "/api/v1/conversations/a", 405, "method"),
        ("DELETE", "/api/v1/conversations/", 400, "missing_field"),
    ):
        response: httpx.Response = await house.client.request(method, path)
        assert (response.status_code, response.json()["error"]) == (status, code), path
        assert response.json()["text"]
