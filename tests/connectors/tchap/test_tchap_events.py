"""What a Matrix event says and what is written back: pure functions, one event a case."""

from typing import Any

import pytest

from bot.connectors.common.render import plain_message
from bot.connectors.tchap.events import (
    Me,
    NotConcerned,
    command,
    content_of,
    hear,
    meaning,
    since_our_entry,
    without_name,
)

ME = Me("@orientation-exemple.fr:agent.tchap.gouv.fr", "Orientation")
ROOM = "!salon:x"


def event(content: dict[str, Any], kind: str = "m.room.message", **more: Any) -> dict[str, Any]:
    return {"sender": "@anne:x", "event_id": "$1", "type": kind, "content": content, "origin_server_ts": 5, **more}


def text(body: Any, **more: Any) -> dict[str, Any]:
    return event({"msgtype": "m.text", "body": body, **more})


def test_a_text() -> None:
    heard = hear(text("  des arbres "), ROOM, ME)
    assert (heard.kind, heard.text, heard.thread, heard.mentioned, heard.at) == ("text", "des arbres", "", False, 5)


@pytest.mark.parametrize(
    "source",
    [
        {}, {"sender": 1}, event({}, sender=ME.user_id), event({"msgtype": "m.notice", "body": "robot"}),
        event({"body": "x"}), text(""), text(None), text(3), event({"msgtype": "m.text", "body": "x"}, state_key=""),
        event({"name": "x"}, "m.room.name", state_key=""), event({"x": 1}, "m.call.invite"),
        text("* corrigé", **{"m.relates_to": {"rel_type": "m.replace", "event_id": "$0"}}),
        event({"m.relates_to": {"rel_type": "m.annotation", "key": "👍"}}, "m.reaction"),
        event({"m.relates_to": "x"}, "m.reaction"), {"sender": "@a:x", "event_id": "$1", "content": []},
    ],
)  # fmt: skip
def test_what_does_not_concern_us(source: dict[str, Any]) -> None:
    with pytest.raises(NotConcerned):
        hear(source, ROOM, ME)


def test_a_thread_and_its_false_reply() -> None:
    relation = {"rel_type": "m.thread", "event_id": "$r", "is_falling_back": True, "m.in_reply_to": {"event_id": "$x"}}
    heard = hear(text("suite", **{"m.relates_to": relation}), ROOM, ME)
    assert (heard.thread, heard.target) == ("$r", "")
    heard = hear(text("suite", **{"m.relates_to": {**relation, "is_falling_back": False}}), ROOM, ME)
    assert (heard.thread, heard.target) == ("$r", "$x")


def test_a_reply_without_what_it_quotes() -> None:
    quoted = "> <@x:y> avant\n> encore\n\nma réponse"
    heard = hear(text(quoted, **{"m.relates_to": {"m.in_reply_to": {"event_id": "$x"}}}), ROOM, ME)
    assert (heard.text, heard.target) == ("ma réponse", "$x")
    assert hear(text("> une citation voulue"), ROOM, ME).text == "> une citation voulue"


def test_the_formatted_body_alone() -> None:
    source = text("", format="org.matrix.custom.html", formatted_body="<p>des <b>arbres</b></p><script>x</script>")
    assert hear(source, ROOM, ME).text == "des arbres"


def test_media_and_reactions() -> None:
    assert hear(event({"msgtype": "m.image", "body": "plan.png"}), ROOM, ME).kind == "media"
    relation = {"m.relates_to": {"rel_type": "m.annotation", "event_id": "$b", "key": "1️⃣"}}
    heard = hear(event(relation, "m.reaction"), ROOM, ME)
    assert (heard.kind, heard.target, heard.text) == ("reaction", "$b", "1️⃣")
    heard = hear(event({"m.relates_to": {"rel_type": "m.thread", "event_id": "$r"}}, "m.room.encrypted"), ROOM, ME)
    assert (heard.kind, heard.thread) == ("unreadable", "$r")


PILL = '<a href="https://matrix.to/#/@orientation-exemple.fr:agent.tchap.gouv.fr">Orientation</a>'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"body": "Orientation: des arbres", "m.mentions": {"user_ids": [ME.user_id]}}, "des arbres"),
        (
            {"body": "des arbres Orientation", "m.mentions": {"user_ids": ["@x:y", ME.user_id]}},
            "des arbres Orientation",
        ),
        ({"body": "Orientation des arbres", "formatted_body": f"{PILL} des arbres"}, "des arbres"),
        ({"body": "@orientation-exemple.fr:agent.tchap.gouv.fr des arbres"}, "des arbres"),
        ({"body": "ORIENTATION, des arbres"}, "des arbres"),
        ({"body": "@Orientation : des arbres", "m.mentions": {}}, "des arbres"),
        ({"body": "orientation-exemple.fr: des arbres"}, "des arbres"),
        ({"body": "Orientation", "m.mentions": {"user_ids": [ME.user_id]}}, ""),
    ],
)
def test_mentions(content: dict[str, Any], words: str) -> None:
    heard = hear(event({"msgtype": "m.text", **content}), ROOM, ME)
    assert (heard.mentioned, heard.text) == (True, words)


