"""A message of the widget: events, entries, what is kept, what goes wrong."""

import asyncio
import re
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio
import sqlalchemy as sa
from conftest import SHORT, STEADY, House, MakeHouse, add_event, count_events, until
from fake_rasa import Act, text
from widget_client import Event, Widget, names

from bot.gateway.widget import ids

pytestmark = pytest.mark.asyncio

QUESTION: dict[str, Any] = {
    "type": "question", "decision": "ask", "text": "Laquelle ?\n1. A\n2. B", "expects": None,
    "intro": "Laquelle ?", "outro": None,
    "choices": [{"title": "A", "payload": "/choisir{\"x\": \"a\"}"}, {"title": "B", "payload": "/b"}],
}  # fmt: skip
PAIR = [text(QUESTION["text"]), {"recipient_id": "r", "custom": QUESTION}]
CONTROL = {"recipient_id": "r", "custom": {"type": "control", "action": "erase"}}


@pytest_asyncio.fixture()
async def house(make_house: MakeHouse) -> House:
    """A gateway that nothing hurries."""
    return make_house(STEADY)


@pytest_asyncio.fixture()
async def widget(house: House) -> Widget:
    """A widget that has begun its conversation."""
    widget = Widget(house.client)
    assert (await widget.begin()).status_code == 201
    return widget


def rasa_id(house: House, widget: Widget, generation: int = 1) -> str:
    identity = house.gateway.identity
    return identity.rasa_id(ids.key_of(identity, widget.conversation), generation)


