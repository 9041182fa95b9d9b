"""A Rasa that is a real HTTP server on a free port and misbehaves as asked."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

Message = dict[str, Any]


@dataclass
class Act:
    """How one request is answered: wait, send messages with pauses, then end in some way."""

    messages: Sequence[Message] = ()
    delay: float = 0.0
    pause: float = 0.0
    end: str = "close"
    """``close`` ends the stream properly, ``freeze`` leaves it open for ever, ``kill`` resets the connection."""
    status: int = 200
    raw: bytes = b""


NONE = {
    "type": "none", "decision": "none", "text": "Rien.", "intro": "Rien.", "outro": None, "door": None, "near": [],
    "ways_on": [], "need": "",
}  # fmt: skip
"""What the action server answers to a need."""


def length_of(head: str) -> int:
    """Bytes of the body that a request announces."""
    return next(int(line.split(":")[1]) for line in head.lower().split("\r\n") if line.startswith("content-len"))


def text(words: str, **more: Any) -> Message:
    """A text of Rasa's."""
    return {"recipient_id": "rasa", "text": words, **more}


@dataclass
class FakeRasa:
    """Acts in order, then the default one; remembers what it was sent."""

    default: Act = field(default_factory=lambda: Act([text("Bonjour")]))
    acts: list[Act] = field(default_factory=list)
    received: list[Message] = field(default_factory=list)
    orientation: Message = field(default_factory=lambda: dict(NONE))
    cards: list[Message] = field(default_factory=list)
    """Services that it has cards of."""
    asked: list[Message] = field(default_factory=list)
    ahead: list[Message] = field(default_factory=list)
    """What the action server is given to read while Rasa works."""
    reads: bool = True
    """Whether it answers then."""
    port: int = 0
    open_streams: int = 0
    _server: asyncio.AbstractServer | None = None

    async def start(self, port: int = 0) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._server:
            self._server.close()
            self._server = None

    @property
    def sent(self) -> list[str]:
        """The messages received, health checks left out."""
        return [body["message"] for body in self.received]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open_streams += 1
        try:
            await self._answer(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.open_streams -= 1
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        if head.startswith("GET /health"):
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}")
            await writer.drain()
            return
        if head.startswith("POST /api/v1/orientation "):
            await self._orient(head, reader, writer)
            return
        if head.startswith("POST /cards "):
            await self._show(head, reader, writer)
            return
        if head.startswith("POST /reading "):
            await self._read_ahead(head, reader, writer)
            return
        assert head.startswith("POST /webhooks/rest/webhook?stream=true "), head
        length = length_of(head)
        self.received.append(json.loads(await reader.readexactly(length)))
        act = self.acts.pop(0) if self.acts else self.default
        await asyncio.sleep(act.delay)
        writer.write(f"HTTP/1.1 {act.status} X\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n".encode())
        for position, message in enumerate(act.messages):
            await asyncio.sleep(act.pause if position else 0)
            self._chunk(writer, json.dumps(message).encode() + b"\n")
            await writer.drain()
        if act.raw:
            self._chunk(writer, act.raw)
        if act.end == "freeze":
            await reader.read()  # until the gateway leaves
        elif act.end == "kill":
            await writer.drain()
            await asyncio.sleep(0.02)  # what was sent arrives before the reset
            writer.transport.abort()
        else:
            writer.write(b"0\r\n\r\n")
            await writer.drain()

    async def _read_ahead(self, head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """The action server's other route, on the same port too."""
        self.ahead.append(json.loads(await reader.readexactly(length_of(head))))
        if self.reads:
            writer.write(b"HTTP/1.1 202 X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
            await writer.drain()
        else:
            writer.transport.abort()

    async def _orient(self, head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """The action server's route, which stands on the same port in these tests."""
        asked = json.loads(await reader.readexactly(length_of(head)))
        self.asked.append(asked)
        if self.default.end == "kill":
            writer.transport.abort()
            return
        await asyncio.sleep(self.default.delay)
        status = 409 if asked["choice"] else self.default.status
        body = self.default.raw or json.dumps(self.orientation).encode()
        writer.write(f"HTTP/1.1 {status} X\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n".encode() + body)
        await writer.drain()

    async def _show(self, head: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """The action server's cards of services, by their ids."""
        ids = json.loads(await reader.readexactly(length_of(head)))["ids"]
        if self.default.end == "kill":
            writer.transport.abort()
            return
        await asyncio.sleep(self.default.delay)
        found = [card for key in ids for card in self.cards if card["id"] == key]
        body = self.default.raw or json.dumps({"solutions": found}).encode()
        start = f"HTTP/1.1 {self.default.status} X\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
        writer.write(start.encode() + body)
        await writer.drain()

    @staticmethod
    def _chunk(writer: asyncio.StreamWriter, data: bytes) -> None:
        writer.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
