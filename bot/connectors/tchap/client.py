"""A Matrix account: calls at the server's pace, session kept, encryption. It knows nothing of the assistant."""

import asyncio
import json
import logging
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
from nio import AsyncClient, AsyncClientConfig, LoginError, WhoamiError
from nio.responses import WhoamiResponse

from bot.connectors.tchap.bucket import Bucket
from bot.connectors.tchap.errors import ENDED, Refused
from bot.connectors.tchap.events import Content, typing_path
from bot.connectors.tchap.settings import TchapSettings
from bot.texts import texts

logger = logging.getLogger(__name__)

_LONGEST_PAUSE = 600.0
TYPING_SECONDS = 20


class Matrix(AsyncClient):
    """nio's client with the bucket before every call but the sync, and with our ways to try again.

    What doesn't reach the server, or gets one of its 5xx, is tried again by nio, for ever, with growing pauses and the
    same transaction number: a message can be late, not doubled.
    """

    def __init__(self, settings: TchapSettings, folder: Path, bucket: Bucket, heard: Callable[[bool], None]) -> None:
        """Nothing is opened yet.

        Args:
            settings: the connector's.
            folder: of the keys.
            bucket: before each call.
            heard: told after each call whether the server answered.
        """
        config = AsyncClientConfig(
            encryption_enabled=True,
            store_sync_tokens=False,
            pickle_key=settings.store_secret or "DEFAULT_KEY",
            max_limit_exceeded=None,
            max_timeouts=None,
            backoff_factor=0.25,
            max_timeout_retry_wait_time=15,
            request_timeout=30,
        )
        super().__init__(settings.homeserver.rstrip("/"), settings.user, store_path=str(folder), config=config)
        self._bucket = bucket
        self._heard = heard
        self._learning = asyncio.Lock()

    async def send(
        self, method: str, path: str, data: Any = None, headers: Any = None, trace_context: Any = None,
        timeout: float | None = None,  # noqa: ASYNC109 - nio's signature
    ) -> aiohttp.ClientResponse:  # fmt: skip
        """One call, when its turn comes; ``Retry-After`` is obeyed by all of them."""
        syncing = path.startswith("/_matrix/client/") and "/sync" in path.partition("?")[0]
        while True:
            if not syncing:
                await self._bucket.take()
            response = await self._call(method, path, data, headers, trace_context, timeout)
            if response.status != 429:
                return response
            seconds = await _retry_after(response)
            logger.warning("server: too many calls, pause of %d s", round(seconds))
            self._bucket.pause(seconds)
            if syncing:
                await asyncio.sleep(seconds)

    async def _call(self, *request: Any) -> aiohttp.ClientResponse:
        """One call now, its body read.

        Raises:
            aiohttp.ClientConnectionError: no answer, half an answer, or a 5xx.
            asyncio.TimeoutError: it takes too long.
        """
        try:
            response: aiohttp.ClientResponse = await super().send(*request)
            await response.read()
            if response.status >= 500:
                raise aiohttp.ClientConnectionError(f"status {response.status}")
        except aiohttp.ClientPayloadError as error:
            self._heard(False)
            raise aiohttp.ClientConnectionError("cut short") from error
        except (aiohttp.ClientConnectionError, asyncio.TimeoutError):
            self._heard(False)
            raise
        self._heard(True)
        return response

    async def typing(self, room: str, on: bool, keep: int) -> bool:
        """Say that we are typing, or no more, if that costs nobody anything; whether it was said."""
        if not self._bucket.spare(keep):
            return False
        body = {"typing": True, "timeout": TYPING_SECONDS * 1000} if on else {"typing": False}
        headers = {"Authorization": f"Bearer {self.access_token}", "Content-Type": "application/json"}
        try:
            path = typing_path(room, self.user_id)
            response = await self._call("PUT", path, json.dumps(body), headers, None, 5.0)
        except (aiohttp.ClientError, asyncio.TimeoutError):
            return False
        if response.status == 429:
            self._bucket.pause(await _retry_after(response))
        return bool(response.status == 200)

    async def learn_devices(self) -> None:
        """Ask for the devices of people whom we don't know or who changed: they couldn't read what is sent before."""
        async with self._learning:
            if self.should_query_keys:
                await self.keys_query()

    async def say(self, room: str, content: Content, transaction: str) -> str | None:
        """Send a message; its event id, or None when the room doesn't take it.

        Raises:
            Refused: the session is ended.
        """
        if room not in self.rooms:
            return None
        await self.learn_devices()
        response = await self.room_send(room, "m.room.message", content, transaction, ignore_unverified_devices=True)
        event = getattr(response, "event_id", None)
        if isinstance(event, str):
            return event
        code = str(getattr(response, "status_code", None))
        if code in ENDED:
            raise Refused(code)
        logger.warning("a message was refused: %s", code)
        return None


