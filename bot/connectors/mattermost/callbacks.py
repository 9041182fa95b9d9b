"""What the Mattermost server calls: clicks on buttons, and the slash command. Nothing else is answered.

A click is believed for its signature and for nothing it says of itself; a command for its token. Both are read within
a size and a time, and neither is logged.
"""

import asyncio
import hashlib
import json
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.connectors.mattermost.answering import Answerer
from bot.connectors.mattermost.answers import CHOICE_PATH, COMMAND_PATH, chosen
from bot.connectors.mattermost.client import MattermostClient
from bot.connectors.mattermost.errors import ServerError
from bot.connectors.mattermost.replies import Question, Replies, notice, said
from bot.connectors.mattermost.settings import MattermostSettings
from bot.connectors.mattermost.signing import Button, Forged, Signer, same
from bot.connectors.mattermost.store import Item, Store
from bot.texts import texts

logger = logging.getLogger(__name__)

_BIGGEST = 64 * 1024
_BODY_SECONDS = 5.0
_UPDATE_SECONDS = 3.0
_COMMAND_SECONDS = 25.0
"""The server gives an integration thirty seconds."""


class _NotServed(Exception):
    """A request that gets a status and no word more."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


class Callbacks:
    """The routes."""

    def __init__(
        self,
        settings: MattermostSettings,
        client: MattermostClient,
        answerer: Answerer,
        replies: Replies,
        store: Store,
        signer: Signer,
    ) -> None:
        self._settings = settings
        self._client = client
        self._answerer = answerer
        self._replies = replies
        self._store = store
        self._signer = signer

    def app(self) -> Starlette:
        """The ASGI application; under the callback address's own path too, for proxies that keep it."""
        prefixes = {"", urlsplit(self._settings.callback_url).path.rstrip("/")}
        routes = [
            Route(prefix + path, _guarded(handler), methods=["POST"])
            for prefix in sorted(prefixes)
            for path, handler in ((CHOICE_PATH, self._choice), (COMMAND_PATH, self._command))
        ]
        return Starlette(routes=routes)

    async def _choice(self, body: bytes) -> dict[str, Any]:
        """A click: kept, answered in its thread, and shown in place of the buttons."""
        try:
            data = json.loads(body)
            button = self._signer.read(data.get("context") if isinstance(data, dict) else None)
        except (ValueError, RecursionError):
            raise _NotServed(400) from None
        except Forged:
            raise _NotServed(403) from None
        if data.get("user_id") != button.user_id:
            return {"ephemeral_text": texts(__file__).say("autre_personne")}
        text = await self._text_of(data.get("post_id"), button)
        self._answerer.click(self._item(button))
        return {} if text is None else {"update": chosen(button.part, text, button.title)}

    async def _text_of(self, post_id: Any, button: Button) -> str | None:
        """Text of the post that the button stands under; None when it can't be had or isn't ours."""
        if not isinstance(post_id, str) or not post_id or self._answerer.me is None:
            return None
        with suppress(ServerError, asyncio.TimeoutError):
            post = await asyncio.wait_for(self._client.post(post_id), _UPDATE_SECONDS)
            if post.user_id == self._answerer.me.user_id and post.answers == button.part:
                return post.text
        return None

    def _item(self, button: Button) -> Item:
        # Each choice once: a second click on it, or the server's second try, changes nothing.
        digest = hashlib.sha256(f"{button.part}\n{button.token}".encode()).hexdigest()[:26]
        now = self._client.server_time or int(time.time() * 1000)
        return Item(
            id=f"click-{digest}",
            kind="click",
            channel_id=button.channel_id,
            root_id=button.root_id,
            user_id=button.user_id,
            created_at=now,
            direct=bool(button.direct),
            choice=button.token,
        )

    async def _command(self, body: bytes) -> dict[str, Any]:
        """The slash command: answered at once, to its author only."""
        try:
            form = dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=100))
        except ValueError:
            raise _NotServed(400) from None
        given = form.get("token", "")
        # All are compared, so that the time taken tells nothing.
        if not any([same(given, token) for token in self._settings.tokens]):
            raise _NotServed(401)
        channel_id, user_id, trigger = (form.get(name, "") for name in ("channel_id", "user_id", "trigger_id"))
        if not channel_id or not user_id:
            raise _NotServed(400)
        verdict = self._answerer.limiter.take(user_id)
        if not verdict.allowed:
            return _ephemeral([said("trop_vite", secondes=verdict.seconds).markdown])
        conversation = (channel_id, form.get("root_id", ""), user_id)
        identifier = hashlib.sha256((trigger or f"{time.time_ns()}").encode()).hexdigest()[:26]
        question = Question(conversation, form.get("text", ""), f"command-{identifier}")
        return _ephemeral(await self._said(question, form.get("command", "")))

    async def _said(self, question: Question, command: str) -> list[str]:
        try:
            messages = await asyncio.wait_for(self._replies.to(question), _COMMAND_SECONDS)
        except asyncio.TimeoutError:
            messages = [said("passerelle.lente")]
        parts = [message.markdown for message in messages]
        if any(choice.number for message in messages for choice in message.choices):
            parts.append(texts(__file__).say("commande", commande=_command_word(command)))
        user_id = question.conversation[2]
        if not self._store.greeted(user_id):
            parts.insert(0, notice().markdown)
            self._store.greet(user_id)
        return parts


def _command_word(given: str) -> str:
    """The command as the person typed it, when it looks like one."""
    return given if given[:1] == "/" and given[1:].replace("-", "").isalnum() and len(given) < 40 else "/orientation"


def _ephemeral(parts: list[str]) -> dict[str, Any]:
    return {"response_type": "ephemeral", "text": "\n\n".join(parts)}


async def _body(request: Request) -> bytes:
    """The body, within its bounds of size and time."""

    async def read() -> bytes:
        parts, total = [], 0
        async for chunk in request.stream():
            total += len(chunk)
            if total > _BIGGEST:
                raise _NotServed(413)
            parts.append(chunk)
        return b"".join(parts)

    try:
        return await asyncio.wait_for(read(), _BODY_SECONDS)
    except asyncio.TimeoutError:
        raise _NotServed(408) from None


def _guarded(handler: Callable[[bytes], Awaitable[dict[str, Any]]]) -> Callable[[Request], Awaitable[Response]]:
    async def handle(request: Request) -> Response:
        try:
            return JSONResponse(await handler(await _body(request)))
        except _NotServed as refusal:
            logger.warning("callback refused: %s", refusal.status)
            return JSONResponse({}, refusal.status)

    return handle
