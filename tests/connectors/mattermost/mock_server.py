"""A Mattermost server made from its official description: a real HTTP and WebSocket peer on this machine.

Every request of the bot, and every answer given to it, is checked against the OpenAPI description; what doesn't fit is
kept under ``violations``. Behaviour that the description doesn't say (WebSocket frames, ``pending_post_id``, threads,
order of pages, who is marked as a bot) follows what the server's public source does. The routes under ``/mock`` are the
tests' own: people write, frames are dropped, faults are ordered.

Runs in the environment of the test servers: ``python mock_server.py PORT [TOKEN]``.
"""

import asyncio
import copy
import json
import secrets
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn
import yaml
from openapi_core import OpenAPI
from openapi_core.contrib.starlette import StarletteOpenAPIRequest
from openapi_core.datatypes import RequestParameters
from openapi_core.exceptions import OpenAPIError
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

SPECIFICATION = Path(__file__).parent / "specification" / "mattermost-v4-trimmed.yaml"
UNDESCRIBED = {"pending_post_id"}
"""Sent to the server on purpose though its description doesn't name it: its public source does."""
LONGEST_POST = 16_383
PENDING_SECONDS = 30.0
BOT = {"id": "b4orientation7qx1bot9zk3mw", "username": "orientation"}
_ALPHABET = "ybndrfg8ejkmcpqxot1uwisza345h769"


def new_id() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(26))


def now() -> int:
    return int(time.time() * 1000)


class Wrong(Exception):
    """An answer of the server's that isn't a success."""

    def __init__(self, status: int, identifier: str) -> None:
        super().__init__(identifier)
        self.status, self.identifier = status, identifier


@dataclass
class Fault:
    """How some of the next calls go wrong."""

    path: str
    status: int = 0
    """What is answered; 0: what would have been."""
    times: int = 1
    method: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    after: bool = False
    """Whether the call does its work all the same: the answer is lost, not the request."""
    hang: float = 0.0
    """Seconds before the call does its work."""
    late: float = 0.0
    """Seconds between the work and its answer."""
    skip: int = 0
    """Calls that go well first."""


class _Request(StarletteOpenAPIRequest):  # type: ignore[misc]
    """A request already read, as openapi-core wants it."""

    def __init__(self, request: Request, body: bytes) -> None:
        self.request = request
        self.parameters = RequestParameters(
            query=request.query_params, header=Headers(request.headers), cookie=request.cookies
        )
        self._read = body

    @property
    def body(self) -> bytes | None:
        return self._read or None


class _Answer:
    """An answer as openapi-core wants it."""

    def __init__(self, status: int, data: bytes) -> None:
        self.status_code, self.data, self.headers = status, data, Headers({})
        self.content_type = "application/json"