async def _retry_after(response: aiohttp.ClientResponse) -> float:
    """Seconds that a 429 asks for: the header, else the body, else 5."""
    value: Any = response.headers.get("Retry-After")
    try:
        if value is None:
            value = json.loads(await response.read()).get("retry_after_ms") / 1000
        return min(max(float(value), 0.1), _LONGEST_PAUSE)
    except (TypeError, ValueError, AttributeError):
        return 5.0


class SessionFile:
    """Token and device of the account, in a file of its own that only its user reads."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> dict[str, str]:
        """What is kept; empty the first time."""
        if not self._path.exists():
            return {}
        kept = json.loads(self._path.read_text(encoding="utf-8"))
        return {str(key): str(value) for key, value in kept.items()}

    def write(self, kept: dict[str, str]) -> None:
        """Replace it at once."""
        draft = self._path.with_suffix(".draft")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(kept, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._path)


async def open_session(client: Matrix, settings: TchapSettings, file: SessionFile) -> None:
    """Take up the kept session, or log in: on the same device, unless the server forgot it.

    Raises:
        Refused: no way in.
    """
    kept = file.read()
    if kept and (kept.get("homeserver"), kept.get("user")) != (settings.homeserver, settings.user):
        raise Refused("the folder holds another account's keys: move it away")
    if not kept:
        device = settings.device_id or _new_device()
        kept = {"homeserver": settings.homeserver, "user": settings.user, "device_id": device}
        if settings.access_token:
            kept |= {"user_id": settings.user, "access_token": settings.access_token}
        file.write(kept)  # the device is known before the server makes it: a death in between makes no second one
    for token in dict.fromkeys(filter(None, (kept.get("access_token"), settings.access_token))):
        kept["access_token"] = token
        if await _resumed(client, kept):
            file.write(kept)
            return
    if not settings.password:
        raise Refused("the session was ended, and there is no TCHAP_PASSWORD to open another")
    file.write(kept)
    await _log_in(client, settings, kept)
    file.write({**kept, "user_id": client.user_id, "access_token": client.access_token})


def _new_device() -> str:
    return f"ORIENTATION{secrets.token_hex(4).upper()}"


async def _resumed(client: Matrix, kept: dict[str, str]) -> bool:
    """Whether the kept session still is one; when the server ended it, its device went too and gets a successor."""
    client.restore_login(kept["user_id"], kept["device_id"], kept["access_token"])
    answer = await client.whoami()
    if isinstance(answer, WhoamiResponse):
        if answer.device_id and answer.device_id != kept["device_id"]:
            raise Refused("TCHAP_DEVICE_ID isn't the device of TCHAP_ACCESS_TOKEN")
        return True
    if isinstance(answer, WhoamiError) and answer.status_code not in ENDED:
        raise Refused(str(answer.status_code))
    told = await answer.transport_response.json(content_type=None)
    if not (isinstance(told, dict) and told.get("soft_logout")):
        kept["device_id"] = _new_device()
        client.store = client.olm = None  # its keys are in a file of its own
    client.access_token = kept["access_token"] = ""
    return False


async def _log_in(client: Matrix, settings: TchapSettings, kept: dict[str, str]) -> None:
    if settings.user.startswith("@"):
        who = {"type": "m.id.user", "user": settings.user}
    else:
        who = {"type": "m.id.thirdparty", "medium": "email", "address": settings.user}
    answer = await client.login_raw(
        {
            "type": "m.login.password", "identifier": who, "password": settings.password,
            "device_id": kept["device_id"], "initial_device_display_name": texts(__file__).say("appareil"),
        }
    )  # fmt: skip
    if isinstance(answer, LoginError) or not client.access_token:
        raise Refused(str(getattr(answer, "status_code", None) or "login"))
