"""A person with a real Matrix client, encryption included."""

import asyncio
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nio import AsyncClient, AsyncClientConfig, MegolmEvent, RoomCreateError

ENCRYPTED = [{"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}]


class Person:
    """Logs in, talks, hears everything."""

    def __init__(self, url: str, user: str, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        config = AsyncClientConfig(encryption_enabled=True, backoff_factor=0.2, max_timeout_retry_wait_time=2)
        self.client = AsyncClient(url, user, store_path=str(folder), config=config)
        self.user = user
        self.heard: list[dict[str, Any]] = []
        """Sources of all timeline events of others, decrypted, with their room under ``room``."""
        self.left: set[str] = set()
        self._sync: "asyncio.Task[None] | None" = None

    async def __aenter__(self) -> "Person":
        await self.client.login("motdepasse")
        await self.client.sync(0, full_state=True)
        self._sync = asyncio.create_task(self._listen())
        return self

    async def __aexit__(self, *_error: object) -> None:
        assert self._sync is not None
        self._sync.cancel()
        await asyncio.gather(self._sync, return_exceptions=True)
        await self.client.close()

    async def _listen(self) -> None:
        while True:
            response = await self.client.sync(3000)
            for room, info in getattr(getattr(response, "rooms", None), "join", {}).items():
                for event in info.timeline.events:
                    if event.sender != self.user:
                        # Of what can't be read, the encrypted form.
                        unread = isinstance(event, MegolmEvent)
                        self.heard.append({**event.source, "room": room, "unread": unread, "heard": time.monotonic()})
            if self.client.should_upload_keys:
                await self.client.keys_upload()
            if self.client.should_query_keys:
                await self.client.keys_query()
            if self.client.should_claim_keys:
                await self.client.keys_claim(self.client.get_users_for_key_claiming())
            await self.client.send_to_device_messages()

    async def room(self, *guests: str, encrypted: bool = True, direct: bool = False, name: str | None = None) -> str:
        created = await self.client.room_create(
            invite=list(guests), is_direct=direct, name=name, initial_state=ENCRYPTED if encrypted else []
        )
        assert not isinstance(created, RoomCreateError), created
        return str(created.room_id)

    async def say(self, room: str, body: str, thread: str = "", mention: str = "", **more: Any) -> str:
        """Send a text; its event id."""
        content: dict[str, Any] = {"msgtype": "m.text", "body": body, **more}
        if mention:
            content["m.mentions"] = {"user_ids": [mention]}
        if thread:
            content["m.relates_to"] = {"rel_type": "m.thread", "event_id": thread, "is_falling_back": True,
                                       "m.in_reply_to": {"event_id": thread}}  # fmt: skip
        return await self.send(room, content)

    async def send(self, room: str, content: dict[str, Any], kind: str = "m.room.message") -> str:
        sent = await self.client.room_send(room, kind, content, uuid.uuid4().hex, ignore_unverified_devices=True)
        return str(sent.event_id)

    async def react(self, room: str, event: str, key: str) -> str:
        relation = {"rel_type": "m.annotation", "event_id": event, "key": key}
        return await self.send(room, {"m.relates_to": relation}, "m.reaction")

    async def until(self, test: Callable[[], Any], seconds: float = 30.0) -> Any:
        """Wait for something; what it gives."""
        end = time.monotonic() + seconds
        while not (found := test()):
            assert time.monotonic() < end, self.bodies()
            await asyncio.sleep(0.05)
        return found

    def bodies(self, room: str = "") -> list[str]:
        """Texts heard, in order."""
        return [str(one["content"].get("body", one["type"])) for one in self.messages(room)]

    def messages(self, room: str = "") -> list[dict[str, Any]]:
        wanted = ("m.room.message", "m.room.encrypted")
        return [one for one in self.heard if one["type"] in wanted and (not room or one["room"] == room)]

    async def hear(self, part: str, room: str = "", seconds: float = 30.0) -> dict[str, Any]:
        """Wait for a message that holds a text; its event."""

        def found() -> Any:
            return next(
                (one for one in self.messages(room) if part in str(one["content"].get("body", ""))), None
            )  # fmt: skip

        event: dict[str, Any] = await self.until(found, seconds)
        return event

    async def joined(self, room: str, user: str, seconds: float = 30.0) -> None:
        """Wait until somebody is in a room and their devices are known."""

        def there() -> bool:
            known = self.client.rooms.get(room)
            return known is not None and user in known.users and not known.users[user].invited

        await self.until(there, seconds)