async def test_conversation_is_issued_with_what_people_are_told(house: House, widget: Widget) -> None:
    first = (await widget.begin()).json()
    assert re.fullmatch(r"[\w-]{22}\.[\w-]{22}", first["conversation"])
    assert first["notice"]["days"] == 30
    assert "contact@incubateur.anct.gouv.fr" in first["notice"]["contact"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", first["expires_at"])
    assert (await widget.begin()).json()["conversation"] != first["conversation"]


async def test_answer_comes_as_events(house: House, widget: Widget) -> None:
    house.rasa.acts = [Act([text("Voyons."), *PAIR])]
    events = await widget.say("J’écris de a@b.fr")
    assert names(events) == ["accepted", "typing", "message", "message", "message", "end"]
    accepted, shown = events[0], [event.data for event in events[2:5]]
    assert accepted.data["text"] == "J’écris de [adresse électronique]"
    assert accepted.data["message_id"] == "m1"
    assert [event.id for event in events] == [1, None, 2, 3, 4, None]
    assert [line["id"] for line in shown] == [2, 3, 4]
    assert {line["author"] for line in shown} == {"bot"}
    assert [line.get("plain_of_next") for line in shown] == [None, True, None]
    assert shown[1]["text"] == shown[2]["custom"]["text"]
    assert all(re.fullmatch(r"c:[\w-]{22}", choice["payload"]) for choice in shown[2]["custom"]["choices"])
    assert events[-1].data == {"last": 4}
    person = {"id": 1, "message_id": "m1", "author": "person", "at": accepted.data["at"], "text": accepted.data["text"]}
    assert await widget.lines() == [person, *shown]
    assert await widget.lines(after=3) == shown[2:]
    body = house.rasa.received[0]
    assert body["sender"] == rasa_id(house, widget)
    assert body["input_channel"] == "widget"
    assert body["message"] == "J’écris de [adresse électronique]"


async def test_headers_that_keep_proxies_from_holding_the_stream(widget: Widget) -> None:
    response = await widget.post("a")
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-accel-buffering"] == "no"


async def test_choice_by_token_digit_and_title(house: House, widget: Widget) -> None:
    house.rasa.acts = [Act(PAIR), Act(PAIR), Act(PAIR)]
    token = (await widget.say("a"))[-2].data["custom"]["choices"][0]["payload"]
    assert (await widget.say(token, "m2"))[0].data["text"] == "A"
    assert (await widget.say("2", "m3"))[0].data["text"] == "B"
    assert (await widget.say(token, "m4"))[0].data["text"] == "A"
    assert house.rasa.sent == ["a", '/choisir{"x": "a"}', "/b", '/choisir{"x": "a"}']


async def test_digit_of_buttons_without_payload(house: House, widget: Widget) -> None:
    house.rasa.acts = [Act([text("Oui ?", buttons=[{"title": "Oui", "payload": "/oui"}])])]
    await widget.say("a")
    await widget.say("1", "m2")
    assert house.rasa.sent == ["a", "/oui"]


async def test_same_message_again_is_no_second_turn(house: House, widget: Widget) -> None:
    first = await widget.say("a")
    again = await widget.say("a")
    assert names(again) == ["accepted", "message", "end"]
    assert [event for event in first if event.name != "typing"] == again
    assert len(house.rasa.received) == 1


async def test_same_message_at_once_is_one_turn(house: House, widget: Widget) -> None:
    house.rasa.default = Act([text("un"), text("deux")], delay=0.1, pause=0.1)
    first, second = await asyncio.gather(widget.say("a"), widget.say("a"))
    assert first == second
    assert len(house.rasa.received) == 1


async def test_turn_goes_on_when_the_page_leaves(house: House, widget: Widget) -> None:
    house.rasa.default = Act([text("tard")], delay=0.5)
    leaving = asyncio.create_task(widget.post("a"))
    await until(lambda: house.rasa.sent)
    leaving.cancel()
    assert (await widget.history()).json()["pending"] is True
    await until(lambda: not house.gateway.turnstile._lines)
    answer = (await widget.history()).json()
    assert answer["pending"] is False
    assert [line["text"] for line in answer["messages"]] == ["a", "tard"]


async def test_signs_of_life_while_rasa_thinks(house: House, widget: Widget) -> None:
    house.rasa.default = Act([text("tard")], delay=0.35)
    response = await widget.post("a")
    assert ":\n\n" in response.text


@pytest.mark.parametrize(
    ("act", "code", "begins"),
    [
        (Act(), "empty", "L’assistant n’a pas trouvé de réponse à donner."),
        (Act(end="freeze"), "slow", "L’assistant met trop de temps à répondre."),
        (Act(end="kill"), "interrupted", "L’assistant s’est interrompu"),
        (Act(status=500), "interrupted", "L’assistant s’est interrompu"),
    ],
)
async def test_failed_turn_is_told_with_the_contact_and_may_be_tried_again(
    house: House, widget: Widget, act: Act, code: str, begins: str
) -> None:
    house.gateway.dialogue._deadlines = SHORT if act.end == "freeze" else STEADY
    house.rasa.acts = [act, Act([text("oui")])]
    events = await widget.say("a")
    assert names(events) == ["accepted", "typing", "error", "end"]
    assert events[2].data["error"] == code
    assert events[2].data["text"].startswith(begins)
    assert events[2].data["text"].endswith("contact@incubateur.anct.gouv.fr.")
    assert [line["text"] for line in await widget.lines()] == ["a", events[2].data["text"]]
    house.gateway.dialogue._deadlines = STEADY
    retry = await widget.say("a")
    assert names(retry) == ["accepted", "typing", "message", "end"]
    lines = await widget.lines()
    assert [line["text"] for line in lines] == ["a", "oui"]
    assert lines[0]["id"] > events[2].data["id"]  # who has read to there still gets the new ones


async def test_rasa_away(make_house: MakeHouse) -> None:
    house = make_house(rasa_port=1)
    widget = Widget(house.client)
    await widget.begin()
    assert (await widget.say("a"))[2].data["error"] == "unreachable"


@pytest.mark.parametrize("end", ["freeze", "kill"])
async def test_turn_cut_short_shows_what_came_and_says_so(house: House, widget: Widget, end: str) -> None:
    house.gateway.dialogue._deadlines = replace(STEADY, silence=0.5)
    house.rasa.acts = [Act(PAIR, end=end)]
    events = await widget.say("a")
    assert names(events) == ["accepted", "typing", "message", "message", "error", "end"]
    error = events[4]
    assert error.data["error"] == "interrupted"
    assert events[-1].data["last"] == error.data["id"] == error.id
    assert (await widget.lines())[-1]["text"] == error.data["text"]
    await widget.say("1", "m2")  # what it offered can be picked
    assert house.rasa.sent[-1].startswith("/choisir")


async def test_failure_keeps_the_choices_of_the_turn_before(house: House, widget: Widget) -> None:
    house.rasa.acts = [Act(PAIR), Act()]
    await widget.say("a")
    await widget.say("b", "m2")
    await widget.say("2", "m3")
    assert house.rasa.sent[-1] == "/b"


async def test_one_message_at_a_time(house: House, widget: Widget) -> None:
    house.rasa.acts = [Act([text("1")], delay=0.4), Act([text("2")])]
    first = asyncio.create_task(widget.say("a"))
    await until(lambda: house.rasa.sent)
    second = asyncio.create_task(widget.say("b", "m2"))
    await asyncio.sleep(0.1)
    assert house.rasa.sent == ["a"]
    await first
    await second
    assert [line["text"] for line in await widget.lines()] == ["a", "1", "b", "2"]


async def test_stream_opens_while_an_earlier_message_is_answered(house: House, widget: Widget) -> None:
    house.rasa.acts = [Act([text("1")], delay=1.0), Act([text("2")])]
    first = asyncio.create_task(widget.say("a"))
    await until(lambda: house.rasa.sent)
    late = await widget.say("c:" + "x" * 22, "m2")
    assert names(late) == ["error", "end"]
    assert late[0].data["error"] == "unknown_choice"
    await first


async def test_erased_during_the_turn(house: House, widget: Widget, tracker: sa.engine.Engine) -> None:
    house.rasa.default = Act([text("1"), text("2"), text("3")], pause=0.25)
    add_event(tracker, 1, rasa_id(house, widget))
    turn = asyncio.create_task(widget.say("a"))
    while len(await widget.lines()) < 2:
        await asyncio.sleep(0.01)
    assert (await widget.erase()).json()["text"] == "Votre conversation est effacée."
    events = await turn
    assert names(events) == ["accepted", "typing", "message", "error", "end"]
    assert events[3].data["error"] == "erased"
    assert (await widget.history()).status_code == 410
    assert (await widget.post("b")).status_code == 410
    assert count_events(tracker, rasa_id(house, widget)) == 0
    with house.gateway.turns.store.sessions() as session:
        for table in ("conversation", "message", "choice", "answer"):
            assert session.execute(sa.text(f"SELECT COUNT(*) FROM gateway_{table}")).scalar_one() == 0


async def test_erasure_asked_of_the_bot(house: House, widget: Widget) -> None:
    house.rasa.acts = [Act([text("1")]), Act([text("C’est fait."), CONTROL]), Act([text("3")])]
    await widget.say("a")
    events = await widget.say("effacez mes données", "m2")
    assert names(events) == ["accepted", "typing", "message", "erased", "end"]
    assert events[3].data == {"message_id": "m2"}
    assert events[4].data == {"last": 0}
    answer = (await widget.history()).json()
    assert (answer["messages"], answer["generation"]) == ([], 2)
    assert names(await widget.say("b", "m3")) == ["accepted", "typing", "message", "end"]
    assert house.rasa.received[-1]["sender"] == rasa_id(house, widget, 2)


async def test_erasure_without_a_word_is_said(house: House, widget: Widget) -> None:
    house.rasa.acts = [Act([CONTROL])]
    events = await widget.say("effacez")
    assert names(events) == ["accepted", "typing", "message", "erased", "end"]
    assert events[2].data["text"] == "Votre conversation est effacée."
    assert events[2] == Event("message", None, events[2].data)


async def test_database_down_during_the_turn(house: House, widget: Widget) -> None:
    house.rasa.default = Act([text("1")], delay=0.3)
    turn = asyncio.create_task(widget.say("a"))
    await until(lambda: house.rasa.sent)
    house.gateway.turns.store.sessions.configure(bind=sa.create_engine("sqlite://", future=True))
    events = await turn
    assert names(events) == ["accepted", "typing", "error", "end"]
    assert events[2].data["error"] == "storage"


KNOWN = {"territory": None, "population": 900, "role": "commune", "role_label": "commune", "need": "la cantine"}
SIGHT = {"recipient_id": "r", "custom": {"type": "control", "action": "known", "known": KNOWN}}


async def test_what_is_known_comes_with_the_first_message_and_is_read_again(house: House, widget: Widget) -> None:
    house.rasa.acts = [Act([SIGHT, *PAIR, text("Voilà.")])]
    events = await widget.say("la cantine")
    shown = [event.data for event in events if event.name == "message"]
    assert [line.get("known") for line in shown] == [KNOWN, None, None]
    assert shown[0]["plain_of_next"] is True  # a text with its payload still is
    assert [line.get("known") for line in await widget.lines()] == [None, KNOWN, None, None]
    again = await widget.say("la cantine")  # the same message: its answer as it was kept
    assert [event.data.get("known") for event in again if event.name == "message"] == [KNOWN, None, None]


async def test_what_is_known_alone_is_no_answer(house: House, widget: Widget) -> None:
    house.rasa.acts = [Act([SIGHT])]
    assert names(await widget.say("a"))[-2:] == ["error", "end"]


async def test_rest_callers_are_not_told(house: House) -> None:
    house.rasa.acts = [Act([SIGHT, text("Voilà.")])]
    assert "known" not in (await house.say("la cantine")).text


@pytest.mark.parametrize("code", ["18279", "2A", "region:53", "200090561"])
async def test_the_territory_of_the_site_is_passed_on(house: House, widget: Widget, code: str) -> None:
    body = {"message": "a", "message_id": "m1", "territory": code}
    assert (await widget.client.post(f"{widget.path}/messages", json=body)).status_code == 200
    assert house.rasa.received[0]["metadata"] == {"territory": code}


@pytest.mark.parametrize("code", ["", "Vierzon", "18279; DROP", "pays:33", 18279, "1" * 10, ["18279"]])
async def test_what_has_not_the_form_of_a_territory_is_refused(house: House, widget: Widget, code: Any) -> None:
    body = {"message": "a", "message_id": "m1", "territory": code}
    assert (await widget.client.post(f"{widget.path}/messages", json=body)).status_code == 400
    assert house.rasa.received == []


async def test_the_services_of_a_shared_list(house: House) -> None:
    house.rasa.cards = [{"id": "zero-logement-vacant"}, {"id": "données-et-territoires"}]
    response = await house.client.get(
        "/api/v1/widget/solutions", params={"ids": "données-et-territoires,zero-logement-vacant,zero-logement-vacant,x"}
    )
    assert response.json() == {"solutions": [{"id": "données-et-territoires"}, {"id": "zero-logement-vacant"}]}
    assert house.rasa.received == []


@pytest.mark.parametrize("ids", [None, "", "a,,b", "a b", "<a>", "x" * 81, ",".join("abcdefghijk")])
async def test_what_is_no_list_is_refused(house: House, ids: str | None) -> None:
    response = await house.client.get("/api/v1/widget/solutions", params={"ids": ids} if ids is not None else {})
    assert (response.status_code, response.json()["error"]) == (400, "missing_field")
