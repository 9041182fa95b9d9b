"""Turns of the widget: as :mod:`bot.gateway.turns`, but shown and kept message by message as Rasa sends them."""

import asyncio
import datetime as dt
import logging
from contextlib import suppress
from functools import partial
from typing import Any

from bot.gateway.bell import Bell
from bot.gateway.choices import Choice, Conversion, Outgoing
from bot.gateway.dialogue import Dialogue, Reply
from bot.gateway.guard import log_class
from bot.gateway.identity import Identity
from bot.gateway.incoming import Incoming
from bot.gateway.limits import Turnstile
from bot.gateway.refusals import Failure, Refusal, say_erased, sentence
from bot.gateway.storage import Said
from bot.gateway.turns import Turns, cut_short
from bot.gateway.widget.lines import Lines
from bot.gateway.widget.live import Event, Live
from bot.settings import Settings

logger = logging.getLogger(__name__)

_HOLD = 0.1
"""Seconds that a text may wait for the payload it may be the plain form of: Rasa sends both at once."""


class _Part:
    """One turn's writing: each part is kept, told to those who follow, and rung to those who watch."""

    def __init__(self, talk: "Talk", said: Said, live: Live) -> None:
        self.said = said
        self.live = live
        self.conversion = Conversion()
        self.lines: list[dict[str, Any]] = []
        self._talk = talk
        self._kept: dict[str, Choice] = {}
        self._entries: list[dict[str, Any]] = []

    async def open(self) -> None:
        """Keep and tell what the person said."""
        line = await self._talk.turns.in_thread(partial(self._talk.lines.begin, self.said))
        if line is None:
            await self._talk.turns.undo(self.said)
        self.lines.append(line)
        accepted = {name: line[name] for name in ("message_id", "id", "text", "at")}
        self.live.tell(Event("accepted", accepted, line["id"]))
        self.live.tell(Event("typing", {}))
        self._talk.bell.ring(self.said.key)

    async def show(self, entries: list[dict[str, Any]]) -> None:
        """Keep and tell entries of the bot's."""
        known = self.conversion.known
        if entries and known is not None:  # with the first message that follows: kept, read again and erased with it
            entries = [{**entries[0], "known": known}, *entries[1:]]
            self.conversion.known = None
        for line in await self._append(entries, advances=not self._entries):
            self.live.tell(Event("message", line, line["id"]))
        self._entries += entries

    async def fail(self, failure: Failure) -> None:
        """Keep the failure's sentence after what was shown, and tell it as an error.

        A turn that showed nothing doesn't count: the same message again is a new try.
        """
        text = sentence(failure, self._talk.settings)
        data: dict[str, Any] = {"error": failure.code, "text": text}
        with suppress(Failure):  # logged already; the first failure is what the person is told
            (line,) = await self._append([{"text": text}], advances=False)
            data["id"] = line["id"]
        self.live.tell(Event("error", data, data.get("id")))
        if self._entries:
            self._entries.append({"text": text})

    async def close(self) -> None:
        """Keep the turn as the answer to its message."""
        if self._entries and not await self._talk.turns.in_thread(
            partial(self._talk.lines.finish, self.said, self._entries)
        ):
            await self._talk.turns.undo(self.said)

    @property
    def shown(self) -> Outgoing:
        """The turn so far."""
        return self.conversion.outgoing(self._entries)

    async def _append(self, entries: list[dict[str, Any]], *, advances: bool) -> list[dict[str, Any]]:
        fresh = [choice for choice in self.conversion.choices if choice.token not in self._kept]
        if not entries:
            return []
        offer, closed = self.conversion.offer, self.conversion.closed
        append = self._talk.lines.append
        work = partial(append, self.said, entries, fresh, advances=advances, offer=offer, closed=closed)
        lines = await self._talk.turns.in_thread(work)
        if lines is None:
            await self._talk.turns.undo(self.said)
        self._kept.update({choice.token: choice for choice in fresh})
        self.lines += lines
        self._talk.bell.ring(self.said.key)
        return lines