@pytest.mark.parametrize(
    "content",
    [
        {"body": "Orientation, tu connais ?", "m.mentions": {"user_ids": ["@bob:x"]}},
        {"body": "la réunion Orientation: demain"}, {"body": "Orientations: deux"}, {"body": "Réorientation: x"},
        {"body": "voyez @orientation-exemple.fr:agent.tchap.gouv.fr.faux.com"},
        {"body": "voyez x@orientation-exemple.fr:agent.tchap.gouv.fr"},
        {"body": "x", "formatted_body": '<a href="https://matrix.to/#/@orientation-exemple.fr:faux.fr">Orientation</a>'},
        {"body": "x", "formatted_body": '<a href="https://faux.fr/#/@orientation-exemple.fr:agent.tchap.gouv.fr">x</a>'},
        {"body": "à tous", "m.mentions": {"room": True}},
    ],
)  # fmt: skip
def test_what_is_no_mention(content: dict[str, Any]) -> None:
    assert not hear(event({"msgtype": "m.text", **content}), ROOM, ME).mentioned


def test_the_name_is_taken_off_once() -> None:
    assert without_name("Orientation : orientation des élèves", ME) == "orientation des élèves"
    assert without_name("Orientations scolaires", ME) == "Orientations scolaires"


@pytest.mark.parametrize(
    ("words", "name"),
    [("!aide", "aide"), (" !EFFACER ", "effacer"), ("!recommencer.", "recommencer"), ("!aidez", None),
     ("aide", None), ("!effacer tout", None),
     ("!effacer garder", "effacer garder"), ("!Recommencer ANNULER.", "recommencer annuler"),
     ("!aide garder", None), ("!", None)],
)  # fmt: skip
def test_commands(words: str, name: str | None) -> None:
    assert command(words) == name


@pytest.mark.parametrize(
    ("key", "sense"),
    [("1️⃣", "1"), ("2⃣", "2"), ("3", "3"), ("④", "4"), ("🔟", "10"), ("👍", "yes"), ("👍🏽", "yes"), ("✅", "yes"),
     ("👎🏿", "no"), ("❌", "no"), ("❤️", "yes"), ("0", None), ("10", None), ("🎉", None), ("", None), ("oui", None)],
)  # fmt: skip
def test_reactions(key: str, sense: str | None) -> None:
    assert meaning(key) == sense


def test_what_is_written_has_two_bodies_and_its_thread() -> None:
    content = content_of(plain_message("a <b> @room"), "$racine", "$question", "Réagissez.")
    assert content == {
        "msgtype": "m.notice", "body": "a <b> @\u200broom\n\nRéagissez.", "m.mentions": {},
        "format": "org.matrix.custom.html", "formatted_body": "<p>a &lt;b&gt; @room</p><p>Réagissez.</p>",
        "m.relates_to": {"rel_type": "m.thread", "event_id": "$racine", "is_falling_back": True,
                         "m.in_reply_to": {"event_id": "$question"}},
    }  # fmt: skip
    assert "m.relates_to" not in content_of(plain_message("a"))


def test_an_endless_message_is_cut() -> None:
    content = content_of(plain_message("ligne\n" * 20_000))
    assert len(content["body"]) <= 12_010
    assert content["body"].endswith("…")
    assert "formatted_body" not in content


def member(membership: str, before: str = "", who: str = ME.user_id) -> dict[str, Any]:
    unsigned = {"prev_content": {"membership": before}} if before else {}
    return {"type": "m.room.member", "state_key": who, "content": {"membership": membership}, "unsigned": unsigned}


OTHER = {"type": "m.room.message", "content": {}}


@pytest.mark.parametrize(
    ("events", "start"),
    [
        ([OTHER, member("invite"), OTHER, member("join", "invite")], 2),
        ([OTHER, OTHER, member("join")], 3),
        ([OTHER, member("join", "invite"), OTHER], 2),
        ([OTHER, member("invite", who="@x:y"), OTHER], 0),
        ([member("invite"), member("join", "invite"), OTHER, member("join", "join")], 1),
        ([member("invite"), member("leave"), OTHER, member("invite", "leave"), OTHER], 4),
        ([], 0),
    ],
)  # fmt: skip
def test_what_was_said_before_the_invitation_is_not_for_us(events: list[dict[str, Any]], start: int) -> None:
    assert since_our_entry(events, ME.user_id) == start
