"""Choices on their way out and back: opaque tokens for Rasa's payloads, and digits and titles typed by people.

Numbers follow what the plain text of a turn numbers. In a ``question`` and a ``relay`` their ``choices`` have
positions, in a ``none`` all its ``ways_on`` (those that are links too), in a ``detail`` and an ``answer`` what may come
``next``, in ``themes`` the choices of its ``groups``, in ``solutions`` the solutions (a list, resolved after the
choices) and what may come ``next``; ``feedback`` and the ``actions`` of cards have none. Elsewhere the buttons of a
text are counted, after the numbers of the turn's lists, and get the position that they are counted with.
"""

import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.folding import fold
from bot.relay.offers import Offered
from bot.relay.requests import Wish
from bot.relay.wording import summary_of
from bot.texts import texts

DETAIL_INTENT = "detailler"
"""Rasa's intent for "more on this result"; its entity ``solution`` is the service's id."""

CHOICE = "choice"
LIST = "list"
_LAST = 99
"""Highest position that can be typed."""
_TOKEN = re.compile(r"c:[A-Za-z0-9_-]{22}")
_NUMBER = re.compile(r"\(?([1-9][0-9]?) ?[.)]?")
_NUMBERED = {
    "question": ("choices",), "none": ("ways_on",), "detail": ("next",), "answer": ("next",), "relay": ("choices",),
    "themes": ("groups",), "solutions": ("solutions", "next"),
}  # fmt: skip
"""Types of payload and the keys of what their text numbers."""


@dataclass(frozen=True)
class Choice:
    """Something a person can pick; ``payload`` is Rasa's, ``position`` the number that the text shows, if any."""

    token: str
    title: str
    payload: str
    kind: str = CHOICE
    position: int | None = None


@dataclass
class Outgoing:
    """A turn as people get it."""

    entries: list[dict[str, Any]] = field(default_factory=list)
    """``{"text", "buttons"?}`` or ``{"custom"}``, without recipient."""
    choices: list[Choice] = field(default_factory=list)
    erase: bool = False
    """Whether the turn asks to erase the conversation: ``{"type": "control", "action": "erase"}``, never shown."""
    offer: Offered | None = None
    """What is handed over once the contact detail that this turn asks for is given; None when it asks for none."""
    notes: list[Mapping[str, Any]] = field(default_factory=list)
    """What the actions noted for the statistics: ``{"type": "control", "action": "note"}``, never shown either."""
    closed: bool = False
    """Whether what was offered ends: ``{"type": "control", "action": "offer_closed"}``, never shown either."""
    request: Wish = "cancel"
    """With an erasure, what becomes of a request that hasn't left: the erase control's ``request``."""


def is_token(text: str) -> bool:
    """Whether a message has a token's form."""
    return _TOKEN.fullmatch(text) is not None


def _same(left: str, right: str) -> bool:
    return fold(left).split() == fold(right).split()


def pick(text: str, offered: Sequence[Choice]) -> Choice | None:
    """What a typed digit or title means after a turn that offered this: choices first, then the list."""
    number = _NUMBER.fullmatch(text)
    wanted = int(number[1]) if number else None
    for kind in (CHOICE, LIST):
        of_kind = [choice for choice in offered if choice.kind == kind]
        # Numbered ones first: « Oui » of a question is meant rather than « Oui » of the feedback.
        for choice in sorted(of_kind, key=lambda choice: (choice.position is None, choice.position or 0)):
            if (wanted is not None and choice.position == wanted) or _same(choice.title, text):
                return choice
    return None


class _Turn:
    """Collects the choices of one turn, each pair of title and payload once."""

    def __init__(self) -> None:
        self.choices: dict[tuple[str, str, str], Choice] = {}
        self._counts = {CHOICE: 0, LIST: 0}

    def add(self, title: str, payload: str, kind: str = CHOICE, position: int | None = None) -> str:
        """Token of a choice, new or known."""
        known = self.choices.get((kind, title, payload))
        if known is None or (known.position is None and position is not None):
            token = known.token if known else f"c:{secrets.token_urlsafe(16)}"
            self.choices[(kind, title, payload)] = Choice(token, title, payload, kind, position)
            return token
        return known.token

    def counted(self, custom: Mapping[str, Any], keys: Sequence[str]) -> dict[str, Any]:
        """A payload with the positions of what its text numbers."""
        return {**custom, **{key: self._count(key, custom[key]) for key in keys if key in custom}}

    def _count(self, key: str, items: Any) -> list[Any]:
        if key != "groups":
            return self.number(items, LIST if key == "solutions" else CHOICE)
        groups = [group for group in items if isinstance(group, dict)] if isinstance(items, list) else []
        return [{**group, "choices": self.number(group.get("choices"), CHOICE)} for group in groups]

    def after_lists(self) -> None:
        """Count the choices that come on from the numbers of the lists: a digit means one thing."""
        self._counts[CHOICE] = max(self._counts.values())

    def number(self, items: Any, kind: str) -> list[Any]:
        """The items of a list with their positions; those that can be picked by them are kept.

        A payload says its own positions, which its text shows; what has none is counted on from there.
        """
        return [self._numbered(item, kind) for item in items] if isinstance(items, list) else []

    def _numbered(self, item: Any, kind: str) -> Any:
        said = item.get("position") if isinstance(item, dict) else None
        position = said if isinstance(said, int) and 0 < said <= _LAST else self._counts[kind] + 1
        self._counts[kind] = max(self._counts[kind], position)
        if not isinstance(item, dict):
            return item
        if kind == LIST:
            payload = f"/{DETAIL_INTENT}{json.dumps({'solution': str(item.get('id', ''))})}"
            self.add(_title(item), payload, LIST, position)
        elif isinstance(item.get("payload"), str):
            self.add(_title(item), item["payload"], CHOICE, position)
        return {**item, "position": position}

    def hide(self, value: Any) -> Any:
        """A value with every payload in it replaced by its token."""
        if isinstance(value, list):
            return [self.hide(item) for item in value]
        if not isinstance(value, dict):
            return value
        return {
            key: self.add(_label(value), item) if key == "payload" and isinstance(item, str) else self.hide(item)
            for key, item in value.items()
        }


