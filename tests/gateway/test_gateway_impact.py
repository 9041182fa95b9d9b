"""Events of real turns, beside them: no text, no way back to an erased conversation, and no turn harmed."""

import asyncio
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from fake_rasa import Act
from widget_client import Widget

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


async def test_our_own_probes_leave_no_trace(house: Any) -> None:
    house.rasa.default = Act(ANSWER)
    assert (await house.say("marque-secrete", input_channel="sonde")).status_code == 200
    assert [rows(house, table) for table in ("impact_event", "impact_link", "impact_place")] == [[], [], []]


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
    await house.say("un", input_channel="tchap")
    await house.say("deux", input_channel="tchap")
    assert [row.need for row in rows(house)] == [1, 1, 1, 2, 2, 2]
    assert len(rows(house, "impact_place")) == 1
    await house.erase()
    assert rows(house, "impact_link") == []


async def begun(house: Any) -> tuple[Widget, dict[str, Any]]:
    """A widget's conversation after a list, and the list."""
    house.rasa.default = Act(ANSWER)
    widget = Widget(house.client)
    await widget.begin()
    await widget.say("un")
    rows(house)
    return widget, LIST


async def post(widget: Widget, **body: Any) -> int:
    return (await widget.client.post(f"{widget.path}/events", json=body)).status_code


async def test_the_widget_posts_what_was_done_with_a_list(house: Any) -> None:
    widget, _ = await begun(house)
    for kind in ("card_opened", "link_followed", "contact_shown"):
        assert await post(widget, type=kind, list_id="l1", solution="b") == 204
    assert await post(widget, type="card_opened", list_id="l1", solution="b") == 204  # opened twice counts once
    found = [(row.type, row.list_id, row.solution, row.channel, row.need) for row in rows(house)[3:]]
    assert found == [
        (kind, "l1", "b", "widget", 1) for kind in ("card_opened", "link_followed", "contact_shown")
    ]  # fmt: skip


@pytest.mark.parametrize("other", [{"list_id": "l9"}, {"solution": "z"}])
async def test_what_was_never_shown_is_left_out(house: Any, other: dict[str, str]) -> None:
    widget, _ = await begun(house)
    assert await post(widget, **{"type": "card_opened", "list_id": "l1", "solution": "a", **other}) == 204
    assert len(rows(house)) == 3


async def test_nobody_posts_on_the_list_of_another(house: Any) -> None:
    await begun(house)
    other = Widget(house.client)
    await other.begin()
    assert await post(other, type="card_opened", list_id="l1", solution="a") == 204
    assert len(rows(house)) == 3


@pytest.mark.parametrize(
    "body",
    [{}, {"type": "feedback", "list_id": "l1", "solution": "a"}, {"type": "card_opened", "list_id": "l1"},
     {"type": "card_opened", "list_id": "l" * 41, "solution": "a"}, {"type": [], "list_id": "l1", "solution": "a"}],
)  # fmt: skip
async def test_what_is_not_understood_is_refused(house: Any, body: dict[str, Any]) -> None:
    widget, _ = await begun(house)
    assert await post(widget, **body) == 400


async def test_the_widget_turns_are_recorded(house: Any) -> None:
    await begun(house)
    assert {(row.type, row.channel) for row in rows(house)} == {("need_sent", "widget"), ("list_shown", "widget")}


async def test_the_page_under_the_policy_of_the_gateway(house: Any) -> None:
    response = await house.client.get("/stats?mois=2026-13")
    assert response.status_code == 200 and "pas encore assez" in response.text
    assert "style-src 'self'" in response.headers["content-security-policy"]
    assert (await house.client.get("/stats.css")).headers["content-type"].startswith("text/css")
    table = await house.client.get("/stats.csv")
    assert table.text.startswith("\ufeffmois;") and table.headers["content-type"].startswith("text/csv")
    assert (await house.client.head("/stats")).status_code == 200


async def test_the_page_when_the_database_is_away(house: Any) -> None:
    house.gateway.turns.store.sessions.configure(bind=sa.create_engine("sqlite://", future=True))
    response = await house.client.get("/stats")
    assert response.status_code == 503 and response.json()["error"] == "storage"
