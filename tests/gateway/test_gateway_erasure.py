"""Erasure and purge, on SQLite and on PostgreSQL."""

import asyncio
import datetime as dt
from pathlib import Path
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from conftest import House, MakeHouse, add_event, count_events, make_events
from fake_rasa import Act, text

from bot.gateway.erasure import purge, sweep
from bot.gateway.models import AnswerRow, ChoiceRow, ConversationRow, ErasedRow, MessageRow

pytestmark = pytest.mark.asyncio
ERASE = {"recipient_id": "r", "custom": {"type": "control", "action": "erase"}}
BUTTONS = [{"title": "Oui", "payload": "/oui"}]


def counts(house: House) -> list[int]:
    """Rows of messages, choices, answers."""
    with house.gateway.turns.store.sessions() as session:
        return [
            session.scalar(sa.select(sa.func.count()).select_from(model))
            for model in (MessageRow, ChoiceRow, AnswerRow)
        ]


async def erases_all(house: House, tracker: sa.engine.Engine) -> None:
    """What erasure does, whatever the database."""
    house.rasa.default = Act([text("?", buttons=BUTTONS)])
    token = (await house.say("MARQUE", message_id="m")).json()[0]["buttons"][0]["payload"]
    await house.say("autre", sender="paul", message_id="m")
    add_event(tracker, 1, house.rasa_id())
    add_event(tracker, 2, house.rasa_id(sender="paul"))
    response = await house.erase()
    done = {"erased": True, "request": "none", "text": "Votre conversation est effacée."}
    assert (response.status_code, response.json()) == (200, done)
    assert counts(house) == [2, 1, 1]
    assert house.transcript() == []
    assert count_events(tracker, house.rasa_id()) == 0
    assert count_events(tracker, house.rasa_id(sender="paul")) == 1
    assert (await house.say(token)).status_code == 409
    await house.say("MARQUE", message_id="m")
    assert [body["sender"] for body in house.rasa.received][::2] == [house.rasa_id(1), house.rasa_id(2)]


async def test_erases_all_on_sqlite(house: House, tracker: sa.engine.Engine) -> None:
    await erases_all(house, tracker)


async def test_erases_all_on_postgres(make_house: MakeHouse, postgres: str) -> None:
    house = make_house(database_url=postgres)
    engine = sa.create_engine(postgres, future=True)
    assert (await house.erase()).status_code == 200  # before Rasa made its table
    make_events(engine)
    await erases_all(house, engine)
    add_event(engine, 9, "old", timestamp=1.0)
    done = purge(dt.datetime.now(dt.timezone.utc) + dt.timedelta(days=31), 30, house.settings)
    assert (done.messages, done.conversations, done.tracker_events) == (4, 2, 2)
    sweep(house.gateway.turns.store, house.gateway.turns.tracker)
    engine.dispose()


