"""The tracker store writes each event once, and reads back what Rasa's own would."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SessionStarted, SlotSet, UserUttered

from bot.engine.store import Trackers
from bot.folders import ROOT


@pytest.fixture
def store(tmp_path: Path) -> Trackers:
    return Trackers(f"sqlite:///{tmp_path / 'tracker.db'}", Domain.load(str(ROOT / "domain.yml")))


def say(store: Trackers, sender: str, text: str, *more: Any) -> None:
    """One turn: read or made, a message and what follows, written."""

    async def turn() -> None:
        tracker = await store.get_or_create_tracker(sender)
        for event in (UserUttered(text), *more, ActionExecuted("action_listen")):
            tracker.update(event, store.domain)
        await store.save(tracker)

    asyncio.run(turn())


def kinds(store: Trackers, sender: str) -> list[str]:
    """Types of all the events that are written, in order."""
    with store.session_scope() as session:
        rows = session.query(store.SQLEvent).filter_by(sender_id=sender).order_by(store.SQLEvent.id)
        return [row.type_name for row in rows]


def test_a_new_conversation_is_written_with_its_first_turn(store: Trackers) -> None:
    tracker = asyncio.run(store.get_or_create_tracker("anne"))
    assert [event.type_name for event in tracker.events] == ["action"]
    assert kinds(store, "anne") == []
    say(store, "anne", "bonjour", BotUttered("Bonjour"))
    assert kinds(store, "anne") == ["action", "user", "bot", "action"]


def test_each_turn_adds_its_own_events_only(store: Trackers) -> None:
    say(store, "anne", "une friche", SlotSet("memoire", {"needs": "une friche"}))
    say(store, "paul", "bonjour")
    say(store, "anne", "merci")
    assert kinds(store, "anne") == ["action", "user", "slot", "action", "user", "action"]
    again = asyncio.run(store.retrieve("anne"))
    assert again.get_slot("memoire") == {"needs": "une friche"}
    assert [event.text for event in again.events if isinstance(event, UserUttered)] == ["une friche", "merci"]


def test_a_second_session_goes_on_from_its_start(store: Trackers) -> None:
    say(store, "anne", "une friche", SlotSet("memoire", {"needs": "une friche"}))
    say(store, "anne", "de retour", SessionStarted(), ActionExecuted("action_listen"))
    say(store, "anne", "merci")
    assert kinds(store, "anne") == [
        "action", "user", "slot", "action", "user", "session_started", "action", "action", "user", "action",
    ]  # fmt: skip
    assert asyncio.run(store.retrieve("anne")).get_slot("memoire") is None


def test_written_twice_in_a_turn_nothing_is_doubled(store: Trackers) -> None:
    async def turn() -> None:
        tracker = await store.get_or_create_tracker("anne")
        await store.save(tracker)
        tracker.update(UserUttered("bonjour"), store.domain)
        await store.save(tracker)
        await store.save(tracker)

    asyncio.run(turn())
    assert kinds(store, "anne") == ["action", "user"]


def test_a_tracker_made_by_other_means_is_written_as_rasa_does(store: Trackers) -> None:
    say(store, "anne", "bonjour")
    tracker = store.init_tracker("anne")
    for event in (
        ActionExecuted("action_listen"),
        UserUttered("bonjour"),
        ActionExecuted("action_listen"),
        UserUttered("merci"),
    ):
        tracker.update(event, store.domain)
    asyncio.run(store.save(tracker))
    assert kinds(store, "anne") == ["action", "user", "action", "user"]
