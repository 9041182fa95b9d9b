"""Matrix events in, Matrix contents out: pure functions on dictionaries.

A guard that finds that an event isn't for us raises :class:`NotConcerned`; nothing else is raised.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal
from urllib.parse import quote, unquote

from bot.connectors.common.erasing import command_of
from bot.connectors.common.html import as_text
from bot.connectors.common.render import Message

Kind = Literal["text", "reaction", "media", "unreadable"]
Content = dict[str, Any]

_LONGEST = 12_000
"""Characters of a message; an event holds 65 kB, both forms and the encryption included."""
_MEDIA = frozenset({"m.image", "m.file", "m.audio", "m.video", "m.location"})
_KEYCAP = re.compile(r"([1-9])\ufe0f?\u20e3")
_SIGNS = {"①": "1", "②": "2", "③": "3", "④": "4", "⑤": "5", "⑥": "6", "⑦": "7", "⑧": "8", "⑨": "9", "🔟": "10"}
_SKIN = re.compile("[\ufe0f\U0001f3fb-\U0001f3ff]")
_YES, _NO = frozenset("👍✅✔❤"), frozenset("👎❌✖")
_PILL = re.compile(r"""<a\s[^>]*href=["']https://matrix\.to/#/([^"'?]+)[^>]*>""", re.IGNORECASE)
_QUOTED = re.compile(r"\A(?:>[^\n]*\n)+\n?")
_HELP = re.compile(r"!aide\s*[.!]?", re.IGNORECASE)


class NotConcerned(Exception):
    """The event asks nothing of us; the message says why, for tests and never with a text."""


@dataclass(frozen=True)
class Me:
    """How people name the assistant."""

    user_id: str
    display_name: str = ""


@dataclass(frozen=True)
class Heard:
    """What somebody said in a room."""

    room: str
    event_id: str
    sender: str
    kind: Kind
    text: str = ""
    """Without what it quotes nor the assistant's name; of a reaction, its key."""
    thread: str = ""
    """Root of its thread, or nothing in the room's own line."""
    target: str = ""
    """What it reacts or replies to."""
    mentioned: bool = False
    at: int = 0
    """Milliseconds, by the sender's server."""


def hear(source: Mapping[str, Any], room: str, me: Me) -> Heard:
    """What a decrypted event says.

    Raises:
        NotConcerned: own, a notice, an edit, no message, or without a form we know.
    """
    sender, event_id, content = source.get("sender"), source.get("event_id"), source.get("content")
    if not (isinstance(sender, str) and isinstance(event_id, str) and isinstance(content, dict)):
        raise NotConcerned("malformed")
    if sender == me.user_id:
        raise NotConcerned("own")
    if "state_key" in source:
        raise NotConcerned("state")
    at = source.get("origin_server_ts")
    heard = Heard(room, event_id, sender, "text", at=at if isinstance(at, int) else 0)
    relation = content.get("m.relates_to")
    relation = relation if isinstance(relation, dict) else {}
    kind = source.get("type")
    if kind == "m.reaction":
        return _reaction(heard, relation)
    if kind == "m.room.encrypted":
        return replace(_placed(heard, relation), kind="unreadable")
    if kind != "m.room.message":
        raise NotConcerned("no message")
    return _message(heard, content, relation, me)


def _message(heard: Heard, content: Content, relation: Content, me: Me) -> Heard:
    if relation.get("rel_type") == "m.replace":
        raise NotConcerned("edit")
    kind, body = content.get("msgtype"), content.get("body")
    if kind in _MEDIA:
        return replace(_placed(heard, relation), kind="media", mentioned=_mentioned(content, me))
    if kind not in ("m.text", "m.emote"):  # notices are what bots write
        raise NotConcerned("no text")
    heard = _placed(heard, relation)
    if not isinstance(body, str) or not body.strip():
        body = as_text(content["formatted_body"]) if isinstance(content.get("formatted_body"), str) else ""
    if heard.target:
        body = _QUOTED.sub("", body)
    mentioned = _mentioned(content, me)
    text = without_name(body, me) if mentioned else body.strip()
    if not text and not mentioned:
        raise NotConcerned("empty")
    return replace(heard, text=text, mentioned=mentioned)


def _reaction(heard: Heard, relation: Content) -> Heard:
    key, target = relation.get("key"), relation.get("event_id")
    if relation.get("rel_type") != "m.annotation" or not isinstance(key, str) or not isinstance(target, str):
        raise NotConcerned("malformed")
    return replace(heard, kind="reaction", text=key, target=target)


def _placed(heard: Heard, relation: Content) -> Heard:
    """Thread and what is replied to; the reply that a thread writes for old clients is none."""
    root, reply = relation.get("event_id"), relation.get("m.in_reply_to")
    thread = root if relation.get("rel_type") == "m.thread" and isinstance(root, str) else ""
    target = reply.get("event_id") if isinstance(reply, dict) else None
    if not isinstance(target, str) or (thread and relation.get("is_falling_back") is True):
        target = ""
    return replace(heard, thread=thread, target=target)


def _names(me: Me) -> list[str]:
    """Ways to write the assistant's name, longest first."""
    local = me.user_id[1:].partition(":")[0]
    return sorted(filter(None, {me.user_id, me.display_name, local}), key=len, reverse=True)


def _mentioned(content: Content, me: Me) -> bool:
    """Whether the assistant is named: by the list that clients make, else by a pill, else at the start.

    A client that makes the list says by it who is meant: the words aren't searched then.
    """
    mentions = content.get("m.mentions")
    if isinstance(mentions, dict) and isinstance(mentions.get("user_ids"), list):
        if me.user_id in mentions["user_ids"]:
            return True
        if mentions["user_ids"]:
            return False
    formatted, body = content.get("formatted_body"), content.get("body")
    if isinstance(formatted, str) and me.user_id in (unquote(link) for link in _PILL.findall(formatted)):
        return True
    if not isinstance(body, str):
        return False
    if re.search(rf"(?<![\w@.:/-]){re.escape(me.user_id)}(?![\w.:-])", body):
        return True
    start = _QUOTED.sub("", body).lstrip().lstrip("@").casefold()
    return any(re.match(rf"{re.escape(name.lstrip('@').casefold())}\s*[:,]", start) for name in _names(me))


def without_name(body: str, me: Me) -> str:
    """The text without the assistant's name at its start, and without its address anywhere."""
    text = re.sub(rf"@?{re.escape(me.user_id.lstrip('@'))}(?![\w-])", "", body).strip()
    for name in _names(me):
        found = re.match(rf"@?{re.escape(name.lstrip('@'))}(?![\w-])\s*[:,]?\s*", text, re.IGNORECASE)
        if found:
            return text[found.end() :].strip()
    return text.lstrip(":,").strip()


def command(text: str) -> str | None:
    """The command that a text is: ``aide``, ``effacer`` or ``recommencer`` (and ``garder`` or ``annuler`` after)."""
    if _HELP.fullmatch(text.strip()):
        return "aide"
    return text.strip().lower().strip("!. ") if command_of(text) else None


def meaning(key: str) -> str | None:
    """What a reaction means: a number's digits, ``yes`` or ``no``."""
    keycap = _KEYCAP.fullmatch(key)
    if keycap:
        return keycap[1]
    plain = _SKIN.sub("", key).strip()
    if plain in _YES:
        return "yes"
    if plain in _NO:
        return "no"
    return _SIGNS.get(plain) or (plain if re.fullmatch(r"[1-9]", plain) else None)


def content_of(message: Message, thread: str = "", reply_to: str = "", tail: str = "") -> Content:
    """A notice with its two bodies; in a thread, clients that know none show it as a reply."""
    body = _quiet(_cut("\n\n".join(filter(None, (message.plain, tail)))))
    content: Content = {"msgtype": "m.notice", "body": body, "m.mentions": {}}
    if len(message.html) <= 2 * _LONGEST:
        extra = f"<p>{_escaped(tail)}</p>" if tail else ""
        content |= {"format": "org.matrix.custom.html", "formatted_body": message.html + extra}
    if thread:
        content["m.relates_to"] = {
            "rel_type": "m.thread", "event_id": thread, "is_falling_back": True,
            "m.in_reply_to": {"event_id": reply_to or thread},
        }  # fmt: skip
    return content


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST].rsplit("\n", 1)[0] + "\n…"


def _quiet(body: str) -> str:
    """A quoted « @room » wakes nobody, in clients that don't read ``m.mentions`` either."""
    return body.replace("@room", "@\u200broom")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def typing_path(room: str, user: str) -> str:
    """Address of the call that says that somebody is typing."""
    return f"/_matrix/client/v3/rooms/{quote(room, safe='')}/typing/{quote(user, safe='')}"


def since_our_entry(events: Sequence[Mapping[str, Any]], me: str) -> int:
    """Where to start reading a room just joined: what was said before the invitation isn't for us."""
    start = 0
    for position, source in enumerate(events):
        if source.get("type") == "m.room.member" and source.get("state_key") == me:
            membership = (source.get("content") or {}).get("membership")
            before = (source.get("unsigned") or {}).get("prev_content") or {}
            if membership == "invite" or (membership == "join" and before.get("membership") not in ("invite", "join")):
                start = position + 1
            elif membership == "join" and not start and before.get("membership") != "join":
                start = position + 1  # the invitation itself is further back
    return start
