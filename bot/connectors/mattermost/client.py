"""A thin client of the Mattermost server: the few REST routes and the WebSocket that a bot needs. Knows no bot.

Every call has a deadline. What can pass (429, 5xx, a lost connection) is tried again for some twenty seconds; a post
carries a ``pending_post_id``, by which the server makes it once for thirty seconds however often it is sent.
"""

import asyncio
import datetime as dt
import email.utils
import json
import logging
import random
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import aiohttp

from bot.connectors.mattermost.errors import Refused, Unavailable
from bot.connectors.mattermost.events import Me, Post, Unreadable, read_post
from bot.connectors.mattermost.stream import Socket

logger = logging.getLogger(__name__)

WAITS = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds between the tries of one call: together less than the thirty seconds of ``pending_post_id``."""
PAGE = 200
"""Posts a page: the most that the server gives."""
_LONGEST_WAIT = 12.0
"""For a 429: what asks for more is left to the caller, who tries later."""
_BIGGEST_FRAME = 4 * 1024 * 1024


@dataclass(frozen=True)
class Channel:
    """A channel that the account is in."""

    id: str
    type: str
    last_post_at: int


class MattermostClient:
    """Calls with one account's token; open it with ``async with``."""

    def __init__(
        self, url: str, token: str, *, seconds: float = 10.0, waits: Sequence[float] = WAITS, heartbeat: float = 20.0
    ) -> None:
        """Nothing is opened yet.

        Args:
            url: the server's address, with its path where it lives under one.
            token: the account's.
            seconds: of each try of a call.
            waits: between the tries of a call.
            heartbeat: seconds between two pings of the WebSocket; half of it without an answer ends the connection.
        """
        self._base = url.rstrip("/") + "/api/v4"
        self._token = token
        self._timeout = aiohttp.ClientTimeout(total=seconds)
        self._waits = tuple(waits)
        self._heartbeat = heartbeat
        self._opened: aiohttp.ClientSession | None = None
        self.server_time: int | None = None
        """Milliseconds, by the server's clock, of its last answer."""

    async def __aenter__(self) -> "MattermostClient":
        """Nothing to wait for."""
        return self

    async def __aexit__(self, *_error: object) -> None:
        """Close the connections."""
        if self._opened is not None:
            await self._opened.close()
            self._opened = None

    async def me(self) -> Me:
        """The account that the token belongs to."""
        data = await self._call("GET", "/users/me")
        return Me(_text(data, "id"), _text(data, "username"))

    async def channels(self, user_id: str) -> list[Channel]:
        """Every channel of every team that the account is in, direct ones included."""
        data = await self._call("GET", f"/users/{_safe(user_id)}/channels")
        if not isinstance(data, list):
            raise Unavailable("form")
        return [Channel(_text(one, "id"), _text(one, "type"), _number(one, "last_post_at")) for one in data]

    async def posts(self, channel_id: str, since: int) -> list[Post]:
        """Posts made since a time (the server's, milliseconds), oldest first.

        Read backwards from the newest: the route's own ``since`` may leave holes and stops at 1,000.
        """
        found: dict[str, Post] = {}
        before = ""
        while True:
            query = {"per_page": str(PAGE), **({"before": before} if before else {})}
            page = _page(await self._call("GET", f"/channels/{_safe(channel_id)}/posts", query=query))
            recent = [post for post in page if post.created_at >= since]
            found.update((post.id, post) for post in recent)
            if len(page) < PAGE or len(recent) < len(page):
                return sorted(found.values(), key=lambda post: (post.created_at, post.id))
            before = _anchor(page)

    async def post(self, post_id: str) -> Post:
        """One post."""
        return _post(await self._call("GET", f"/posts/{_safe(post_id)}"))

    async def write(
        self, channel_id: str, root_id: str, text: str, props: Mapping[str, Any], pending_post_id: str
    ) -> Post:
        """Make a post."""
        body: dict[str, Any] = {
            "channel_id": channel_id,
            "message": text,
            "props": dict(props),
            "pending_post_id": pending_post_id,
        }
        if root_id:
            body["root_id"] = root_id
        return _post(await self._call("POST", "/posts", body=body))

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[Socket]:
        """A connection of the WebSocket, authenticated.

        Raises:
            Unavailable: it can't be opened.
            Refused: the token isn't taken.
        """
        # A URL of http(s) becomes one of ws(s).
        url = "ws" + self._base.removeprefix("http") + "/websocket"
        try:
            connection = await self._session().ws_connect(url, heartbeat=self._heartbeat, max_msg_size=_BIGGEST_FRAME)
        except aiohttp.WSServerHandshakeError as error:
            raise (Refused(error.status) if error.status in (401, 403) else Unavailable(str(error.status))) from None
        except (aiohttp.ClientError, asyncio.TimeoutError) as error:
            raise Unavailable(type(error).__name__) from None
        socket = Socket(connection)
        try:
            try:
                await asyncio.wait_for(socket.authenticate(self._token), self._timeout.total)
            except (aiohttp.ClientError, ConnectionError, asyncio.TimeoutError):
                raise Unavailable("challenge") from None
            yield socket
        finally:
            await socket.close()

    def _session(self) -> aiohttp.ClientSession:
        if self._opened is None:
            # trust_env: many administrations reach the outside through a proxy only.
            self._opened = aiohttp.ClientSession(timeout=self._timeout, trust_env=True)
        return self._opened

    async def _call(
        self, method: str, path: str, *, query: Mapping[str, str] | None = None, body: Mapping[str, Any] | None = None
    ) -> Any:
        """One call, again when it may pass.

        Raises:
            Unavailable, Refused: no answer of use.
        """
        for wait in (*self._waits, None):
            try:
                return await self._try(method, path, query, body)
            except _Again as again:
                if wait is None or again.after > _LONGEST_WAIT:
                    raise Unavailable(again.why, again.after) from None
                logger.warning("server: %s, tried again", again.why)
                await asyncio.sleep(max(again.after, wait * random.uniform(0.5, 1.0)))
        raise AssertionError("unreachable")

    async def _try(
        self, method: str, path: str, query: Mapping[str, str] | None, body: Mapping[str, Any] | None
    ) -> Any:
        headers = {"Authorization": f"Bearer {self._token}"}
        try:
            async with self._session().request(
                method, self._base + path, params=query, json=body, headers=headers, allow_redirects=False
            ) as response:
                self._note_time(response.headers.get("Date", ""))
                if response.status == 429:
                    raise _Again("429", _retry_after(response.headers))
                if response.status >= 500:
                    raise _Again(str(response.status))
                if response.status >= 300:
                    raise Refused(response.status)
                return json.loads(await response.read())
        except (aiohttp.ClientError, asyncio.TimeoutError, ValueError) as error:
            raise _Again(type(error).__name__) from None

    def _note_time(self, date: str) -> None:
        try:
            moment = email.utils.parsedate_to_datetime(date)
        except (TypeError, ValueError):
            return
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=dt.timezone.utc)
        self.server_time = int(moment.timestamp() * 1000)