class Server:
    """State and behaviour."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.document = yaml.safe_load(SPECIFICATION.read_text(encoding="utf-8"))
        self.api = OpenAPI.from_dict(self.document)
        self.people: dict[str, str] = {}
        self.channels: dict[str, dict[str, Any]] = {}
        self.posts: dict[str, dict[str, Any]] = {}
        self.by_channel: dict[str, list[dict[str, Any]]] = {}
        self.pending: dict[str, tuple[str, float]] = {}
        self.sockets: dict[WebSocket, int] = {}
        self.violations: list[str] = []
        self.typing: list[dict[str, Any]] = []
        self.calls: list[str] = []
        self.faults: list[Fault] = []
        self.first_token = token
        self.age = 0
        """Counts the resets: what hung before one does nothing after it."""
        self.mute = False
        """Whether posts reach no WebSocket: what is written is missed."""
        for name, kind in (("town", "O"), ("private", "P"), ("group", "G")):
            self.channel(name, kind)

    def person(self, name: str) -> str:
        if name == BOT["username"]:
            return BOT["id"]
        return self.people.setdefault(name, new_id())

    def channel(self, name: str, kind: str) -> dict[str, Any]:
        """A channel by the name that tests give it, made at its first use."""
        known = next((one for one in self.channels.values() if one["name"] == name), None)
        if known is None:
            known = {
                "id": new_id(), "create_at": now(), "update_at": now(), "delete_at": 0, "type": kind, "name": name,
                "team_id": "" if kind in "DG" else "t1team6x9qkz3wdp7hsfymrbjt", "display_name": name, "header": "",
                "purpose": "", "last_post_at": 0, "total_msg_count": 0, "extra_update_at": 0, "creator_id": "",
            }  # fmt: skip
            self.channels[known["id"]] = known
            self.by_channel[known["id"]] = []
        return known

    def make_post(self, user_id: str, body: dict[str, Any]) -> dict[str, Any]:
        """Store a post; what the server adds by itself is added."""
        channel = self.channels.get(body["channel_id"])
        if channel is None:
            raise Wrong(403, "api.context.permissions.app_error")
        root = body.get("root_id") or ""
        if root and (root not in self.posts or self.posts[root]["root_id"] or self.posts[root]["delete_at"]):
            raise Wrong(400, "api.post.create_post.root_id.app_error")
        if len(body["message"]) > LONGEST_POST:
            raise Wrong(400, "model.post.is_valid.msg.app_error")
        at = now()
        props = dict(body.get("props") or {})
        if user_id == BOT["id"]:
            props["from_bot"] = "true"
        post = {
            "id": new_id(), "create_at": at, "update_at": at, "edit_at": 0, "delete_at": 0, "is_pinned": False,
            "user_id": user_id, "channel_id": channel["id"], "root_id": root, "original_id": "",
            "message": body["message"], "type": body.get("type", ""), "props": props, "hashtags": "",
            "file_ids": body.get("file_ids", []), "pending_post_id": body.get("pending_post_id", ""),
            "reply_count": 0, "last_reply_at": 0, "metadata": {},
        }  # fmt: skip
        self.posts[post["id"]] = post
        self.by_channel[channel["id"]].append(post)
        channel["last_post_at"] = at
        channel["total_msg_count"] += 1
        return post

    async def publish(self, post: dict[str, Any], mentions: list[str] | None = None) -> None:
        """Tell the WebSockets of a post."""
        channel = self.channels[post["channel_id"]]
        data = {
            "channel_display_name": channel["display_name"], "channel_name": channel["name"],
            "channel_type": channel["type"], "post": json.dumps(stripped(post), ensure_ascii=False),
            "sender_name": "@somebody", "set_online": True, "team_id": channel["team_id"],
        }  # fmt: skip
        if mentions:
            data["mentions"] = json.dumps(mentions)
        if not self.mute:
            await self.send("posted", data, channel["id"])

    async def send(self, event: str, data: dict[str, Any], channel_id: str = "") -> None:
        """A frame to every authenticated WebSocket."""
        for socket, number in list(self.sockets.items()):
            broadcast = {"omit_users": None, "user_id": "", "channel_id": channel_id, "team_id": ""}
            frame = {"event": event, "data": data, "broadcast": broadcast, "seq": number}
            self.sockets[socket] = number + 1
            try:
                await socket.send_text(json.dumps(frame, ensure_ascii=False))
            except (RuntimeError, WebSocketDisconnect):
                self.sockets.pop(socket, None)


def stripped(post: dict[str, Any]) -> dict[str, Any]:
    """A post as clients see it: where a button calls is the server's own business."""
    seen = copy.deepcopy(post)
    for attachment in seen["props"].get("attachments", []):
        for action in attachment.get("actions", []):
            action.pop("integration", None)
    return seen


