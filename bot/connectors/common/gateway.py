"""The gateway's client: ask, erase, report one's state. It raises nothing but cancellation: a refusal is a sentence."""

import asyncio
import datetime as dt
import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote

import aiohttp

from bot.texts import texts

logger = logging.getLogger(__name__)

Entry = dict[str, Any]
"""``{"text", "buttons"?}`` or ``{"custom"}``."""

RETRIES = (0.5, 1.5, 4.0, 10.0)
"""Seconds between tries when the gateway can't be reached: it may be restarting."""
TURN_SECONDS = 75.0
"""Of a whole request: the gateway's own deadlines are 30 s in line and 30 s for the turn."""
REPORT_SECONDS = 15.0
"""Between two reports of a connector's state."""
_LONGEST_SAID = 4_000


@dataclass(frozen=True)
class Reply:
    """What the gateway answered: always at least one entry to show."""

    entries: Sequence[Entry]
    error: str | None = None
    """Code of a refusal: the contract's, or ``injoignable``, ``lente``, ``illisible``, ``refusee``, ``vide``."""
    retry_after: int | None = None
    """Seconds that a refusal asks to wait."""
    request: str | None = None
    """After an erasure, what became of the request made in the conversation: the contract's word."""

    @property
    def ours(self) -> bool:
        """Whether people who run the service should know: not a refusal that its author can mend."""
        return self.error not in (None, "too_many", "busy", "too_long", "empty", "unknown_choice", "erased")


@dataclass(frozen=True)
class Request:
    """A request made in a conversation."""

    number: str
    waits: bool
    """Whether it hasn't left: an erasure may cancel it."""


def conversation_id(*parts: str) -> str:
    """A ``sender`` for the gateway from what makes a conversation (room, thread, person): no name is in it."""
    digest = hashlib.sha256()
    for part in parts:
        raw = part.encode()
        digest.update(len(raw).to_bytes(4, "big") + raw)
    return digest.hexdigest()


def sentence(code: str) -> list[Entry]:
    """A sentence of our own, as entries."""
    return [{"text": texts(__file__).say(f"passerelle.{code}")}]


