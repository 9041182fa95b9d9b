"""The widget's side of its endpoints, and the reading of a stream of events."""

import json
from dataclasses import dataclass, field
from typing import Any

import httpx

BASE = "/api/v1/widget"


@dataclass
class Event:
    """One event as received; a sign of life has no name."""

    name: str = ""
    id: int | None = None
    data: dict[str, Any] = field(default_factory=dict)


def read_block(block: str) -> Event:
    """One event from its lines."""
    event = Event()
    for line in block.split("\n"):
        name, _, value = line.partition(": ")
        if name == "event":
            event.name = value
        elif name == "id":
            event.id = int(value)
        elif name == "data":
            event.data = json.loads(value)
    return event


def read_stream(text: str) -> list[Event]:
    """The events of a stream that has ended, signs of life left out."""
    assert text.endswith("\n\n") or not text
    return [event for event in map(read_block, text.split("\n\n")) if event.name]


def names(events: list[Event]) -> list[str]:
    """What came, in order."""
    return [event.name for event in events]


@dataclass
class Widget:
    """One person's widget."""

    client: httpx.AsyncClient
    conversation: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return f"{BASE}/conversations/{self.conversation}"

    async def begin(self) -> httpx.Response:
        response = await self.client.post(f"{BASE}/conversations", json={}, headers=self.headers)
        if response.status_code == 201:
            self.conversation = response.json()["conversation"]
        return response

    async def post(self, message: Any, message_id: Any = "m1") -> httpx.Response:
        body = {"message": message, "message_id": message_id}
        return await self.client.post(f"{self.path}/messages", json=body, headers=self.headers)

    async def say(self, message: str, message_id: str = "m1") -> list[Event]:
        """Post a message; the events of its answer."""
        response = await self.post(message, message_id)
        assert response.status_code == 200, response.text
        assert response.headers["content-type"].startswith("text/event-stream")
        return read_stream(response.text)

    async def history(self, after: object = 0) -> httpx.Response:
        return await self.client.get(f"{self.path}/messages", params={"after": str(after)}, headers=self.headers)

    async def lines(self, after: int = 0) -> list[dict[str, Any]]:
        """What was said since a line."""
        lines: list[dict[str, Any]] = (await self.history(after)).json()["messages"]
        return lines

    async def watch(self, after: int = 0, **headers: str) -> httpx.Response:
        """The conversation's events, until the stream ends."""
        return await self.client.get(
            f"{self.path}/events", params={"after": after}, headers={**self.headers, **headers}
        )

    async def erase(self) -> httpx.Response:
        return await self.client.delete(self.path, headers=self.headers)
