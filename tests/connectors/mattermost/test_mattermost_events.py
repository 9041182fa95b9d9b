"""Every payload gives the event that its file says; one file a case."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from bot.connectors.mattermost.events import (
    Hello,
    Ignored,
    Me,
    Other,
    Posted,
    Reply,
    Unreadable,
    mentions,
    message_of,
    parse,
    without_mention,
)

PAYLOADS = Path(__file__).parent / "payloads"
ME = Me("b4orientation7qx1bot9zk3mw", "orientation")


def outcome(frame: dict[str, Any]) -> dict[str, Any]:
    """What becomes of a frame, in the form of the payload files."""
    try:
        event = parse(json.dumps(frame))
        if isinstance(event, Posted):
            return {"message": asdict(message_of(event.post, event.channel_type, ME))}
    except Unreadable:
        return {"unreadable": True}
    except Ignored as ignored:
        return {"ignored": ignored.reason}
    if isinstance(event, Hello):
        return {"hello": event.server_version}
    if isinstance(event, Reply):
        return {"reply": [event.number, event.accepted]}
    assert isinstance(event, Other)
    return {"other": event.name}


@pytest.mark.parametrize("path", sorted(PAYLOADS.glob("*.json")), ids=lambda path: path.stem)
def test_payload(path: Path) -> None:
    case = json.loads(path.read_text(encoding="utf-8"))
    assert outcome(case["frame"]) == case["expect"]


@pytest.mark.parametrize("frame", ["", "[]", "null", "{", '{"event": "posted"}', '{"event": "posted", "data": 3}'])
def test_what_is_no_frame_is_unreadable_or_nothing(frame: str) -> None:
    with pytest.raises(Unreadable):
        parse(frame)


def test_conversation_is_channel_thread_and_person() -> None:
    frames = [json.loads((PAYLOADS / f"{name}.json").read_text())["frame"] for name in ("direct", "direct-thread")]
    keys = []
    for frame in frames:
        event = parse(json.dumps(frame))
        assert isinstance(event, Posted)
        keys.append(message_of(event.post, event.channel_type, ME).conversation)
    assert len(set(keys)) == 2
    assert {(channel, user) for channel, _root, user in keys} == {
        ("d1mdirect9f3kxq7z5tpw8hsjy", "u1annefy7dkx8p3tqz6ehw9rms")
    }


@pytest.mark.parametrize("text", ["@a.b", "@A.B: oui", "(@a.b)", "oui,@a.b!", "*@a.b*", "@a.b… oui"])
def test_name_with_a_point_is_mentioned(text: str) -> None:
    assert mentions(text, "a.b")


@pytest.mark.parametrize("text", ["@a.bc", "@axb", "@a.b.c", "@@a.b", "x.@a.b", "a.b"])
def test_look_alikes_of_a_name_with_a_point(text: str) -> None:
    assert not mentions(text, "a.b")


def test_only_the_mention_is_cut() -> None:
    assert without_mention("@bot , les haies de @bot2", "bot") == "les haies de @bot2"
