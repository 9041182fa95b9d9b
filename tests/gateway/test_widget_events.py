"""The second tab: the same conversation, as it is written."""

import asyncio

import pytest
import pytest_asyncio
import sqlalchemy as sa
from conftest import STEADY, House, MakeHouse, until
from fake_rasa import Act, text
from test_widget_messages import CONTROL
from widget_client import Widget, names, read_stream

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture()
async def house(make_house: MakeHouse) -> House:
    """A gateway that nothing hurries: a test ends its streams by :func:`stop`."""
    return make_house(STEADY)


async def watched(house: House) -> None:
    """Wait until a stream is open."""
    await until(lambda: house.gateway.bell._watchers)


def stop(house: House) -> None:
    """Have the streams end once they have told what is written."""
    house.gateway.bell.close()


@pytest_asyncio.fixture()
async def widget(house: House) -> Widget:
    widget = Widget(house.client)
    await widget.begin()
    return widget


async def test_lines_come_as_they_are_written(house: House, widget: Widget) -> None:
    house.rasa.acts = [Act([text("1"), text("2")], pause=0.15)]
    watching = asyncio.create_task(widget.watch())
    await watched(house)
    told = await widget.say("a")
    stop(house)
    response = await watching
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.text.startswith("retry: 2000\n\n")
    events = read_stream(response.text)
    assert names(events) == ["message"] * 3
    assert [event.data for event in events] == await widget.lines()
    assert [event.data for event in events[1:]] == [event.data for event in told if event.name == "message"]


async def test_head_opens_no_stream(house: House, widget: Widget) -> None:
    response = await asyncio.wait_for(house.client.head(f"{widget.path}/events"), 5)
    assert (response.status_code, response.text) == (200, "")


async def test_from_a_line_on(house: House, widget: Widget) -> None:
    await widget.say("a")
    stop(house)
    assert [event.id for event in read_stream((await widget.watch(1)).text)] == [2]
    assert read_stream((await widget.watch(1, **{"Last-Event-ID": "2"})).text) == []
    assert len(read_stream((await widget.watch(1, **{"Last-Event-ID": "x"})).text)) == 1


async def test_quiet_stream_gives_signs_of_life_and_ends(make_house: MakeHouse) -> None:
    widget = Widget(make_house().client)
    await widget.begin()
    response = await widget.watch()
    assert response.text.count("\n:\n") >= 2
    assert read_stream(response.text) == []


async def test_erased_in_another_tab(house: House, widget: Widget) -> None:
    await widget.say("a")
    watching = asyncio.create_task(widget.watch())
    await watched(house)
    await widget.erase()
    assert names(read_stream((await watching).text)) == ["message", "message", "erased"]


async def test_erased_by_the_bot_in_another_tab(house: House, widget: Widget) -> None:
    house.rasa.acts = [Act([text("1")]), Act([text("Fait."), CONTROL]), Act([text("3")])]
    await widget.say("a")
    watching = asyncio.create_task(widget.watch())
    await watched(house)
    await widget.say("effacez", "m2")
    await asyncio.sleep(0.3)  # the other tab has seen the erasure before more is said
    await widget.say("b", "m3")
    stop(house)
    events = read_stream((await watching).text)
    after = events[names(events).index("erased") + 1 :]
    assert [event.data["text"] for event in after] == ["b", "3"]


async def test_database_down_while_watching(house: House, widget: Widget) -> None:
    watching = asyncio.create_task(widget.watch())
    await watched(house)
    house.gateway.turns.store.sessions.configure(bind=sa.create_engine("sqlite://", future=True))
    house.gateway.bell.ring(next(iter(house.gateway.bell._watchers)))
    events = read_stream((await watching).text)
    assert names(events) == ["error"]
    assert events[0].data["error"] == "storage"


async def test_watchers_leave_when_the_gateway_stops(house: House, widget: Widget) -> None:
    watching = asyncio.create_task(widget.watch())
    await watched(house)
    stop(house)
    await asyncio.wait_for(watching, 5)


async def test_very_long_history_is_cut_at_its_beginning(
    house: House, widget: Widget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.gateway.widget.lines.MOST", 3)
    await widget.say("a", "m1")
    await widget.say("b", "m2")
    assert [line["text"] for line in await widget.lines()] == ["Bonjour", "b", "Bonjour"]
