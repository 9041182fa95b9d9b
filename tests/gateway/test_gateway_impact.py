"""Events of real turns, beside them: no text, no way back to an erased conversation, and no turn harmed."""

import asyncio
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from fake_rasa import Act

from bot.gateway.erasure import purge
from bot.gateway.storage import utcnow

LIST = {
    "type": "solutions", "decision": "answer", "text": "1. A", "list_id": "l1", "need": "marque-secrete",
    "territory": {"kind": "commune", "code": "18279", "name": "Vierzon"},
    "solutions": [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}], "experiences": [],
    "feedback": [
        {"title": "Oui", "payload": '/avis_utile{"liste_id": "l1"}'},
        {"title": "Non", "payload": '/avis_inutile{"liste_id": "l1"}'},
    ],
}  # fmt: skip
NOTE = {
    "type": "control", "action": "note", "new_need": True, "audience": "commune", "size": "10000-49999",
    "place": {"kind": "commune", "code": "18279"}, "opened": None,
}  # fmt: skip
ANSWER = [{"text": "1. A"}, {"custom": LIST}, {"custom": NOTE}]
"""A list as Rasa sends it."""


def rows(house: Any, table: str = "impact_event") -> list[Any]:
    """All of a table, once what waits is written."""
    house.gateway.turns.impact.flush()
    with house.gateway.turns.store.sessions() as session:
        order = " ORDER BY id" if table == "impact_event" else ""
        return session.execute(sa.text(f"SELECT * FROM {table}{order}")).all()


async def test_a_turn_gives_events_and_shows_no_note(house: Any) -> None:
    house.rasa.default = Act(ANSWER)
    answer = await house.say("marque-secrete", input_channel="tchap")
    assert [set(entry) for entry in answer.json()] == [{"recipient_id", "text"}, {"recipient_id", "custom"}]
    events = rows(house)
    assert [(row.type, row.solution, row.rank, row.need) for row in events] == [
        ("need_sent", None, None, 1), ("list_shown", "a", 1, 1), ("list_shown", "b", 2, 1),
    ]  # fmt: skip
    assert {(row.channel, row.audience, row.size) for row in events} == {("tchap", "commune", "10000-49999")}
    assert "secrete" not in str(events) and len({row.visit for row in events}) == 1
    assert [(row.kind, row.code) for row in rows(house, "impact_place")] == [("commune", "18279")]


async def test_feedback_goes_with_its_list_whatever_came_since(house: Any) -> None:
    house.rasa.default = Act(ANSWER)
    first = (await house.say("un")).json()[1]["custom"]
    house.rasa.default = Act([{"text": "1. A"}, {"custom": {**LIST, "list_id": "l2"}}, {"custom": NOTE}])
    await house.say("deux")
    house.rasa.default = Act([{"text": "merci"}])
    await house.say(first["feedback"][0]["payload"])
    (feedback,) = [row for row in rows(house) if row.type == "feedback"]
    assert (feedback.list_id, feedback.answer, feedback.need) == ("l1", "oui", 1)


async def test_events_are_written_without_being_asked(house: Any) -> None:
    house.rasa.default = Act(ANSWER)
    await house.say("un")
    await asyncio.sleep(0.5)
    with house.gateway.turns.store.sessions() as session:
        assert session.execute(sa.text("SELECT COUNT(*) FROM impact_event")).scalar_one() == 3


async def test_an_erasure_cuts_the_link_and_leaves_the_events(house: Any) -> None:
    house.rasa.default = Act(ANSWER)
    await house.say("un")
    (link,) = rows(house, "impact_link")
    await house.erase()
    assert rows(house, "impact_link") == []
    await house.say("deux")
    assert len(rows(house)) == 6
    (fresh,) = rows(house, "impact_link")
    assert fresh.visit != link.visit


async def test_what_waits_when_the_conversation_is_erased_is_dropped(house: Any) -> None:
    house.rasa.default = Act(ANSWER)
    await house.say("un")
    await house.erase()
    assert rows(house) == [] and rows(house, "impact_link") == []


async def test_the_purge_cuts_old_links(house: Any) -> None:
    house.rasa.default = Act(ANSWER)
    await house.say("un")
    assert len(rows(house, "impact_link")) == 1
    purge(utcnow() + dt.timedelta(days=31), 30, house.settings)
    assert rows(house, "impact_link") == [] and len(rows(house)) == 3


async def test_a_talk_that_goes_on_gets_a_new_visit_after_its_transcript_days(house: Any) -> None:
    house.rasa.default = Act(ANSWER)
    await house.say("un")
    (link,) = rows(house, "impact_link")
    store = house.gateway.turns.store
    with store.sessions.begin() as session:
        session.execute(sa.text("UPDATE impact_link SET since = '2020-01-01 00:00:00.000000'"))
    store.purge(utcnow() - dt.timedelta(days=30))
    await house.say("deux")
    assert [row.visit == link.visit for row in rows(house, "impact_link")] == [False]


@pytest.mark.parametrize("broken", ["impact_event", "impact_link", "impact_place"])
async def test_statistics_break_no_turn(house: Any, broken: str) -> None:
    with house.gateway.turns.store.sessions.begin() as session:
        if broken == "impact_event":
            for name in ("needs", "visits", "lists", "solutions", "months"):
                session.execute(sa.text(f"DROP VIEW impact_{name}"))
        session.execute(sa.text(f"DROP TABLE {broken}"))
    house.rasa.default = Act(ANSWER)
    for message in ("un", "deux"):
        assert (await house.say(message)).status_code == 200
        house.gateway.turns.impact.flush()


async def test_a_recorder_that_fails_breaks_no_turn(house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_turn: Any) -> None:
        raise RuntimeError("marque-secrete")

    monkeypatch.setattr("bot.impact.recorder.record_of", fail)
    house.rasa.default = Act(ANSWER)
    assert (await house.say("un")).status_code == 200


async def test_what_is_left_is_written_at_the_end(make_house: Callable[..., Any]) -> None:
    house = make_house()
    house.rasa.default = Act(ANSWER)
    await house.say("un")
    await house.gateway.close()
    with sa.create_engine(house.settings.database, future=True).connect() as connection:
        assert connection.execute(sa.text("SELECT COUNT(*) FROM impact_event")).scalar_one() == 3


async def test_on_postgresql(make_house: Callable[..., Any], postgres: str) -> None:
    house = make_house(database_url=postgres)
    house.rasa.default = Act(ANSWER)
    await house.say("un")
    await house.say("deux")
    assert [row.need for row in rows(house)] == [1, 1, 1, 2, 2, 2]
    assert len(rows(house, "impact_place")) == 1
    await house.erase()
    assert rows(house, "impact_link") == []
