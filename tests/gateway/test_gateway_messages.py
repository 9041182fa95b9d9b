"""The REST form: what comes in, what goes out, who may speak, how much."""

import asyncio
import datetime as dt
import json

import pytest
from conftest import House, MakeHouse
from fake_rasa import Act, text

pytestmark = pytest.mark.asyncio


async def test_answer_has_the_form_of_rasas_channel(house: House) -> None:
    response = await house.say("Bonjour", metadata={"page": "accueil"}, input_channel="tchap")
    assert response.status_code == 200
    assert response.json() == [{"recipient_id": "anne", "text": "Bonjour"}]
    body = house.rasa.received[0]
    assert body == {
        "sender": house.rasa_id(), "message": "Bonjour", "input_channel": "tchap", "metadata": {"page": "accueil"},
    }  # fmt: skip
    assert len(body["sender"]) == 32


async def test_pair_of_text_and_payload_passes_unchanged(house: House) -> None:
    pair = [text("1. A"), {"recipient_id": "r", "custom": {"type": "other", "text": "1. A", "n": None}}]
    house.rasa.default = Act(pair)
    entries = (await house.say("x y z")).json()
    assert [{**entry, "recipient_id": None} for entry in entries] == [{**m, "recipient_id": None} for m in pair]
    assert [line["entry"] for line in house.transcript()[1:]] == [{"text": "1. A"}, {"custom": pair[1]["custom"]}]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "bad_json"),
        (b"[]", 400, "bad_json"),
        (b"\xff\xfe", 400, "bad_json"),
        (b"[" * 5000, 400, "bad_json"),
        (b'{"sender": "a", "message": "b", "metadata": {"x": NaN}}', 400, "bad_json"),
        (b'{"message": "b"}', 400, "missing_field"),
        (b'{"sender": " ", "message": "b"}', 400, "missing_field"),
        (b'{"sender": "\\ud800", "message": "b"}', 400, "missing_field"),
        (b'{"sender": 3, "message": "b"}', 400, "missing_field"),
        (b'{"sender": "a"}', 400, "missing_field"),
        (b'{"sender": "a", "message": null}', 400, "missing_field"),
        (b'{"sender": "a", "message": "b", "message_id": 4}', 400, "missing_field"),
        (b'{"sender": "a", "message": "b", "metadata": []}', 400, "missing_field"),
        (b'{"sender": "a", "message": "b", "metadata": {"a":{"a":{"a":{"a":{"a":{"a":{"a":{}}}}}}}}}', 400, None),
        (b'{"sender": "a", "message": "b", "input_channel": "a b"}', 400, "missing_field"),
        (json.dumps({"sender": "a", "message": "x" * 4001}).encode(), 413, "too_long"),
        (json.dumps({"sender": "a", "message": "x" * 70_000}).encode(), 413, "too_long"),
        (b'{"sender": "a", "message": ""}', 422, "empty"),
        (b'{"sender": "a", "message": " \\u0000\\u0007\\u200b\\ud800 "}', 422, "empty"),
        (b'{"sender": "a", "message": " / // "}', 422, "empty"),
    ],
)
async def test_refusals(house: House, body: bytes, status: int, code: str | None) -> None:
    response = await house.client.post("/webhooks/rest/webhook", content=body)
    assert response.status_code == status
    assert response.json()["error"] == (code or "missing_field")
    assert response.json()["text"].endswith(".")
    assert house.rasa.received == []


async def test_longest_message_passes(house: House) -> None:
    assert (await house.say("é" * 4000)).status_code == 200


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        ("/restart", "restart"),
        ("  / /\t/besoin{}", "besoin{}"),
        ("\u200b/restart", "restart"),
        ("\u200d/restart", "restart"),
        ("\u00a0/\u00a0restart", "restart"),
        ("a/b", "a/b"),
        ("cafe\u0301\x00\r\nau lait", "café\nau lait"),
        ("👩\u200d🌾 merci", "👩\u200d🌾 merci"),
        ("EXTERNAL: x", "EXTERNAL: x"),
    ],
)
async def test_text_reaches_rasa_as_text(house: House, said: str, sent: str) -> None:
    await house.say(said)
    assert house.rasa.sent == [sent]


async def test_personal_details_reach_neither_rasa_nor_the_transcript(house: House) -> None:
    await house.say("Écrire à a@b.fr", metadata={"from": "c@d.fr", "deep": [{"x": "06 12 34 56 78"}]})
    body = house.rasa.received[0]
    assert body["message"] == "Écrire à [adresse électronique]"
    assert body["metadata"] == {"from": "[adresse électronique]", "deep": [{"x": "[numéro de téléphone]"}]}
    assert house.transcript()[0]["entry"] == {"text": "Écrire à [adresse électronique]"}