async def test_repeated_message_id_on_postgres(make_house: MakeHouse, postgres: str) -> None:
    house = make_house(database_url=postgres)
    house.rasa.acts = [Act(), Act([text("?", buttons=BUTTONS)])]
    assert (await house.say("a", message_id="m")).status_code == 503
    answers = [(await house.say("a", message_id="m")).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert (await house.say("oui")).status_code == 200
    assert house.rasa.sent == ["a", "a", "/oui"]


async def test_erased_words_are_not_left_in_the_file(house: House) -> None:
    for number in range(20):
        await house.say(f"MARQUE-{number} " + "mot " * 100)
    await house.erase()
    left = [
        path.name for path in Path(house.settings.var_dir).glob("orientation.db*") if b"MARQUE" in path.read_bytes()
    ]
    assert left == []


async def test_unknown_conversation_and_odd_senders(house: House) -> None:
    assert (await house.erase("personne")).status_code == 200
    sender = "!salon/é:tchap.fr"
    await house.say("a", sender=sender)
    assert (await house.client.delete("/api/v1/conversations/%21salon%2F%C3%A9:tchap.fr")).status_code == 200
    assert house.transcript(sender) == []


async def test_any_sender_can_be_erased(house: House) -> None:
    for sender in ("a b/c", "ligne\nsuivante", "é?#%", "../x"):
        await house.say("a", sender=sender)
        assert house.transcript(sender)
        assert (await house.erase(quote(sender, safe=""))).status_code == 200
        assert house.transcript(sender) == []


async def test_turn_under_way_cannot_write_back(house: House, tracker: sa.engine.Engine) -> None:
    house.rasa.acts = [Act([text("un", buttons=BUTTONS)], delay=0.2)]
    asking = asyncio.create_task(house.say("MARQUE", message_id="m"))
    await asyncio.sleep(0.1)
    assert (await house.erase()).status_code == 200
    add_event(tracker, 1, house.rasa_id(1))  # Rasa writes the tracker at the end of its turn
    response = await asking
    assert (response.status_code, response.json()["error"]) == (409, "erased")
    assert counts(house) == [0, 0, 0]
    assert count_events(tracker, house.rasa_id(1)) == 0


async def test_what_rasa_writes_back_later_is_swept_for_an_hour(house: House, tracker: sa.engine.Engine) -> None:
    turns = house.gateway.turns
    await house.say("a")
    await house.erase()
    add_event(tracker, 1, house.rasa_id(1))
    sweep(turns.store, turns.tracker)
    assert count_events(tracker, house.rasa_id(1)) == 0
    real = turns.store.clock
    turns.store.clock = lambda: real() + dt.timedelta(hours=2)
    add_event(tracker, 2, house.rasa_id(1))
    sweep(turns.store, turns.tracker)  # a last time
    assert count_events(tracker, house.rasa_id(1)) == 0
    with turns.store.sessions() as session:
        assert session.scalars(sa.select(ErasedRow)).all() == []


async def test_dialogue_can_erase(house: House, tracker: sa.engine.Engine) -> None:
    await house.say("MARQUE")
    add_event(tracker, 1, house.rasa_id(1))
    house.rasa.acts = [Act([text("C’est effacé.", buttons=BUTTONS), ERASE])]
    entries = (await house.say("effacez tout", message_id="m")).json()
    assert [sorted(entry) for entry in entries] == [["buttons", "recipient_id", "text"]]
    assert counts(house) == [0, 1, 0]
    assert count_events(tracker, house.rasa_id(1)) == 0
    await house.say(entries[0]["buttons"][0]["payload"])
    assert house.rasa.received[-1]["message"] == "/oui"
    assert house.rasa.received[-1]["sender"] == house.rasa_id(2)


async def test_dialogue_erases_without_a_word(house: House) -> None:
    await house.say("MARQUE")
    house.rasa.acts = [Act([ERASE])]
    entries = (await house.say("effacez tout")).json()
    assert entries == [{"recipient_id": "anne", "text": "Votre conversation est effacée."}]
    assert counts(house) == [0, 0, 0]


async def test_purge_deletes_what_is_old(house: House, tracker: sa.engine.Engine) -> None:
    now = dt.datetime.now(dt.timezone.utc)
    store = house.gateway.turns.store
    real = store.clock
    store.clock = lambda: real() - dt.timedelta(days=31)
    house.rasa.default = Act([text("?", buttons=BUTTONS)])
    await house.say("vieux", message_id="m1")
    await house.say("vieux", sender="paul")
    store.clock = real
    await house.say("neuf", message_id="m2")
    add_event(tracker, 1, "x", (now - dt.timedelta(days=31)).timestamp())
    add_event(tracker, 2, "x", (now - dt.timedelta(days=29)).timestamp())
    done = purge(now, 30, house.settings)
    assert (done.messages, done.conversations, done.tracker_events) == (4, 1, 1)
    assert counts(house) == [2, 1, 1]
    assert count_events(tracker, "x") == 1
    with store.sessions() as session:
        assert len(session.scalars(sa.select(ConversationRow)).all()) == 1


async def test_tracker_without_its_table(house: House) -> None:
    sa.create_engine(f"sqlite:///{house.settings.var_dir / 'tracker.db'}").connect().close()
    await house.say("a")
    assert (await house.erase()).status_code == 200


async def test_tracker_that_is_locked_is_said(house: House, tracker: sa.engine.Engine) -> None:
    await house.say("a")
    add_event(tracker, 1, house.rasa_id(1))
    with tracker.connect() as other:
        other.exec_driver_sql("BEGIN IMMEDIATE")
        response = await house.erase()
    assert (response.status_code, response.json()["error"]) == (503, "erasure")
    sweep(house.gateway.turns.store, house.gateway.turns.tracker)
    assert count_events(tracker, house.rasa_id(1)) == 0