class _Again(Exception):
    """A try that failed in a way that may pass."""

    def __init__(self, why: str, after: float = 0.0) -> None:
        super().__init__(why)
        self.why = why
        self.after = after


def _retry_after(headers: Mapping[str, str]) -> float:
    """Seconds that a 429 asks to wait: ``Retry-After``, else the server's own header."""
    for name in ("Retry-After", "X-RateLimit-Reset"):
        value = headers.get(name, "").strip()
        if value.isdigit() and int(value) < 100_000:
            return float(value)
    return 1.0


def _page(data: Any) -> list[Post]:
    """A list of posts in the order that the server says (newest first); what can't be read is passed over."""
    order = data.get("order") if isinstance(data, dict) else None
    posts = data.get("posts") if isinstance(data, dict) else None
    if not isinstance(order, list) or not isinstance(posts, dict):
        raise Unavailable("form")
    return [_post(posts[key]) for key in order if isinstance(posts.get(key), dict)]


def _anchor(page: Sequence[Post]) -> str:
    """The post to read before: posts made in the same millisecond as the last one are asked for again."""
    oldest = page[-1].created_at
    return next((post.id for post in reversed(page) if post.created_at > oldest), page[-1].id)


def _post(data: Any) -> Post:
    try:
        return read_post(data if isinstance(data, dict) else {})
    except Unreadable:
        raise Unavailable("form") from None


def _text(data: Any, key: str) -> str:
    value = data.get(key) if isinstance(data, dict) else None
    if not isinstance(value, str) or not value:
        raise Unavailable("form")
    return value


def _number(data: Any, key: str) -> int:
    value = data.get(key) if isinstance(data, dict) else None
    return value if isinstance(value, int) else 0


def _safe(identifier: str) -> str:
    return quote(identifier, safe="")