async def test_bots_own_details_stay(house: House) -> None:
    house.rasa.default = Act([text("Écrivez à a@b.fr")])
    assert (await house.say("contact")).json()[0]["text"] == "Écrivez à a@b.fr"


@pytest.mark.parametrize("name", ["Forwarded", "X-Forwarded-For", "x-forwarded-host", "X-Forwarded-Proto"])
async def test_forwarded_request_needs_a_secret(house: House, name: str) -> None:
    house.headers = {name: "x"}
    response = await house.say("a")
    assert (response.status_code, response.json()["error"]) == (401, "unauthorized")


async def test_page_of_another_site_is_refused(house: House) -> None:
    house.headers = {"Origin": "http://evil.example"}
    assert (await house.say("a")).status_code == 401
    house.headers = {"Origin": "http://127.0.0.1:5005"}
    assert (await house.say("a")).status_code == 200


async def test_without_secret_only_on_loopback(make_house: MakeHouse) -> None:
    house = make_house(host="0.0.0.0")
    assert (await house.say("a")).status_code == 401
    assert (await house.erase()).status_code == 401


async def test_callers_have_conversations_of_their_own(make_house: MakeHouse) -> None:
    house = make_house(host="0.0.0.0", gateway_callers="tchap=s3cret=1, mattermost=other")
    for header in ("", "Bearer", "Bearer wrong", "Basic s3cret=1", "Bearer s3cret", "Bearer é"):
        house.headers = {"Authorization": header.encode("latin-1")}  # type: ignore[dict-item]
        response = await house.say("a")
        assert response.status_code == 401
        assert response.headers["www-authenticate"] == "Bearer"
    for header in ("Bearer s3cret=1", "bearer other"):
        house.headers = {"Authorization": header, "X-Forwarded-For": "1.2.3.4"}
        assert (await house.say("a")).status_code == 200
    assert len({body["sender"] for body in house.rasa.received}) == 2


async def test_rate_of_a_conversation(make_house: MakeHouse) -> None:
    house = make_house(rate_per_minute=2)
    assert [(await house.say("a")).status_code for _ in range(3)] == [200, 200, 429]
    response = await house.say("a")
    assert response.json()["error"] == "too_many"
    assert 1 <= int(response.headers["retry-after"]) <= 31
    assert (await house.say("a", sender="paul")).status_code == 200


async def test_rate_of_an_address(make_house: MakeHouse) -> None:
    house = make_house(address_rate_per_minute=2)
    assert [(await house.say("a", sender=str(n))).status_code for n in range(3)] == [200, 200, 429]


async def test_one_message_at_a_time(house: House) -> None:
    house.rasa.acts = [Act([text("1")], delay=0.2), Act([text("2")])]
    first = asyncio.create_task(house.say("a"))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(house.say("b"))
    await asyncio.sleep(0.05)
    assert house.rasa.sent == ["a"]
    assert (await house.say("c", sender="paul")).json()[0]["text"] == "2"
    assert (await first).json()[0]["text"] == "1"
    assert (await second).status_code == 200
    assert [line["entry"]["text"] for line in house.transcript()] == ["a", "1", "b", "Bonjour"]


async def test_queue_is_bounded(house: House) -> None:
    house.rasa.default = Act([text("ok")], delay=0.1)
    statuses = [response.status_code for response in await asyncio.gather(*(house.say("a") for _ in range(5)))]
    assert sorted(statuses) == [200, 200, 200, 429, 429]


async def test_same_message_id_is_one_turn(house: House) -> None:
    house.rasa.acts = [Act([text("un")]), Act([text("deux")])]
    first = await house.say("a", message_id="m1")
    assert (await house.say("a", message_id="m1")).json() == first.json()
    assert (await house.say("a", message_id="m2")).json()[0]["text"] == "deux"
    assert len(house.rasa.received) == 2
    assert len(house.transcript()) == 4


async def test_same_message_id_at_once_is_one_turn(house: House) -> None:
    house.rasa.default = Act([text("un")], delay=0.1)
    responses = await asyncio.gather(*(house.say("a", message_id="m1") for _ in range(6)))
    assert {response.status_code for response in responses} == {200}
    assert len(house.rasa.received) == 1


async def test_stored_answers_last_a_day(house: House) -> None:
    store = house.gateway.turns.store
    await house.say("a", message_id="m1")
    real = store.clock
    store.clock = lambda: real() + dt.timedelta(hours=23, minutes=59)
    await house.say("a", message_id="m1")
    assert len(house.rasa.received) == 1
    store.clock = lambda: real() + dt.timedelta(hours=24, minutes=1)
    await house.say("a", message_id="m1")
    assert len(house.rasa.received) == 2


async def test_ids_of_others_are_others(house: House) -> None:
    await house.say("a", message_id="m1")
    await house.say("a", sender="paul", message_id="m1")
    assert len(house.rasa.received) == 2
