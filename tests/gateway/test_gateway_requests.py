"""What becomes of a request when its conversation is erased, by whichever way; and who waits, as /health tells it."""

import datetime as dt

import pytest
import pytest_asyncio
import sqlalchemy as sa
from conftest import STEADY, House, MakeHouse
from fake_rasa import Act, text
from test_gateway_relay import ASKED, MARK, TAKEN, dossiers
from widget_client import Widget

from bot.relay.models import DossierRow
from bot.relay.queue import Queue

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture()
async def house(make_house: MakeHouse) -> House:
    """A gateway in which nothing is late."""
    return make_house(STEADY)


@pytest.mark.parametrize("wish", ["keep", "cancel"])
@pytest.mark.parametrize("sent", [False, True])
async def test_an_erasure_says_what_becomes_of_the_request(house: House, wish: str, sent: bool) -> None:
    house.rasa.acts = [ASKED, TAKEN]
    await house.say("quelqu’un")
    await house.say(MARK)
    (row,) = dossiers(house)
    if sent:
        queue, now = Queue(house.gateway.turns.store.sessions), house.gateway.turns.store.clock()
        queue.prepare({"mail": "<{number}@a.fr>"}, now)
        queue.claim("mail", now, now - now)
        queue.done(row.number, "mail", ["mail"], now)
    address = "/api/v1/conversations/anne"
    standing = (await house.client.get(address)).json()
    assert standing == {"request": {"number": row.number, "state": "sent" if sent else "waiting"}}
    answer = (await house.client.delete(f"{address}?request={wish}")).json()
    told = "already_sent" if sent else {"keep": "kept", "cancel": "cancelled"}[wish]
    assert (answer["erased"], answer["request"]) == (True, told) and row.number in answer["text"]
    assert house.transcript() == []
    kept = [one.contact for one in dossiers(house)]
    assert kept == ([None] if sent else [MARK] if wish == "keep" else [])
    assert (await house.client.get(address)).json() == {"request": None}
    again = (await house.client.delete(address)).json()
    assert (again["erased"], again["request"]) == (True, "none")


async def test_a_request_that_is_kept_has_no_tie_to_the_conversation_and_leaves(house: House) -> None:
    house.rasa.acts = [ASKED, TAKEN]
    await house.say("quelqu’un")
    await house.say(MARK)
    await house.client.delete("/api/v1/conversations/anne?request=keep")
    (row,) = dossiers(house)
    assert row.conversation_key is None and row.summary["need"] == "des logements vides"
    queue, now = Queue(house.gateway.turns.store.sessions), house.gateway.turns.store.clock()
    queue.prepare({"mail": "<{number}@a.fr>"}, now)
    taken = queue.claim("mail", now, now - now)
    assert taken and taken.contact == MARK


@pytest.mark.parametrize("query", ["request=garder", "request=keep&request=cancel", "request="])
async def test_another_wish_erases_nothing(house: House, query: str) -> None:
    await house.say("bonjour")
    response = await house.client.delete(f"/api/v1/conversations/anne?{query}")
    assert response.status_code == 400 and house.transcript()


@pytest.mark.parametrize(("wish", "left"), [("keep", [MARK]), ("cancel", []), (None, [])])
async def test_the_dialogue_says_what_becomes_of_it(house: House, wish: str | None, left: list[str]) -> None:
    control = {"type": "control", "action": "erase", **({"request": wish} if wish else {})}
    house.rasa.acts = [ASKED, TAKEN, Act([{"recipient_id": "r", "custom": control}, text("C’est fait.")])]
    await house.say("quelqu’un")
    await house.say(MARK)
    assert [entry["text"] for entry in (await house.say("effacez tout")).json()] == ["C’est fait."]
    assert [row.contact for row in dossiers(house)] == left and house.transcript() == []


async def test_the_widget_erases_in_the_same_way(house: House) -> None:
    widget = Widget(house.client)
    await widget.begin()
    house.rasa.acts = [ASKED, TAKEN]
    await widget.say("quelqu’un", "m1")
    await widget.say(MARK, "m2")
    (row,) = dossiers(house)
    history = (await house.client.get(f"{widget.path}/messages?after=999")).json()
    assert history["messages"] == [] and history["request"] == {"number": row.number, "state": "waiting"}
    answer = (await house.client.delete(f"{widget.path}?request=keep")).json()
    assert (answer["erased"], answer["request"]) == (True, "kept")
    assert [one.contact for one in dossiers(house)] == [MARK]


async def test_health_says_who_waits(house: House) -> None:
    assert (await house.client.get("/health")).json()["relay"] == {"channels": [], "waiting": 0, "oldest_s": None}
    house.rasa.acts = [ASKED, TAKEN]
    await house.say("quelqu’un")
    await house.say(MARK)
    (row,) = dossiers(house)
    report = (await house.client.get("/health")).json()["relay"]
    assert report["waiting"] == 1 and 0 <= report["oldest_s"] < 60
    with house.gateway.turns.store.sessions.begin() as session:
        session.execute(sa.update(DossierRow).values(at=row.at - dt.timedelta(hours=25)))
    response = await house.client.get("/health")
    assert response.status_code == 200 and response.json()["status"] == "degraded"
    assert response.json()["relay"]["oldest_s"] > 25 * 3600 - 60


async def test_health_names_the_channels(make_house: MakeHouse) -> None:
    grist = {"grist_url": "https://g.fr", "grist_doc": "d", "grist_table": "t", "grist_key": "k"}
    house = make_house(STEADY, smtp_host="127.0.0.1", **grist, airtable_base="incomplete")
    assert (await house.client.get("/health")).json()["relay"]["channels"] == ["mail", "grist"]
