"""The widget's side of the gateway, played by a real server: same routes, same events, and faults on demand.

What it keeps survives a restart, as the gateway's database does.
"""

import asyncio
import json
import secrets
import socket
import threading
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn
from mock_answers import CARDS, CONTACT, answer, known_after
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot import gateway
from bot.gateway.site import ABOUT
from bot.gateway.widget.pages import presentation
from bot.settings import get_settings

WIDGET = Path(__file__).parents[2] / "bot" / "widget"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'"
Entry = dict[str, Any]


@dataclass
class Served:
    """A conversation on the server."""

    entries: list[Entry] = field(default_factory=list)
    choices: dict[str, str] = field(default_factory=dict)
    pending: bool = False


@dataclass
class Faults:
    """What goes wrong, until it is set back."""

    pause: float = 0.05
    """Seconds before each message of an answer."""
    refuse: tuple[int, str, str, int | None] | None = None
    """Status, code, sentence, Retry-After of the next POST of a message."""
    fail: str | None = None
    """Sentence of an error event in place of the next answer."""
    shut: bool = False
    """Whether the page's site isn't one of those that may use the gateway."""
    cut: bool = False
    """Whether the next answer stops, without its end, after its first message."""


class MockGateway:
    """A server in a thread of its own, on a port that it keeps."""

    def __init__(self, site: "MockGateway | None" = None) -> None:
        self.conversations: dict[str, Served] = {}
        self.expired: set[str] = set()
        self.faults = Faults()
        self.requests: list[str] = []
        self.turns: list[str] = []
        self.request: Entry | None = None
        """The request made in each conversation, as the history tells it."""
        self.territories: list[str | None] = []
        self.site = site  # a page of another site, that takes its widget from this gateway
        self._lines = 0
        self._socket = self._bind(0)
        self.port = self._socket.getsockname()[1]
        self.origin = f"http://127.0.0.1:{self.port}"
        self._server: uvicorn.Server | None = None

    @staticmethod
    def _bind(port: int) -> socket.socket:
        bound = socket.socket()
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(("127.0.0.1", port))
        return bound

    def start(self) -> "MockGateway":
        if self._server:
            self._socket = self._bind(self.port)
        how: Any = {"log_level": "critical", "lifespan": "off", "ws": "none", "timeout_graceful_shutdown": 0}
        self._server = server = uvicorn.Server(uvicorn.Config(self.app(), **how))
        self._thread = threading.Thread(target=lambda: asyncio.run(server.serve([self._socket])), daemon=True)
        self._thread.start()
        while not server.started:
            assert self._thread.is_alive()
            time.sleep(0.01)
        return self

    def stop(self) -> None:
        """At once, with its connections."""
        if self._server:
            self._server.should_exit = self._server.force_exit = True
            self._thread.join(5)
            self._socket.close()

    def app(self) -> Starlette:
        base = "/api/v1/widget/conversations"
        return Starlette(
            routes=[
                Route("/", self._page),
                Route("/inline", self._inline),
                Route("/site", self._site),
                Route("/api/v1/widget/solutions", self._solutions),
                Route("/orientation.js", lambda _: self._built("orientation.js", "text/javascript")),
                Route("/orientation.css", lambda _: self._built("orientation.css", "text/css")),
                Mount("/static", StaticFiles(directory=Path(gateway.__file__).parent / "static")),
                *(Route(f"/{name}", self._around_it) for name in ("stats", *ABOUT)),
                Route(base, self._create, methods=["POST"]),
                Route(f"{base}/{{id}}/messages", self._post, methods=["POST"]),
                Route(f"{base}/{{id}}/messages", self._history, methods=["GET"]),
                Route(f"{base}/{{id}}", self._erase, methods=["DELETE"]),
            ],
            middleware=[Middleware(BaseHTTPMiddleware, dispatch=self._around)],
        )

    async def _around(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        self.requests.append(f"{request.method} {request.url.path}")
        preflight = request.method == "OPTIONS"
        if self.faults.shut and not preflight and "/api/" in request.url.path:
            text = "Ce site n’est pas autorisé à utiliser l’assistant."
            headers = {"Access-Control-Allow-Origin": "*"}
            return JSONResponse({"error": "origin", "text": text}, 403, headers=headers)
        response = Response(status_code=204) if preflight else await call_next(request)
        if origin := request.headers.get("origin"):
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Allow-Methods"] = "GET, POST, DELETE"
            response.headers["Access-Control-Allow-Headers"] = "Content-Type"
            response.headers["Access-Control-Expose-Headers"] = "Retry-After"
        return response

    # Pages

    def _policy(self) -> str:
        if not self.site:
            return POLICY
        ours = self.site.origin
        return POLICY.replace("script-src 'self'", f"script-src 'self' {ours}").replace(
            "connect-src 'self'", f"connect-src 'self' {ours}"
        )

    async def _page(self, _request: Request) -> Response:
        page = presentation(get_settings(), self.origin)
        if self.site:
            line = f'src="{self.site.origin}/orientation.js" data-server="{self.site.origin}"'
            page = page.replace('src="/orientation.js" data-server="/"', line)
        return HTMLResponse(page, headers={"Content-Security-Policy": self._policy()})

    async def _inline(self, _request: Request) -> Response:
        page = presentation(get_settings(), self.origin)
        page = page.replace("</main>", "<orientation-assistant></orientation-assistant></main>")
        return HTMLResponse(page, headers={"Content-Security-Policy": self._policy()})

    async def _site(self, _request: Request) -> Response:
        """A page that gives a need and its territory."""
        page = presentation(get_settings(), self.origin)
        given = 'data-server="/" data-besoin="des logements pour nos saisonniers" data-territoire="18279"'
        page = page.replace('src="/orientation.js" data-server="/"', f'src="/orientation.js" {given}')
        return HTMLResponse(page, headers={"Content-Security-Policy": self._policy()})

    @staticmethod
    async def _solutions(request: Request) -> Response:
        ids = request.query_params["ids"].split(",")
        found = [item for item in CARDS if item["id"] in ids]
        return JSONResponse({"solutions": [{**item, "position": rank} for rank, item in enumerate(found, 1)]})

    @staticmethod
    async def _around_it(request: Request) -> Response:
        """A page that the links lead to."""
        return HTMLResponse(
            f'<!doctype html><html lang="fr"><title>{request.url.path}</title><h1>{request.url.path}</h1>'
        )

    @staticmethod
    def _built(name: str, kind: str) -> Response:
        headers = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
        return FileResponse(WIDGET / "dist" / name, media_type=kind, headers=headers)

    # Endpoints

    async def _create(self, _request: Request) -> Response:
        conversation = f"{secrets.token_urlsafe(16)}.{secrets.token_urlsafe(16)}"
        self.conversations[conversation] = Served()
        notice = {"contact": CONTACT, "days": 30, "accessibility": "non conforme"}
        body = {"conversation": conversation, "expires_at": "2030-01-01T00:00:00Z", "notice": notice}
        return JSONResponse(body, 201)

    def _refusal(self, conversation: str) -> Response | None:
        if conversation in self.expired:
            return JSONResponse({"error": "expired", "text": "Cette conversation a expiré."}, 410)
        if conversation not in self.conversations:
            return JSONResponse({"error": "unauthorized", "text": "Conversation inconnue."}, 401)
        return None

    async def _history(self, request: Request) -> Response:
        conversation = request.path_params["id"]
        if refusal := self._refusal(conversation):
            return refusal
        known, after = self.conversations[conversation], int(request.query_params.get("after", "0"))
        found = [entry for entry in known.entries if entry["id"] > after]
        told = {"messages": found, "pending": known.pending, "expires_at": "", "generation": 1, "request": self.request}
        return JSONResponse({**told, "notice": {"contact": CONTACT, "days": 30}})

    async def _erase(self, request: Request) -> Response:
        conversation = request.path_params["id"]
        if refusal := self._refusal(conversation):
            return refusal
        del self.conversations[conversation]
        self.expired.add(conversation)
        return JSONResponse({"erased": True, "request": "none", "text": "Votre conversation est effacée."})

    async def _post(self, request: Request) -> Response:
        conversation, body = request.path_params["id"], await request.json()
        if refusal := self._refusal(conversation):
            return refusal
        if self.faults.refuse:
            status, code, text, after = self.faults.refuse
            self.faults.refuse = None
            headers = {"Retry-After": str(after)} if after else {}
            return JSONResponse({"error": code, "text": text}, status, headers=headers)
        known = self.conversations[conversation]
        if body["message"].startswith("c:") and body["message"] not in known.choices:
            return JSONResponse({"error": "unknown_choice", "text": "Ce choix n’est plus disponible."}, 409)
        self.territories.append(body.get("territory"))
        events = self._turn(known, known.choices.get(body["message"], body["message"]), body["message_id"])
        return StreamingResponse(events, media_type="text/event-stream", headers={"Cache-Control": "no-store"})

    def _line(self, known: Served, author: str, message_id: str, content: Entry) -> Entry:
        self._lines += 1
        entry = {"id": self._lines, "message_id": message_id, "author": author, "at": "2026-01-05T09:30:00Z", **content}
        known.entries.append(entry)
        return entry

    async def _turn(self, known: Served, text: str, message_id: str) -> AsyncIterator[str]:
        stored = [entry for entry in known.entries if entry["message_id"] == message_id]
        answered = any(entry["author"] == "bot" for entry in stored) and not known.pending
        if not answered:
            known.entries = [entry for entry in known.entries if entry not in stored]
            stored = [
                self._line(known, "person", message_id, {"text": text.replace("0612345678", "[numéro de téléphone]")})
            ]
        yield event("accepted", {key: stored[0][key] for key in ("message_id", "id", "text", "at")})
        if answered:
            for entry in stored[1:]:
                yield event("message", entry)
        else:
            known.pending = True
            try:
                yield event("typing", {})
                async for part in self._answer(known, text, message_id):
                    yield part
            finally:
                known.pending = False
            if self.faults.cut:
                self.faults.cut = False
                known.entries = [entry for entry in known.entries if entry["author"] == "person"]
                return
        yield event("end", {"last": self._lines})

    async def _answer(self, served: Served, text: str, message_id: str) -> AsyncIterator[str]:
        self.turns.append(text)
        known = known_after(self.turns)
        if self.faults.fail:
            await asyncio.sleep(self.faults.pause)
            failure, self.faults.fail = self.faults.fail, None
            yield event("error", {"error": "unreachable", "text": failure})
            return
        for message in answer(text):
            await asyncio.sleep(self.faults.pause)
            entry = self._line(served, "bot", message_id, {**hide(message, served.choices), "known": known})
            yield event("message", entry)
            if self.faults.cut:
                return


def hide(value: Any, choices: dict[str, str]) -> Any:
    """Payloads replaced by tokens; what a token means here is its label, or its title."""
    if isinstance(value, list):
        return [hide(item, choices) for item in value]
    if not isinstance(value, dict):
        return value
    shown = {key: hide(item, choices) for key, item in value.items()}
    if isinstance(value.get("payload"), str):
        shown["payload"] = f"c:{secrets.token_urlsafe(16)}"
        choices[shown["payload"]] = value.get("label", value["title"])
    return shown


def event(name: str, data: Entry) -> str:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"
