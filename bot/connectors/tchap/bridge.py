"""Events in, the gateway, answers out."""

import asyncio
import hashlib
import logging
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Protocol

from bot.connectors import common
from bot.connectors.common import erasing
from bot.connectors.common.gateway import GatewayClient, Reply, conversation_id
from bot.connectors.common.limits import PersonLimiter
from bot.connectors.common.render import Choice, Message, plain_message, render
from bot.connectors.common.settings import product
from bot.connectors.tchap.errors import Refused
from bot.connectors.tchap.events import Content, Heard, NotConcerned, command, content_of, meaning
from bot.connectors.tchap.store import Store
from bot.connectors.tchap.technical import Technical
from bot.folding import fold
from bot.runtime.logs import fault
from bot.texts import texts

logger = logging.getLogger(__name__)

CHANNEL = "tchap"
_DAY = 86_400.0
_TYPING_SECONDS = 2.0
_COMMON = common.__file__ or ""
_NUMBER = re.compile(r"\(?([1-9][0-9]?) ?[.)]?")


class Account(Protocol):
    """What the bridge needs of a Matrix account."""

    async def say(self, room: str, content: Content, transaction: str) -> str | None:
        """Send a message; its event id, or None when the room doesn't take it."""

    async def typing(self, room: str, on: bool, keep: int) -> bool:
        """Say that we are typing, if that costs nobody anything."""


class Rooms(Protocol):
    """What the bridge needs to know of rooms."""

    def direct(self, room: str) -> bool:
        """Whether one other person is in it."""

    def encrypted(self, room: str) -> bool:
        """Whether it is encrypted."""

    @property
    def name(self) -> str:
        """How people call us."""


@dataclass(frozen=True)
class Place:
    """Where an event is answered, and for whom."""

    room: str
    event: str
    thread: str
    conversation: str
    person: str
    """Digest of the person in this room."""


def transaction(event: str, part: str) -> str:
    """Always the same for a part of an answer: sent again after a death, the server knows it and doubles nothing."""
    return hashlib.sha256(f"{event}\n{part}".encode()).hexdigest()[:40]


def picked(text: str, choices: Sequence[Choice]) -> bool:
    """Whether a text is the number or the title of something offered."""
    number = _NUMBER.fullmatch(text.strip())
    if number:
        return any(choice.number == int(number[1]) for choice in choices)
    words = fold(text).split()
    return any(fold(choice.title).split() == words for choice in choices)


