"""What the Mattermost server sends, as our own events, and who is answered. Pure: no network, no clock, no store.

The server counts a bot among those that ``@all`` and ``@channel`` mention, and the REST form of a post carries no
list of mentions at all. So a mention is read from the text, the same way for both sources.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

DIRECT = "D"
"""Type of a channel between two people; group messages (``G``), public (``O``) and private (``P``) are rooms."""
ANSWER_PROP = "orientation_answer"
"""Key of our posts' properties that says which message they answer, and which part of the answer they are."""

_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]+`", re.DOTALL)
_MACHINE_PROPS = ("from_bot", "from_webhook", "from_plugin", "from_oauth_app")


class Unreadable(Exception):
    """A frame or a post whose form isn't the server's."""


class Ignored(Exception):
    """A post that isn't answered; the reason is a word for the logs and the tests."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Me:
    """The bot's own account."""

    user_id: str
    username: str


@dataclass(frozen=True)
class Post:
    """A post as the WebSocket and the REST routes give it."""

    id: str
    channel_id: str
    root_id: str
    user_id: str
    text: str
    type: str
    created_at: int
    """Milliseconds of the server's clock."""
    deleted: bool = False
    files: bool = False
    machine: bool = False
    """Whether a bot, a webhook, a plugin or an application wrote it."""
    answers: str = ""
    """What our own post answers (:data:`ANSWER_PROP`); empty for everybody else's."""


@dataclass(frozen=True)
class Hello:
    """The server took us in."""

    server_version: str


@dataclass(frozen=True)
class Posted:
    """Somebody wrote."""

    post: Post
    channel_type: str


@dataclass(frozen=True)
class Reply:
    """The server's answer to one of our own requests on the WebSocket."""

    number: int
    accepted: bool


@dataclass(frozen=True)
class Other:
    """An event of no interest here."""

    name: str = field(default="")


Event = Hello | Posted | Reply | Other


@dataclass(frozen=True)
class Message:
    """What a person asks of the bot, and where the answer goes."""

    id: str
    channel_id: str
    root_id: str
    """Thread that the answer stands in; empty at the top level of a direct channel."""
    user_id: str
    text: str
    """Without the mention; empty when there is nothing else."""
    created_at: int
    direct: bool
    files: bool = False

    @property
    def conversation(self) -> tuple[str, str, str]:
        """What makes a conversation: channel, thread and person."""
        return self.channel_id, self.root_id, self.user_id


def parse(frame: str) -> Event:
    """A frame of the WebSocket.

    Raises:
        Unreadable: it isn't JSON, or an event that matters here lacks a part.
    """
    data = _json_object(frame)
    if "seq_reply" in data:
        return Reply(_integer(data, "seq_reply"), data.get("status") == "OK")
    name = data.get("event")
    details = data.get("data")
    if name == "hello":
        version = details.get("server_version") if isinstance(details, dict) else None
        return Hello(version if isinstance(version, str) else "")
    if name == "posted":
        if not isinstance(details, dict):
            raise Unreadable("posted")
        return Posted(read_post(_json_object(_string(details, "post"))), _string(details, "channel_type"))
    return Other(name if isinstance(name, str) else "")


def read_post(data: Mapping[str, Any]) -> Post:
    """A post in the server's form.

    Raises:
        Unreadable: an id, the author or the time is missing.
    """
    props = data.get("props")
    props = props if isinstance(props, dict) else {}
    answers = props.get(ANSWER_PROP)
    return Post(
        id=_string(data, "id"),
        channel_id=_string(data, "channel_id"),
        root_id=_text(data, "root_id"),
        user_id=_string(data, "user_id"),
        text=_text(data, "message"),
        type=_text(data, "type"),
        created_at=_integer(data, "create_at"),
        deleted=bool(data.get("delete_at")),
        files=bool(data.get("file_ids")),
        machine=any(props.get(name) in ("true", True) for name in _MACHINE_PROPS),
        answers=answers if isinstance(answers, str) else "",
    )


def mentions(text: str, username: str) -> bool:
    """Whether a text mentions an account by its whole name, outside code."""
    return _mention(username).search(_CODE.sub(" ", text)) is not None


def without_mention(text: str, username: str) -> str:
    """The text without the account's name, nor the comma or colon that follows it at the start."""
    return _mention(username).sub("", text).strip().lstrip(",:;").strip()


def message_of(post: Post, channel_type: str, me: Me) -> Message:
    """The message to answer in a post.

    Raises:
        Ignored: with the reason why nobody is answered.
    """
    for guard in (_not_mine, _by_a_person, _ordinary, _there):
        guard(post, me)
    direct = channel_type == DIRECT
    if not direct and not mentions(post.text, me.username):
        raise Ignored("unmentioned")
    return Message(
        id=post.id,
        channel_id=post.channel_id,
        # In a room the answer opens a thread under the question; in a direct channel it follows it.
        root_id=post.root_id or ("" if direct else post.id),
        user_id=post.user_id,
        text=without_mention(post.text, me.username),
        created_at=post.created_at,
        direct=direct,
        files=post.files,
    )


def _not_mine(post: Post, me: Me) -> None:
    if post.user_id == me.user_id:
        raise Ignored("own")


def _by_a_person(post: Post, _me: Me) -> None:
    if post.machine:
        raise Ignored("machine")


def _ordinary(post: Post, _me: Me) -> None:
    # "system_join_channel", "custom_…" of plugins, "reminder"…: people's messages have no type.
    if post.type:
        raise Ignored("system")


def _there(post: Post, _me: Me) -> None:
    if post.deleted:
        raise Ignored("deleted")


def _mention(username: str) -> re.Pattern[str]:
    # A name may hold letters, digits, "-", "_" and "."; a point that ends a sentence is no part of it.
    return re.compile(rf"(?<![\w@.-])@{re.escape(username)}(?![\w-]|\.+[\w-])", re.IGNORECASE)


def _json_object(text: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise Unreadable("json") from None
    if not isinstance(data, dict):
        raise Unreadable("json")
    return data


def _string(data: Mapping[str, Any], key: str) -> str:
    value = data.get(key)
    if not isinstance(value, str) or not value:
        raise Unreadable(key)
    return value


def _text(data: Mapping[str, Any], key: str) -> str:
    value = data.get(key)
    return value if isinstance(value, str) else ""


def _integer(data: Mapping[str, Any], key: str) -> int:
    value = data.get(key)
    if not isinstance(value, int) or isinstance(value, bool):
        raise Unreadable(key)
    return value