def _title(item: Mapping[str, Any]) -> str:
    title = item.get("title") or item.get("name")
    return title if isinstance(title, str) and title.strip() else texts(__file__).say("choix")


def _label(item: Mapping[str, Any]) -> str:
    """What a choice says out of its place: the label of a card's action names the card too."""
    label = item.get("label")
    return label if isinstance(label, str) and label.strip() else _title(item)


def _numbered_keys(message: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Keys of what a message's payload numbers; none when it isn't one of the known payloads."""
    custom = message.get("custom") if message else None
    kind = custom.get("type") if isinstance(custom, dict) else None
    return _NUMBERED.get(kind, ()) if isinstance(kind, str) else ()


def _control(custom: Any) -> str | None:
    """What a payload asks of the gateway itself, if anything."""
    return str(custom.get("action")) if isinstance(custom, dict) and custom.get("type") == "control" else None


class Conversion:
    """Rasa's messages as people get them, one after the other: payloads become tokens.

    What is neither text nor payload is dropped. A text is held until the next message says whether it is the plain
    form of a payload (then the payload's numbers count, not those of its buttons), or until :meth:`flush`.
    """

    def __init__(self) -> None:
        self._turn = _Turn()
        self._held: Mapping[str, Any] | None = None
        self.erase = False
        """Whether the turn asks to erase the conversation."""
        self.notes: list[Mapping[str, Any]] = []
        """What the turn noted for the statistics."""
        self.offer: Offered | None = None
        """What the turn offers to hand over, once it has asked for a contact detail."""
        self.closed = False
        """Whether what was offered ends."""
        self.request: Wish = "cancel"
        """What becomes of a request that hasn't left, when the turn erases."""
        self._offered = Offered({})

    @property
    def choices(self) -> list[Choice]:
        """All that the turn has offered so far."""
        return list(self._turn.choices.values())

    def outgoing(self, entries: list[dict[str, Any]]) -> Outgoing:
        """The turn so far, shown as these entries."""
        return Outgoing(entries, self.choices, self.erase, self.offer, self.notes, self.closed, self.request)

    @property
    def holds(self) -> bool:
        """Whether a text waits for the next message."""
        return self._held is not None

    def add(self, message: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Take a message; the entries that are complete now."""
        custom, text = message.get("custom"), message.get("text")
        keys = _numbered_keys(message)
        entries = self.flush(counted=not keys)
        control = _control(custom)
        if control and custom:
            self._obey(control, custom)
        elif isinstance(custom, dict) and custom:
            custom = self._turn.counted(custom, keys)
            if custom.get("type") == "question" and custom.get("expects") == "contact":
                self.offer = self._offered
            entries.append({"custom": self._turn.hide(custom)})
        elif isinstance(text, str) and text.strip():
            self._held = message
        return entries

    def _obey(self, control: str, custom: Mapping[str, Any]) -> None:
        """What a payload asks of the gateway itself; one that is unknown is dropped."""
        if control == "erase":
            self.erase = True
            self.request = "keep" if custom.get("request") == "keep" else "cancel"
        elif control == "note":
            self.notes.append(custom)
        elif control == "relay":
            replaces = custom.get("replaces")
            self._offered = Offered(
                summary_of(custom.get("summary")), replaces if isinstance(replaces, str) and replaces else None
            )
        elif control == "offer_closed":
            self.offer, self.closed = None, True

    def flush(self, *, counted: bool = True) -> list[dict[str, Any]]:
        """The text that was held, if any; ``counted``: its buttons can be picked with their number."""
        message, self._held = self._held, None
        if message is None:
            return []
        entry: dict[str, Any] = {"text": message["text"]}
        buttons = message.get("buttons")
        if isinstance(buttons, list) and buttons:
            if counted:
                self._turn.after_lists()
            entry["buttons"] = self._turn.hide(self._turn.number(buttons, CHOICE) if counted else buttons)
        return [entry]


def outgoing(messages: Sequence[Mapping[str, Any]]) -> Outgoing:
    """A whole turn of Rasa's as people get it."""
    conversion = Conversion()
    entries = [entry for message in messages for entry in conversion.add(message)]
    entries += conversion.flush()
    return conversion.outgoing(entries)