class Bridge:
    """Answers what concerns the assistant; each call is one event, run in its room's line."""

    def __init__(
        self, account: Account, rooms: Rooms, gateway: GatewayClient, store: Store, technical: Technical,
        limiter: PersonLimiter,
    ) -> None:  # fmt: skip
        self._account = account
        self._rooms = rooms
        self._gateway = gateway
        self._store = store
        self._technical = technical
        self._limiter = limiter

    async def handle(self, heard: Heard) -> None:
        """Answer an event once; after this it is marked, whatever happened.

        Raises:
            Refused: the session is ended; the event stays to be answered.
        """
        if self._store.handled(heard.event_id):
            return
        try:
            await self._answer(heard)
        except NotConcerned:
            pass
        except Refused:
            raise
        except Exception as error:  # a fault of ours: the person gets a sentence, the others go on
            self._technical.report(fault(error))
            with suppress(Exception):
                await self._say(self._place(heard, heard.thread), "erreur", [_own("erreur")])
        self._store.mark(heard.event_id)

    async def _answer(self, heard: Heard) -> None:
        place, text = self._understood(heard)
        verdict = self._limiter.take(place.person)
        if not verdict.allowed:
            if verdict.tell:
                words = texts(_COMMON).say("trop_vite", secondes=verdict.seconds)
                await self._say(place, "vite", [plain_message(words)])
            return
        if heard.kind == "media":
            await self._say(place, "media", [_own("piece_jointe")])
        elif name := command(text):
            await self._command(place, name)
        else:
            await self._ask(place, text)

    def _place(self, heard: Heard, thread: str) -> Place:
        person = conversation_id(CHANNEL, heard.room, heard.sender)
        conversation = conversation_id(CHANNEL, heard.room, thread, heard.sender)
        return Place(heard.room, heard.event_id, thread, conversation, person)

    def _understood(self, heard: Heard) -> tuple[Place, str]:
        """Where to answer, and what to send to the gateway.

        Raises:
            NotConcerned: it isn't for us.
        """
        if heard.kind == "reaction":
            return self._reacted(heard)
        direct = self._rooms.direct(heard.room)
        place = self._place(heard, heard.thread or ("" if direct else heard.event_id))
        if not (direct or heard.mentioned or self._goes_on(heard, place)):
            raise NotConcerned("not for us")
        return place, heard.text or "!aide"

    def _goes_on(self, heard: Heard, place: Place) -> bool:
        """In a thread of ours, what its person says to us without naming us: a choice, a command, a reply."""
        latest = self._store.latest(place.conversation) if heard.thread and heard.kind == "text" else None
        if latest is None:
            return False
        if heard.target or command(heard.text):
            return bool(command(heard.text)) or self._is_ours(heard.target, place)
        offered = self._store.offered(latest)
        return offered is not None and picked(heard.text, offered[2])

    def _is_ours(self, event: str, place: Place) -> bool:
        offered = self._store.offered(event)
        return offered is not None and offered[0] == place.conversation

    def _reacted(self, heard: Heard) -> tuple[Place, str]:
        """What a reaction to a message of ours picks, by the person it was offered to."""
        offered, sign = self._store.offered(heard.target), meaning(heard.text)
        if offered is None or sign is None:
            raise NotConcerned("no choice")
        conversation, thread, choices = offered
        place = self._place(heard, thread)
        if place.conversation != conversation:
            raise NotConcerned("another's choice")
        if sign in ("yes", "no"):
            feedback = [choice for choice in choices if choice.kind == "feedback"]
            wanted = feedback[:1] if sign == "yes" else feedback[1:2]
        else:
            wanted = [choice for choice in choices if choice.number == int(sign)]
        if not wanted:
            raise NotConcerned("no choice")
        last = self._store.latest(conversation) == heard.target
        # A rank means something in the last list only: of an earlier one, the name is said.
        return place, wanted[0].message if wanted[0].kind != "rank" or last else wanted[0].title

    async def _ask(self, place: Place, text: str) -> None:
        """One turn."""
        self._store.spoke(place.conversation, place.person, place.room)
        await self._first_contact(place)
        async with self._typing(place.room):
            reply = await self._gateway.ask(place.conversation, text, place.event)
            if reply.ours:
                self._technical.report(f"gateway: {reply.error}")
            await self._say(place, "", render(reply.entries))

    async def _first_contact(self, place: Place) -> None:
        """What we are and our limits, before the first answer to a person in a room."""
        key = f"contact {place.person}"
        if not self._store.tell(key, product().transcript_days * _DAY):
            return
        if not (self._rooms.direct(place.room) and self._store.knows_room(place.room)):
            await self._say(place, "contact", [self.notice(place.room)])
        self._store.said(key)

    def notice(self, room: str, where: str = "") -> Message:
        """The machine notice, with the reminder in rooms that aren't encrypted."""
        parts = [texts(_COMMON).say("premier_contact", jours=product().transcript_days)]
        if where:
            parts.append(texts(__file__).say(where, nom=self._rooms.name))
        if not self._rooms.encrypted(room):
            parts.append(texts(__file__).say("public"))
        return plain_message("\n\n".join(parts))

    async def greet(self, room: str) -> None:
        """Said once in a room just entered."""
        if self._store.knows_room(room):
            return
        message = self.notice(room, "seul" if self._rooms.direct(room) else "salon")
        await self._account.say(room, content_of(message), transaction(room, "greeting"))
        self._store.enter(room)

    async def left(self, room: str) -> None:
        """Nobody can read the conversations of a room that was left: they are erased."""
        for conversation in self._store.leave(room):
            await self._gateway.erase(conversation, "keep")  # nobody said that their request was to be cancelled

    async def unreadable(self, heard: Heard) -> None:
        """One notice a day: to the person in a direct room, to the room elsewhere (it may not have been for us).

        The event isn't marked: it is answered if its key comes after all.
        """
        place, direct = self._place(heard, heard.thread), self._rooms.direct(heard.room)
        key = f"unreadable {place.person if direct else conversation_id(CHANNEL, place.room)}"
        if self._store.tell(key, _DAY):
            await self._say(place, "illisible", [_own(f"illisible.{'direct' if direct else 'salon'}")])
            self._store.said(key)

    async def _command(self, place: Place, name: str) -> None:
        if name == "aide":
            await self._first_contact(place)
            await self._say(place, "aide", [plain_message(texts(_COMMON).say("aide"))])
            return
        asked = erasing.command_of(f"!{name}") or erasing.Command(name)
        everything = asked.name == erasing.ERASE
        wanted = {place.conversation, *(self._store.of_person(place.person) if everything else ())}
        done = await erasing.erase(self._gateway, sorted(wanted), asked)
        for conversation in done.erased:
            self._store.forget(conversation)
        if done.refused:
            await self._failed(place, done.refused)
        elif done.message:
            await self._say(place, asked.name, [done.message])

    async def _failed(self, place: Place, reply: Reply) -> None:
        self._technical.report(f"gateway: {reply.error}")
        await self._say(place, "erreur", render(reply.entries))

    async def _say(self, place: Place, part: str, messages: Sequence[Message]) -> None:
        """Post messages in order, and remember what they offer."""
        for number, message in enumerate(messages):
            content = content_of(message, place.thread, place.event, _hint(message))
            event = await self._account.say(place.room, content, transaction(place.event, f"{part}{number}"))
            if event is None:
                self._technical.report("server: a message was refused")
                return
            if message.choices:
                self._store.offer(event, place.conversation, place.thread, message.choices)

    @asynccontextmanager
    async def _typing(self, room: str) -> AsyncIterator[None]:
        """Typing while a turn goes on: said at once beside it, taken back in any case unless others wait."""
        began = asyncio.create_task(self._account.typing(room, True, 2))
        try:
            yield
        finally:
            # Not cut short: the server might have taken it.
            with suppress(asyncio.TimeoutError):
                if await asyncio.wait_for(began, _TYPING_SECONDS):
                    await self._account.typing(room, False, 0)


def _own(key: str) -> Message:
    return plain_message(texts(__file__).say(key))


def _hint(message: Message) -> str:
    """How to answer what a message offers, beyond typing."""
    kinds = {choice.kind for choice in message.choices}
    if "feedback" in kinds:
        return texts(__file__).say("reaction")
    return texts(__file__).say("reaction_choix") if "choice" in kinds else ""
