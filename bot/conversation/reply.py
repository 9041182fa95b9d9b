"""What one turn answers: messages in order, and the state after it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from bot.conversation.wording import fresh
from bot.reading.reading import Reading
from bot.reading.state import Choice, State

_VALUES = ("choix", "solution", "theme")
"""Entities of a choice that say what stands behind it."""


@dataclass(frozen=True)
class Turn:
    """A message as it was read, and the conversation before it."""

    state: State
    text: str
    reading: Reading


@dataclass(frozen=True)
class Message:
    """Text with its choices, or a payload whose plain form is the text."""

    text: str
    buttons: tuple[dict[str, Any], ...] = ()
    payload: dict[str, Any] | None = None


class Asked(NamedTuple):
    """A question on a service and whether its file held the answer: for the statistics, without the words."""

    service: str
    kind: str
    answered: bool


@dataclass
class Reply:
    """Messages and the state that follows."""

    state: State
    messages: list[Message] = field(default_factory=list)
    response: str | None = None
    """A fixed sentence of the dialogue's own, said after the messages."""

    erase: bool = False
    """Everything that was said goes, here and at the gateway."""

    request: Literal["keep", "cancel"] = "cancel"
    """With an erasure, what becomes of a request that hasn't left."""

    topics: tuple[str, ...] = ()
    """What was answered on the service at hand, when no payload says it (see :mod:`bot.conversation.following`)."""

    relay: dict[str, str] | None = None
    """What is handed over once the contact detail that this turn asks for is given: the gateway keeps it."""

    replaces: str = ""
    """Number of the request whose detail is asked for again."""

    closes_offer: bool = False
    """What was offered ends: the gateway waits for a contact detail no more."""

    ending: Message | None = None
    """What is said after everything else, the fixed sentence included."""

    asked: list[Asked] = field(default_factory=list)
    """The questions on services that this turn took up."""

    def note_asked(self, services: Iterable[str], kind: str | None, *, answered: bool) -> None:
        """Note a question on services, once for each."""
        known = {(item.service, item.kind) for item in self.asked}
        kind = kind or "other"
        self.asked += [Asked(key, kind, answered) for key in services if (key, kind) not in known]

    def say(self, text: str, *buttons: dict[str, Any]) -> "Reply":
        """Add a sentence with its choices."""
        self.messages.append(Message(text, tuple(buttons)))
        return self

    def tell(self, key: str, /, **values: object) -> "Reply":
        """Add a sentence of the texts, otherwise worded than the last time."""
        self.state, text = fresh(self.state, key, **values)
        return self.say(text)

    def offering(self, *buttons: dict[str, Any]) -> "Reply":
        """Give choices to the last sentence."""
        last = self.messages[-1]
        self.messages[-1] = Message(last.text, (*last.buttons, *buttons), last.payload)
        return self

    def draw(self, payload: dict[str, Any], *buttons: dict[str, Any]) -> "Reply":
        """Add a payload; channels that don't draw read its ``text``."""
        self.messages.append(Message(payload["text"], tuple(buttons), payload))
        return self

    def first(self, text: str) -> "Reply":
        """Put a sentence before the others."""
        self.messages.insert(0, Message(text))
        return self

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What the messages offer, in order."""
        return tuple(
            Choice(str(item["title"]), _value(str(item.get("payload", ""))))
            for message in self.messages
            for item in message.buttons
            if "liste_id" not in str(item.get("payload", ""))  # opinions on a list are no answer to it
        )


def _value(payload: str) -> str:
    """What stands behind a choice: the solution, the theme, else the intent."""
    intent, brace, inside = payload.removeprefix("/").partition("{")
    values: dict[str, Any] = json.loads("{" + inside) if brace else {}
    return next((str(values[name]) for name in _VALUES if name in values), intent)


def button(title: str, intent: str, **entities: str) -> dict[str, str]:
    """A choice: its title and the engine's payload."""
    inside = json.dumps(entities, ensure_ascii=False) if entities else ""
    return {"title": title, "payload": f"/{intent}{inside}"}


def numbered(choices: Sequence[Mapping[str, Any]], first: int = 1) -> list[dict[str, Any]]:
    """Choices with their numbers, as the plain text counts them."""
    return [{**choice, "position": position} for position, choice in enumerate(choices, start=first)]