class Talk:
    """Takes the widget's messages, one at a time per conversation."""

    def __init__(
        self, settings: Settings, identity: Identity, dialogue: Dialogue, turns: Turns, turnstile: Turnstile, bell: Bell
    ) -> None:
        self.settings = settings
        self.turns = turns
        self.bell = bell
        self.lines = Lines(turns.store)
        self._identity = identity
        self._dialogue = dialogue
        self._turnstile = turnstile
        self._under_way: dict[tuple[str, str], tuple[Live, asyncio.Task[None]]] = {}

    def close(self) -> None:
        """Drop the turns under way: their messages, sent again, are new tries."""
        for _live, task in list(self._under_way.values()):
            task.cancel()

    def expiry(self, started_at: dt.datetime) -> dt.datetime:
        """When a conversation's id is worth nothing any more."""
        return started_at + dt.timedelta(days=self.settings.transcript_days)

    def begin(self, key: str, incoming: Incoming) -> Live:
        """Start answering a message, or join its turn when it is under way; it goes on without any listener."""
        twin = (key, incoming.message_id or "")
        if twin not in self._under_way:
            live = Live()
            task = asyncio.create_task(self._run(live, key, incoming))
            self._under_way[twin] = (live, task)
            task.add_done_callback(lambda _done: self._under_way.pop(twin, None))
        return self._under_way[twin][0]

    async def _run(self, live: Live, key: str, incoming: Incoming) -> None:
        """A turn from the queue to its last event."""
        try:
            async with self._turnstile.place(key):
                await self._turn(live, key, incoming)
        except Refusal as refusal:
            self._refuse(live, refusal)
        except asyncio.CancelledError:
            self._refuse(live, Failure("interrupted"))
            raise
        except Exception as error:  # no turn is silent
            log_class(error)
            self._refuse(live, Failure("internal"))
        finally:
            if live.events:
                live.tell(Event("end", {"last": _last(live)}))
            live.end()
        self.bell.ring(key)

    def _refuse(self, live: Live, refusal: Refusal) -> None:
        if live.events:
            live.tell(Event("error", {"error": refusal.code, "text": sentence(refusal, self.settings)}))
        else:
            live.refusal = refusal

    async def _turn(self, live: Live, key: str, incoming: Incoming) -> None:
        loop = asyncio.get_running_loop()
        began, store = loop.time(), self.turns.store
        opened = await self.turns.in_thread(lambda: store.open(key, incoming.message_id, incoming.text, create=False))
        if opened.started_at is None or self.expiry(opened.started_at) <= store.clock():
            raise Refusal(410, "expired")
        if opened.answer is not None:
            await self._repeat(live, key, incoming.message_id or "")
            return
        if opened.unknown_token:
            raise Refusal(409, "unknown_choice")
        words = await self.turns.understand(key, opened, incoming.text)
        said = Said(key, opened.generation, words.shown, incoming.message_id, words.handed)
        part = _Part(self, said, live)
        await part.open()
        reply = await self._converse(part, words.sent, incoming, began)
        if part.conversion.erase:
            await self._erase(part)
            return
        if reply.failure:
            begun = any(line["author"] == "bot" for line in part.lines)
            await part.fail(Failure(cut_short(reply.failure) if begun else reply.failure))
        elif len(part.lines) == 1:
            await part.fail(Failure("empty"))
        await part.close()
        self.turns.record(part.said, opened, incoming, part.shown)

    async def _repeat(self, live: Live, key: str, message_id: str) -> None:
        """Tell again the turn of a message that was answered."""
        for line in await self.turns.in_thread(lambda: self.lines.of(key, message_id)):
            if line["author"] == "person":
                accepted = {name: line[name] for name in ("message_id", "id", "text", "at")}
                live.tell(Event("accepted", accepted, line["id"]))
            else:
                live.tell(Event("message", line, line["id"]))

    async def _converse(self, part: _Part, sent: str, incoming: Incoming, began: float) -> Reply:
        """Send to Rasa, and show each message as it comes."""
        queue: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        rasa_id = self._identity.rasa_id(part.said.key, part.said.generation)
        asking = asyncio.create_task(
            self._dialogue.ask(
                rasa_id, sent, channel=incoming.channel, metadata=incoming.metadata, each=queue.put_nowait,
                spent=asyncio.get_running_loop().time() - began,
            )
        )  # fmt: skip
        asking.add_done_callback(lambda _done: queue.put_nowait(None))
        conversion = part.conversion
        try:
            while True:
                try:
                    message = await asyncio.wait_for(queue.get(), _HOLD if conversion.holds else None)
                except asyncio.TimeoutError:
                    await part.show(conversion.flush())
                    continue
                await part.show(conversion.flush() if message is None else conversion.add(message))
                if message is None:
                    return await asking
        finally:
            asking.cancel()

    async def _erase(self, part: _Part) -> None:
        """The person asked the bot to erase: only what this turn offers stays."""
        conversion = part.conversion
        await self.turns.erase(part.said.key, part.said.generation, conversion.choices, request=conversion.request)
        if len(part.lines) == 1:  # no turn is silent
            line = {"id": None, "message_id": part.said.message_id, "author": "bot", "at": part.lines[0]["at"]}
            part.live.tell(Event("message", {**line, "text": say_erased()}))
        part.live.tell(Event("erased", {"message_id": part.said.message_id}))


def _last(live: Live) -> int:
    """Id of the last line that stays of a turn; none does when it erased the conversation."""
    if any(event.name == "erased" for event in live.events):
        return 0
    return max((event.id for event in live.events if event.id), default=0)
