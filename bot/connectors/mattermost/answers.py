"""From rendered messages to posts: length, buttons or numbers, the mark that says what a post answers. Pure."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.connectors.common.render import Choice, Message, plain_message
from bot.connectors.mattermost.events import ANSWER_PROP
from bot.connectors.mattermost.signing import Button, Signer
from bot.connectors.mattermost.store import Item
from bot.texts import texts

LONGEST = 4_000
"""Characters of one post: what every server takes, the oldest included."""
_LONGEST_TITLE = 60
CHOICE_PATH = "/choix"
COMMAND_PATH = "/commande"


@dataclass(frozen=True)
class Outgoing:
    """A post to make."""

    part: str
    text: str
    props: dict[str, Any]

    @property
    def pending_id(self) -> str:
        """The server makes one post of it within thirty seconds, however often it is sent."""
        return f"orientation:{hashlib.sha256(self.part.encode()).hexdigest()[:26]}"


class Forms:
    """How answers look on one server."""

    def __init__(self, signer: Signer, callback_url: str = "") -> None:
        """Without a callback address choices are numbers only."""
        self._signer = signer
        self._callback = callback_url.rstrip("/")

    def posts(self, item: Item, messages: Sequence[Message], username: str) -> list[Outgoing]:
        """The posts of an answer, in order; the same answer always gives the same posts."""
        made: list[Outgoing] = []
        for message in messages:
            pieces = pieces_of(self._text(item, message, username))
            for number, piece in enumerate(pieces):
                part = f"{item.id}/{len(made)}"
                last = number == len(pieces) - 1
                made.append(Outgoing(part, piece, self._props(item, part, message.choices if last else ())))
        return made

    def notice(self, item: Item, message: Message) -> Outgoing:
        """The first notice, as a post of its own."""
        part = f"{item.id}/notice"
        return Outgoing(part, message.markdown, {ANSWER_PROP: part})

    def _text(self, item: Item, message: Message, username: str) -> str:
        if item.direct or not any(choice.number for choice in message.choices):
            return message.markdown
        return f"{message.markdown}\n\n{texts(__file__).say('salon', nom=username)}"

    def _props(self, item: Item, part: str, choices: Sequence[Choice]) -> dict[str, Any]:
        props: dict[str, Any] = {ANSWER_PROP: part}
        # A rank is said by its digit, which means something else once another list is shown: no button for it.
        actions = [
            self._action(item, part, position, choice)
            for position, choice in enumerate(choices, 1)
            if choice.kind != "rank"
        ]
        if self._callback and actions:
            props["attachments"] = [{"fallback": "", "actions": actions}]
        return props

    def _action(self, item: Item, part: str, position: int, choice: Choice) -> dict[str, Any]:
        title = choice.title if len(choice.title) <= _LONGEST_TITLE else choice.title[: _LONGEST_TITLE - 1] + "…"
        direct = "1" if item.direct else ""
        button = Button(item.channel_id, item.root_id, item.user_id, direct, part, choice.message, title)
        return {
            "id": f"choix{position}",  # letters and digits only: the server takes nothing else
            "type": "button",
            "name": f"{choice.number}. {title}" if choice.number else title,
            "integration": {"url": self._callback + CHOICE_PATH, "context": self._signer.context(button)},
        }


def chosen(part: str, text: str, title: str) -> dict[str, Any]:
    """The post of a clicked button as it becomes: same text, the choice instead of the buttons."""
    said = plain_message(texts(__file__).say("choisi", titre=title))
    return {
        "message": text,
        "props": {ANSWER_PROP: part, "attachments": [{"fallback": said.plain, "text": said.markdown}]},
    }


def pieces_of(text: str, longest: int = LONGEST) -> list[str]:
    """A text cut at blank lines, else at line ends, else anywhere, into pieces that a post can hold."""
    pieces = []
    while len(text) > longest:
        end = max(text.rfind("\n\n", 0, longest), 0) or max(text.rfind("\n", 0, longest), 0) or longest
        pieces.append(text[:end].rstrip())
        text = text[end:].lstrip("\n")
    return [piece for piece in [*pieces, text] if piece.strip()]
