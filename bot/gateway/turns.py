"""One message from the door to the answer: queue, meaning, masking, Rasa, tokens, transcript.

A turn whose answer holds the payload ``{"type": "control", "action": "erase"}`` erases the conversation once the
turn is over: that payload is not forwarded, the other messages of the turn are, and nothing of the turn is kept but
the choices that they offer. This is how the dialogue carries out « effacez mes données » without knowing the
gateway's tables.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, NoReturn, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from bot.gateway.choices import Choice, Outgoing, outgoing
from bot.gateway.dialogue import Dialogue, Reply
from bot.gateway.handing import request_of
from bot.gateway.identity import Identity
from bot.gateway.incoming import Incoming
from bot.gateway.limits import Deadlines, Turnstile
from bot.gateway.meaning import Words, plain_words, understood
from bot.gateway.refusals import Failure, Refusal, sentence
from bot.gateway.storage import Erased, Opened, Said, Store
from bot.gateway.tracker import Tracker
from bot.impact.record import Turn
from bot.impact.recorder import Recorder
from bot.relay.requests import WAITING, Wish
from bot.settings import Settings
from bot.texts import texts

logger = logging.getLogger(__name__)
Result = TypeVar("Result")
Entries = list[dict[str, Any]]

_THREADS = 8
"""That work in the database at once; one on SQLite, where writers would only starve each other of the lock."""


class Turns:
    """Takes messages, one at a time per conversation."""

    def __init__(
        self, settings: Settings, identity: Identity, dialogue: Dialogue, deadlines: Deadlines, turnstile: Turnstile
    ) -> None:
        self._settings = settings
        self._identity = identity
        self._dialogue = dialogue
        self._deadlines = deadlines
        self._turnstile = turnstile
        self._under_way: dict[tuple[str, str], asyncio.Task[Entries]] = {}
        self._threads = ThreadPoolExecutor(1 if settings.on_sqlite else _THREADS, thread_name_prefix="gateway-db")
        self.store = Store(settings)
        self.tracker = Tracker(settings)
        self.impact = Recorder(self.store.sessions, self._threads, self.store.clock)

    def close(self) -> None:
        """Let the threads go."""
        self.impact.close()
        self._threads.shutdown(wait=False, cancel_futures=True)
        self.store.close()

    async def in_thread(self, work: Callable[[], Result]) -> Result:
        """Run blocking database work off the loop, for a bounded time.

        Raises:
            Failure: the database doesn't answer.
        """
        loop = asyncio.get_running_loop()
        try:
            return await asyncio.wait_for(loop.run_in_executor(self._threads, work), self._deadlines.storage)
        except (SQLAlchemyError, asyncio.TimeoutError) as error:
            # The class only: an error of SQLAlchemy's quotes the statement's values.
            logger.error("database: %s", type(error).__name__)
            raise Failure("storage") from None

    async def take(self, caller: str, incoming: Incoming) -> Entries:
        """Answer a message: entries without recipient.

        The same message id that arrives again while its turn goes on gets the same result.

        Raises:
            Refusal: 409, 429 or 503.
        """
        key = self._identity.conversation_key(caller, incoming.sender)
        if incoming.message_id is None:
            return await self._in_line(key, incoming)
        twin = (key, incoming.message_id)
        task = self._under_way.get(twin)
        if task is None:
            task = asyncio.create_task(self._in_line(key, incoming))
            self._under_way[twin] = task
            task.add_done_callback(lambda _done: self._under_way.pop(twin, None))
        return await asyncio.shield(task)

    async def _in_line(self, key: str, incoming: Incoming) -> Entries:
        async with self._turnstile.place(key):
            return await self._turn(key, incoming)

    async def _turn(self, key: str, incoming: Incoming) -> Entries:
        loop = asyncio.get_running_loop()
        began = loop.time()
        opened = await self.in_thread(lambda: self.store.open(key, incoming.message_id, incoming.text))
        if opened.answer is not None:
            return opened.answer
        if opened.unknown_token:
            raise Refusal(409, "unknown_choice")
        words = await self.understand(key, opened, incoming.text)
        said = Said(key, opened.generation, words.shown, incoming.message_id, words.handed)
        rasa_id = self._identity.rasa_id(key, opened.generation)
        reply = await self._dialogue.ask(
            rasa_id, words.sent, channel=incoming.channel, metadata=incoming.metadata, spent=loop.time() - began
        )
        turn = self._shown(reply)
        if turn.erase:
            await self.erase(key, opened.generation, turn.choices, request=turn.request)
            if not turn.entries:  # no turn is silent
                return [{"text": texts(__file__).say("effacement")}]
        elif turn.entries:
            await self._keep(said, turn)
            self.record(said, opened, incoming, turn)
        else:
            await self._fail(said, Failure(reply.failure or "empty"))
        return turn.entries

    async def understand(self, key: str, opened: Opened, text: str) -> Words:
        """What the transcript shows and what Rasa gets of a message.

        While a request is offered, a contact detail goes to the relay's queue and nowhere else; Rasa gets a reference.

        Raises:
            Refusal: 409, the conversation was erased meanwhile.
            Failure: the database doesn't answer.
        """
        if opened.offer is None:
            return plain_words(opened, text)
        return await self.in_thread(lambda: understood(self.store, key, opened, text))

    def _shown(self, reply: Reply) -> Outgoing:
        """The turn as people get it, with the sentence that says so when it was cut short."""
        turn = outgoing(reply.messages)
        if turn.entries and reply.failure:
            turn.entries.append({"text": sentence(Failure(cut_short(reply.failure)), self._settings)})
        return turn

    async def _fail(self, said: Said, failure: Failure) -> NoReturn:
        """Nothing to show: keep the sentence in the transcript when that can be, and fail with it."""
        turn = Outgoing([{"text": sentence(failure, self._settings)}])
        # A second failure is logged already; the first is what the person is told.
        with suppress(Failure):
            await self._keep(said, turn, answered=False)
        raise failure

    async def _keep(self, said: Said, turn: Outgoing, *, answered: bool = True) -> None:
        """Write the turn, unless the conversation was erased meanwhile: then what Rasa just wrote goes too."""
        kept = await self.in_thread(
            lambda: self.store.save(
                said, turn.entries, turn.choices, answered=answered, offer=turn.offer, closed=turn.closed
            )
        )
        if not kept:
            await self.undo(said)

    def record(self, said: Said, opened: Opened, incoming: Incoming, turn: Outgoing) -> None:
        """Have the statistics keep what a turn was; nothing is waited for, and nothing can fail."""
        taken = opened.choice.payload if opened.choice else None
        self.impact.take(said.key, said.generation, Turn(turn.entries, taken, incoming.channel, turn.notes))

    async def undo(self, said: Said) -> NoReturn:
        """The conversation was erased during the turn: forget what Rasa just wrote, and say so."""
        rasa_id = self._identity.rasa_id(said.key, said.generation)
        await self.in_thread(lambda: self.tracker.forget([rasa_id]))
        raise Refusal(409, "erased")

    async def request(self, key: str) -> dict[str, str] | None:
        """The request made in a conversation: its number, and whether it ``waiting`` or was ``sent``; None without one.

        Raises:
            Failure: the database doesn't answer.
        """
        found = await self.in_thread(lambda: request_of(self.store, key))
        if found is None:
            return None
        return {"number": found.number, "state": "waiting" if found.state == WAITING else "sent"}

    async def erase(
        self, key: str, generation: int | None = None, offer: Sequence[Choice] = (), *, remove: bool = False,
        request: Wish = "cancel",
    ) -> Erased:  # fmt: skip
        """Erase a conversation here and in Rasa's tracker; one that doesn't exist is erased already.

        ``generation``, ``offer``, ``remove`` and ``request`` are those of :meth:`bot.gateway.storage.Store.erase`.

        Raises:
            Failure: something may be left (what is left in the tracker is erased by the next sweeps).
        """

        def work() -> Erased:
            erased = self.store.erase(
                key, lambda number: self._identity.rasa_id(key, number), generation, offer, remove=remove,
                request=request,
            )  # fmt: skip
            if erased.rasa_id:
                self.tracker.forget([erased.rasa_id])
            return erased

        try:
            return await self.in_thread(work)
        except Failure:
            raise Failure("erasure") from None


def cut_short(failure: str) -> str:
    """A turn that began and then stopped is an interrupted one, whatever stopped it."""
    return "interrupted" if failure in ("slow", "unreachable") else failure
