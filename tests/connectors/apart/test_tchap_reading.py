"""What is read of a sync, without a server: made-up syncs through nio's own parser."""

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from nio import MatrixRoom, RoomMessagesResponse, SyncResponse

from bot.connectors.tchap.errors import Refused
from bot.connectors.tchap.events import Heard
from bot.connectors.tchap.lines import Lines
from bot.connectors.tchap.reading import Reader
from bot.connectors.tchap.store import Store

ME, ROOM = "@bot:x", "!salon:x"


def message(number: int, age: float = 0.0) -> dict[str, Any]:
    return {
        "type": "m.room.message", "event_id": f"${number}", "sender": "@anne:x",
        "origin_server_ts": int((time.time() - age) * 1000),
        "content": {"msgtype": "m.text", "body": f"texte {number}"},
    }  # fmt: skip


def member(membership: str, event: str, before: str = "") -> dict[str, Any]:
    unsigned = {"prev_content": {"membership": before}} if before else {}
    return {
        "type": "m.room.member", "event_id": event, "sender": "@anne:x", "state_key": ME, "origin_server_ts": 1,
        "content": {"membership": membership}, "unsigned": unsigned,
    }  # fmt: skip


def sync(token: str, *events: dict[str, Any], limited: bool = False, room: str = ROOM) -> SyncResponse:
    timeline = {"events": list(events), "limited": limited, "prev_batch": "avant"}
    joined = {room: {
        "timeline": timeline, "state": {"events": []}, "ephemeral": {"events": []}, "account_data": {"events": []},
    }}  # fmt: skip
    rooms = {"join": joined, "invite": {}, "leave": {}}
    parsed = SyncResponse.from_dict({
        "next_batch": token, "rooms": rooms, "to_device": {"events": []}, "presence": {"events": []},
        "account_data": {"events": []}, "device_lists": {"changed": [], "left": []}, "device_one_time_keys_count": {},
    })  # fmt: skip
    assert isinstance(parsed, SyncResponse), parsed
    return parsed


@dataclass
class Client:
    """What the reader asks of the account."""

    user_id: str = ME
    rooms: dict[str, MatrixRoom] = field(default_factory=dict)
    between: list[dict[str, Any]] = field(default_factory=list)
    asked: list[Any] = field(default_factory=list)

    async def room_messages(self, room: str, start: str, end: str, direction: Any, limit: int) -> Any:
        self.asked.append((start, end))
        chunk, self.between = self.between[-limit:], self.between[:-limit]
        body = {"chunk": chunk[::-1], "start": start, "end": f"{start}<"}
        return RoomMessagesResponse.from_dict(body, room)


class Rooms:
    name = "Orientation"

    def served(self, room: str) -> bool:
        return room != "!technique:x"

    def alone(self, room: str) -> bool:
        return False


@dataclass
class Bridge:
    store: Store
    heard: list[str] = field(default_factory=list)
    greeted: list[str] = field(default_factory=list)
    refuse: bool = False

    async def handle(self, heard: Heard) -> None:
        if self.refuse:
            raise Refused("mort")
        self.heard.append(heard.event_id)
        self.store.mark(heard.event_id)

    async def greet(self, room: str) -> None:
        self.greeted.append(room)
        self.store.enter(room)


class Scene:
    def __init__(self, path: Path, token: str = "s0", known: bool = True) -> None:
        self.path = path
        self.store = Store(path)
        if token:
            self.store.keep_token(token)
        if known:
            self.store.enter(ROOM)
        self.client, self.bridge, self.failed = Client(), Bridge(self.store), []  # type: ignore[var-annotated]
        self.restart()

    def restart(self) -> None:
        self.lines = Lines(self.failed.append)
        parts: Any = (self.client, self.store, Rooms(), self.bridge, self.lines)
        self.reader = Reader(*parts, 3600.0)

    async def read(self, response: SyncResponse, since: str = "s0") -> None:
        await self.reader._take(response, since)
        await self.lines.empty()


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return Scene(tmp_path / "connector.db")


async def test_in_order_and_then_the_token(scene: Scene) -> None:
    await scene.read(sync("s1", message(1), message(2)))
    assert (scene.bridge.heard, scene.store.token) == (["$1", "$2"], "s1")
    await scene.read(sync("s2", message(2), message(3)))
    assert (scene.bridge.heard, scene.store.token) == (["$1", "$2", "$3"], "s2")


async def test_what_is_not_answered_keeps_the_token_back(scene: Scene) -> None:
    scene.bridge.refuse = True
    await scene.read(sync("s1", message(1)))
    scene.bridge.refuse = False
    await scene.read(sync("s2", message(2)), "s1")
    assert (scene.bridge.heard, scene.store.token) == (["$2"], "s0")
    scene.restart()
    await scene.read(sync("s2", message(1), message(2)))
    assert (scene.bridge.heard, scene.store.token) == (["$2", "$1"], "s2")


async def test_old_messages_and_the_technical_room(scene: Scene) -> None:
    await scene.read(sync("s1", message(1, age=4000), message(2, age=10)))
    await scene.read(sync("s2", message(3), room="!technique:x"))
    assert (scene.bridge.heard, scene.store.token) == (["$2"], "s2")


async def test_the_first_start_reads_nothing_back(tmp_path: Path) -> None:
    scene = Scene(tmp_path / "connector.db", token="", known=False)
    await scene.read(sync("s1", message(1)), "")
    assert (scene.bridge.heard, scene.bridge.greeted, scene.store.token) == ([], [], "s1")
    await scene.read(sync("s2", message(2)), "s1")
    assert scene.bridge.heard == ["$2"]


async def test_a_room_just_entered(tmp_path: Path) -> None:
    scene = Scene(tmp_path / "connector.db", known=False)
    entry = [message(1), member("invite", "$i"), message(2), member("join", "$j", "invite"), message(3)]
    await scene.read(sync("s1", *entry, limited=True))
    assert (scene.bridge.greeted, scene.bridge.heard) == ([ROOM], ["$2", "$3"])
    assert scene.client.asked == []
    # Killed once greeted: the same sync comes again, and what came before the invitation still isn't for us.
    scene.store.keep_token("s0")
    scene.restart()
    await scene.read(sync("s1", *entry, limited=True))
    assert (scene.bridge.greeted, scene.bridge.heard) == ([ROOM], ["$2", "$3"])
    assert scene.client.asked == []


async def test_a_gap_is_read_back(scene: Scene) -> None:
    scene.client.between = [message(number) for number in range(1, 251)]
    await scene.read(sync("s1", message(251), limited=True))
    assert scene.bridge.heard == [f"${number}" for number in range(1, 252)]
    assert scene.client.asked[0] == ("avant", "s0")
    assert scene.store.token == "s1"


async def test_no_gap_no_question(scene: Scene) -> None:
    await scene.read(sync("s1", message(1)))
    assert scene.client.asked == []