class Routes:
    """The described routes, each checked on its way in and out."""

    def __init__(self, server: Server) -> None:
        self._server = server

    async def handle(self, request: Request) -> Response:
        server, body = self._server, await request.body()
        server.calls.append(f"{request.method} {request.url.path}")
        self._check_request(request, body)
        fault, age = self._fault(request), server.age
        if fault and fault.hang:
            await asyncio.sleep(fault.hang)
        try:
            if age != server.age:
                raise Wrong(503, "mock.reset")
            if fault and fault.status and not fault.after:
                raise Wrong(fault.status, "mock.fault")
            status, data = await self._answer(request, body)
            if fault:
                await asyncio.sleep(fault.late)
            if fault and fault.status:
                raise Wrong(fault.status, "mock.fault")
        except Wrong as wrong:
            status = wrong.status
            data = {"id": wrong.identifier, "message": "non", "status_code": status, "request_id": new_id()}
        raw = json.dumps(data).encode()
        self._check_answer(request, body, status, raw)
        headers = {"content-type": "application/json", **(fault.headers if fault else {})}
        return Response(raw, status, headers=headers)

    def _fault(self, request: Request) -> Fault | None:
        for fault in self._server.faults:
            if fault.times and fault.path in request.url.path and fault.method in ("", request.method):
                if fault.skip:
                    fault.skip -= 1
                    continue
                fault.times -= 1
                return fault
        return None

    def _check_request(self, request: Request, body: bytes) -> None:
        try:
            self._server.api.validate_request(_Request(request, body))
        except OpenAPIError as error:
            self._violation(request, f"request: {type(error).__name__}: {error} {error.__cause__ or ''}")
            return
        template, operation = self._operation(request)
        declared = {one["name"] for one in operation.get("parameters", []) if one["in"] == "query"}
        schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
        sent = set(json.loads(body)) if body else set()
        unknown = (set(request.query_params) - declared) | (sent - set(schema.get("properties", {})) - UNDESCRIBED)
        if unknown:
            self._violation(request, f"{template}: not described: {sorted(unknown)}")

    def _operation(self, request: Request) -> tuple[str, dict[str, Any]]:
        parts = request.url.path.split("/")
        for template, verbs in self._server.document["paths"].items():
            names = template.split("/")
            fits = len(names) == len(parts) and all(n == p or n.startswith("{") for n, p in zip(names, parts))
            if fits and request.method.lower() in verbs:
                return template, verbs[request.method.lower()]
        raise AssertionError(request.url.path)

    def _check_answer(self, request: Request, body: bytes, status: int, raw: bytes) -> None:
        if status == 429 or status >= 500:
            return  # the description doesn't say them
        try:
            self._server.api.validate_response(_Request(request, body), _Answer(status, raw))
        except OpenAPIError as error:
            self._violation(request, f"answer {status}: {type(error).__name__}: {error} {error.__cause__ or ''}")

    def _violation(self, request: Request, what: str) -> None:
        self._server.violations.append(f"{request.method} {request.url.path} {what}")

    async def _answer(self, request: Request, body: bytes) -> tuple[int, Any]:
        server, parts = self._server, request.url.path.removeprefix("/api/v4/").split("/")
        if request.headers.get("authorization") != f"Bearer {server.token}":
            raise Wrong(401, "api.context.session_expired.app_error")
        if parts == ["users", "me"]:
            return 200, {**BOT, "create_at": 1, "update_at": 1, "delete_at": 0, "roles": "system_user", "is_bot": True}
        if parts[0] == "users" and parts[2:] == ["channels"]:
            return 200, list(server.channels.values())
        if parts == ["posts"] and request.method == "POST":
            return 201, await self._create(json.loads(body))
        if parts[0] == "posts":
            post = server.posts.get(parts[1])
            if post is None or post["delete_at"]:
                raise Wrong(404, "app.post.get.app_error")
            return 200, stripped(post)
        return 200, self._page(parts[1], request)

    async def _create(self, body: dict[str, Any]) -> dict[str, Any]:
        server, pending = self._server, body.get("pending_post_id", "")
        seen = server.pending.get(pending) if pending else None
        if seen and time.monotonic() - seen[1] < PENDING_SECONDS:
            return stripped(server.posts[seen[0]])
        post = server.make_post(BOT["id"], body)
        if pending:
            server.pending[pending] = (post["id"], time.monotonic())
        await server.publish(post)
        return stripped(post)

    def _page(self, channel_id: str, request: Request) -> dict[str, Any]:
        if channel_id not in self._server.channels:
            raise Wrong(403, "api.context.permissions.app_error")
        everything = self._server.by_channel[channel_id]
        posts = [post for post in reversed(everything) if not post["delete_at"]]
        query = request.query_params
        if before := query.get("before"):
            limit = self._server.posts[before]["create_at"]
            posts = [post for post in posts if post["create_at"] < limit]
        size = min(int(query.get("per_page", "60")), 200)
        posts = posts[: size or 60]
        return {
            "order": [post["id"] for post in posts],
            "posts": {post["id"]: stripped(post) for post in posts},
            "next_post_id": "", "prev_post_id": "", "has_next": False,
        }  # fmt: skip