class GatewayClient:
    """Speaks to one gateway for one connector; open it with ``async with``, or :meth:`close` it."""

    def __init__(
        self, url: str, secret: str, channel: str, *, seconds: float = TURN_SECONDS, retries: Sequence[float] = RETRIES
    ) -> None:
        """Nothing is opened yet.

        Args:
            url: the gateway's address.
            secret: this caller's; empty when the gateway has none.
            channel: what Rasa is told of where the message comes from.
            seconds: of a whole request.
            retries: seconds between tries when the gateway can't be reached.
        """
        self._url = url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        self._channel = channel
        self._timeout = aiohttp.ClientTimeout(total=seconds, connect=5.0)
        self._retries = retries
        self._opened: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> "GatewayClient":
        """Nothing to wait for."""
        return self

    async def __aexit__(self, *_error: object) -> None:
        """Close."""
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        if self._opened is not None:
            await self._opened.close()
            self._opened = None

    async def ask(self, sender: str, text: str, message_id: str, metadata: Entry | None = None) -> Reply:
        """Send one message; the same ``message_id`` sent again gets the same answer, and no second turn."""
        body: Entry = {"sender": sender, "message": text, "message_id": message_id, "input_channel": self._channel}
        if metadata:
            body["metadata"] = metadata
        status, said, headers = await self._send("POST", "/webhooks/rest/webhook", body)
        if status == 200 and isinstance(said, list):
            entries = [entry for entry in said if isinstance(entry, dict)]
            return Reply(entries) if entries else Reply(sentence("vide"), "vide")
        return _refused(status, said, headers)

    async def request(self, sender: str) -> tuple[Request | None, Reply | None]:
        """The request made in a conversation, if any; or why that can't be told."""
        status, said, headers = await self._send("GET", f"/api/v1/conversations/{quote(sender, safe='')}")
        if status != 200 or not isinstance(said, dict):
            return None, _refused(status, said, headers)
        told = said.get("request")
        if not isinstance(told, dict) or not isinstance(told.get("number"), str):
            return None, None
        return Request(told["number"], told.get("state") == "waiting"), None

    async def erase(self, sender: str, request: Literal["keep", "cancel"] = "cancel") -> Reply:
        """Erase a conversation; one that doesn't exist is erased already.

        ``request``: what becomes of a request made in it that hasn't left.
        """
        path = f"/api/v1/conversations/{quote(sender, safe='')}?request={request}"
        status, said, headers = await self._send("DELETE", path)
        if status == 200 and isinstance(said, dict) and isinstance(said.get("text"), str):
            outcome = said.get("request")
            return Reply([{"text": said["text"]}], request=outcome if isinstance(outcome, str) else None)
        return _refused(status, said, headers)

    async def report(self, name: str, connected: bool, since: dt.datetime) -> bool:
        """Tell ``/health`` how this connector is; whether the gateway took it."""
        body = {"connected": connected, "since": since.astimezone(dt.timezone.utc).isoformat(timespec="seconds")}
        status, _said, _headers = await self._send("POST", f"/health/connectors/{name}", body, again=False)
        return status == 200

    async def ready(self, *, wholly: bool = False) -> bool:
        """Whether people would get an answer now; ``wholly``: and be oriented, the action server being there too."""
        status, said, _headers = await self._send("GET", "/health", again=False)
        enough = ("ok",) if wholly else ("ok", "degraded")
        return status == 200 and isinstance(said, dict) and said.get("status") in enough

    async def _send(
        self,
        method: Literal["GET", "POST", "DELETE"],
        path: str,
        body: Entry | None = None,
        *,
        again: bool = True,
    ) -> tuple[int | str, Any, dict[str, str]]:
        """One request, ``again`` when the gateway can't be reached.

        Returns:
            Status, or a code of ``passerelle``; the JSON; the headers in lower case.
        """
        for wait in (*(self._retries if again else ()), None):
            try:
                return await self._send_once(method, path, body)
            except asyncio.TimeoutError:  # before ClientError: some of aiohttp's are both
                logger.warning("gateway: no answer in time")
                return "lente", None, {}
            except aiohttp.ClientError as error:
                logger.warning("gateway: %s", type(error).__name__)
                if wait is not None:
                    await asyncio.sleep(wait)
        return "injoignable", None, {}

    async def _send_once(self, method: str, path: str, body: Entry | None) -> tuple[int, Any, dict[str, str]]:
        if self._opened is None:
            self._opened = aiohttp.ClientSession(headers=self._headers, timeout=self._timeout, trust_env=False)
        async with self._opened.request(method, self._url + path, json=body, allow_redirects=False) as response:
            try:
                said = await response.json(content_type=None)
            except ValueError:
                said = None
            return response.status, said, {key.lower(): value for key, value in response.headers.items()}


def _refused(status: int | str, said: Any, headers: dict[str, str]) -> Reply:
    """A refusal as its French sentence: the gateway's own, else ours."""
    if isinstance(status, str):
        return Reply(sentence(status), status)
    logger.warning("gateway: refused with %s", status)
    if status in (401, 403, 404, 405):  # our settings, not the person's message
        return Reply(sentence("refusee"), "refusee")
    retry = headers.get("retry-after", "")
    after = int(retry) if retry.isdigit() else None
    if isinstance(said, dict) and isinstance(said.get("text"), str) and said["text"].strip():
        code = said.get("error")
        return Reply([{"text": said["text"][:_LONGEST_SAID]}], code if isinstance(code, str) else "illisible", after)
    return Reply(sentence("illisible"), "illisible", after)


class Presence:
    """Whether the connector hears and speaks, told to the gateway every 15 s and at each change."""

    def __init__(self, client: GatewayClient, name: str, every: float = REPORT_SECONDS) -> None:
        self._client = client
        self._name = name
        self._every = every
        self._changed = asyncio.Event()
        self.connected = False
        self.since = dt.datetime.now(dt.timezone.utc)

    def set(self, connected: bool) -> None:
        """Say what is now."""
        if connected != self.connected:
            self.connected, self.since = connected, dt.datetime.now(dt.timezone.utc)
            self._changed.set()

    async def run(self) -> None:
        """Report until cancelled."""
        while True:
            self._changed.clear()
            await self._client.report(self._name, self.connected, self.since)
            try:
                await asyncio.wait_for(self._changed.wait(), self._every)
            except asyncio.TimeoutError:
                continue
