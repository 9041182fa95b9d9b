"""Answers items once: one at a time per conversation, in order, and again after a failure or a kill.

An answer is posted part by part, each with its mark (:data:`ANSWER_PROP`). Before an item is tried again, the channel
is asked which parts are there: what was posted before a kill isn't posted twice, and the rest follows.
"""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import aiohttp

from bot.connectors.common.limits import PersonLimiter, Verdict
from bot.connectors.mattermost.answers import Forms, Outgoing
from bot.connectors.mattermost.client import MattermostClient
from bot.connectors.mattermost.errors import Refused, ServerError, Unavailable
from bot.connectors.mattermost.events import Me, Message, Post, without_mention
from bot.connectors.mattermost.replies import Question, Replies, notice, said
from bot.connectors.mattermost.store import Item, Store, item_of
from bot.connectors.mattermost.stream import Socket

logger = logging.getLogger(__name__)

AT_ONCE = 8
"""Conversations answered at the same time."""
TYPING_SECONDS = 4.0
"""Clients show that somebody writes for five seconds."""
_FIRST_WAIT, _LAST_WAIT = 1.0, 60.0


@dataclass
class _Work:
    item: Item
    text: str
    files: bool = False
    posted: frozenset[str] | None = frozenset()
    """Parts of the answer that are posted already; None when the channel has to be asked."""
    verdict: Verdict | None = None
    """What the person's limit says of it; asked once."""


class Answerer:
    """Takes items and sees to it that each is answered."""

    def __init__(
        self, client: MattermostClient, replies: Replies, store: Store, forms: Forms, limiter: PersonLimiter
    ) -> None:
        self._client = client
        self._replies = replies
        self._store = store
        self._forms = forms
        self.limiter = limiter
        self.me: Me | None = None
        """Our account, once the server has told it; nothing is answered before."""
        self.socket: Socket | None = None
        """The open WebSocket, to show that we write."""
        self._lines: dict[tuple[str, str, str], deque[_Work]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._places = asyncio.Semaphore(AT_ONCE)
        self._greeting = asyncio.Lock()

    def give(self, message: Message) -> None:
        """A message just read; it is answered if it wasn't taken before."""
        item = item_of(message)
        if self._store.take(item):
            self._queue(_Work(item, message.text, message.files))

    def click(self, item: Item) -> None:
        """A choice just clicked."""
        if self._store.take(item):
            self._queue(_Work(item, item.choice))

    def resume(self, item: Item, posts: Sequence[Post], me: Me) -> None:
        """An item that an earlier process took and may have answered in part; ``posts``: the channel's since then."""
        asked = next((post for post in posts if post.id == item.id), None)
        if item.kind == "click":
            self._queue(_Work(item, item.choice, posted=_marks(posts, me)))
        elif asked is not None:
            self._queue(_Work(item, without_mention(asked.text, me.username), asked.files, _marks(posts, me)))
        else:  # its author has deleted it
            self._store.done(item.id)

    async def stop(self, grace: float) -> None:
        """Let the answers under way end, for a while; the next process does the rest."""
        self._lines.clear()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=grace)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _queue(self, work: _Work) -> None:
        line = self._lines.get(work.item.conversation)
        if line is not None:
            line.append(work)
            return
        self._lines[work.item.conversation] = line = deque([work])
        task = asyncio.create_task(self._serve(work.item.conversation, line))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, conversation: tuple[str, str, str], line: deque[_Work]) -> None:
        try:
            while line and self._lines.get(conversation) is line:
                work = line.popleft()
                try:
                    await self._answer_at_last(work)
                except Exception as error:  # one message must not stop those that follow
                    logger.exception("an item failed: %s", type(error).__name__)
                    await self._apologise(work.item)
        finally:
            if self._lines.get(conversation) is line:
                del self._lines[conversation]

    async def _answer_at_last(self, work: _Work) -> None:
        """Answer, as often as the server makes it necessary."""
        wait = _FIRST_WAIT
        while True:
            asked = 0.0
            try:
                async with self._places:
                    await self._answer(work)
                break
            except Refused as error:
                # 401: the token is to be changed, the message is not to be lost.
                if error.status != 401:
                    logger.warning("an answer is refused: %s", error.status)
                    break
            except Unavailable as error:
                logger.warning("an answer waits: %s", error)
                asked = error.after
            work.posted = None
            await asyncio.sleep(max(wait, asked))
            wait = min(wait * 2, _LAST_WAIT)
        self._store.done(work.item.id)

    async def _apologise(self, item: Item) -> None:
        """Say that something went wrong: no message stays without an answer."""
        if self.me is not None:
            with suppress(ServerError):
                await self._post(item, self._forms.posts(item, [said("passerelle.illisible")], self.me.username))
        self._store.done(item.id)

    async def _answer(self, work: _Work) -> None:
        item, me = work.item, self.me
        if me is None:
            raise Unavailable("not connected yet")
        posted = work.posted
        if posted is None:
            posted = _marks(await self._client.posts(item.channel_id, item.created_at), me)
        work.verdict = work.verdict or self.limiter.take(item.user_id)
        if not work.verdict.allowed:
            if work.verdict.tell:
                slow_down = [said("trop_vite", secondes=work.verdict.seconds)]
                await self._post(item, self._forms.posts(item, slow_down, me.username), posted)
            return
        async with self._typing(item):
            await self._greet(item, posted)
            messages = await self._replies.to(Question(item.conversation, work.text, item.id, work.files))
        await self._post(item, self._forms.posts(item, messages, me.username), posted)

    async def _greet(self, item: Item, posted: frozenset[str]) -> None:
        if self._store.greeted(item.user_id):
            return
        async with self._greeting:  # two first messages at once get one notice
            if not self._store.greeted(item.user_id):
                await self._post(item, [self._forms.notice(item, notice())], posted)
                self._store.greet(item.user_id)

    async def _post(self, item: Item, posts: list[Outgoing], posted: frozenset[str] = frozenset()) -> None:
        for post in posts:
            if post.part not in posted:
                await self._client.write(item.channel_id, item.root_id, post.text, post.props, post.pending_id)

    @asynccontextmanager
    async def _typing(self, item: Item) -> AsyncIterator[None]:
        """Show that we write, for as long as the answer takes."""

        async def show() -> None:
            while self.socket is not None:
                with suppress(aiohttp.ClientError, ConnectionError, ServerError):
                    await self.socket.typing(item.channel_id, item.root_id)
                await asyncio.sleep(TYPING_SECONDS)

        task = asyncio.create_task(show())
        try:
            yield
        finally:
            task.cancel()


def _marks(posts: Sequence[Post], me: Me) -> frozenset[str]:
    """Which parts of which answers are among some posts."""
    return frozenset(post.answers for post in posts if post.user_id == me.user_id and not post.deleted)