class Control:
    """The tests' own routes."""

    def __init__(self, server: Server) -> None:
        self._server = server

    async def say(self, data: dict[str, Any]) -> dict[str, Any]:
        """Somebody writes; ``channel`` is a name, ``direct`` the one between that person and the bot."""
        server, name = self._server, data["channel"]
        kind = "D" if name == "direct" else "O"
        channel = server.channel(f"direct-{data['user']}" if kind == "D" else name, kind)
        body = {"channel_id": channel["id"], "message": data["message"], "root_id": data.get("root", "")}
        body.update({key: data[key] for key in ("props", "type", "file_ids") if key in data})
        post = server.make_post(server.person(data["user"]), body)
        await server.publish(post, [BOT["id"]] if kind == "D" or "@" in data["message"] else None)
        return post

    async def frame(self, data: dict[str, Any]) -> dict[str, Any]:
        """A raw frame to every WebSocket."""
        for socket in list(self._server.sockets):
            await socket.send_text(data["text"])
        return {}

    async def state(self, data: dict[str, Any]) -> dict[str, Any]:
        """What tests look at."""
        server = self._server
        return {
            "posts": sorted(server.posts.values(), key=lambda post: post["create_at"]),
            "violations": server.violations, "typing": server.typing, "calls": server.calls,
            "sockets": len(server.sockets), "people": server.people, "bot": BOT,
        }  # fmt: skip

    async def fault(self, data: dict[str, Any]) -> dict[str, Any]:
        """Order a fault."""
        self._server.faults.append(Fault(**data))
        return {}

    async def set(self, data: dict[str, Any]) -> dict[str, Any]:
        """Change the token, mute the WebSockets, forget pending ids, delete or change a post."""
        server = self._server
        server.token = data.get("token", server.token)
        server.mute = data.get("mute", server.mute)
        if data.get("forget_pending"):
            server.pending.clear()
        if "delete" in data:
            server.posts[data["delete"]]["delete_at"] = now()
        if "update" in data:
            server.posts[data["update"]["id"]].update(data["update"])
        return {}

    async def reset(self, data: dict[str, Any]) -> dict[str, Any]:
        """As new, but for the people and the channels."""
        server = self._server
        server.token, server.mute, server.age = server.first_token, False, server.age + 1
        for kept in (server.faults, server.violations, server.pending, server.typing, server.calls, server.posts):
            kept.clear()
        for channel in server.channels.values():
            server.by_channel[channel["id"]].clear()
            channel["last_post_at"] = 0
        await self.drop({})
        return {}

    async def drop(self, data: dict[str, Any]) -> dict[str, Any]:
        """Close every WebSocket."""
        for socket in list(self._server.sockets):
            self._server.sockets.pop(socket, None)
            await socket.close(1001)
        return {}


async def websocket(socket: WebSocket, server: Server) -> None:
    """One connection: the challenge, then frames out and typing in."""
    await socket.accept()
    try:
        while True:
            data = json.loads(await socket.receive_text())
            if data["action"] == "authentication_challenge":
                if data["data"]["token"] != server.token:
                    await socket.close(1008)
                    return
                server.sockets[socket] = 1
                hello = {"server_version": "10.11.2.18042.b2f6c8a1.true", "connection_id": new_id()}
                broadcast = {"omit_users": None, "user_id": BOT["id"], "channel_id": "", "team_id": ""}
                await socket.send_json({"event": "hello", "data": hello, "broadcast": broadcast, "seq": 0})
            elif data["action"] == "user_typing" and socket in server.sockets:
                server.typing.append(data["data"])
            await socket.send_json({"status": "OK", "seq_reply": data["seq"]})
    except (WebSocketDisconnect, RuntimeError):
        pass
    finally:
        server.sockets.pop(socket, None)


def application(token: str) -> Starlette:
    """The server's ASGI application."""
    server = Server(token)
    routes, control = Routes(server), Control(server)

    def controlled(verb: Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]) -> Callable[[Request], Any]:
        async def handle(request: Request) -> Response:
            body = await request.body()
            return JSONResponse(await verb(json.loads(body) if body else {}))

        return handle

    async def connected(socket: WebSocket) -> None:
        await websocket(socket, server)

    verbs = [control.say, control.frame, control.state, control.fault, control.set, control.drop, control.reset]
    return Starlette(
        routes=[
            WebSocketRoute("/api/v4/websocket", connected),
            *(Route(f"/mock/{verb.__name__}", controlled(verb), methods=["POST"]) for verb in verbs),
            Route("/api/v4/{rest:path}", routes.handle, methods=["GET", "POST", "PUT", "DELETE"]),
        ]
    )


if __name__ == "__main__":
    uvicorn.run(
        application(sys.argv[2] if len(sys.argv) > 2 else "jeton-du-robot"),
        port=int(sys.argv[1]),
        access_log=False,
        log_level="warning",
    )
