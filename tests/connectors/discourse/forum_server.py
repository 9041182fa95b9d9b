"""A Discourse forum made from its official description: a real HTTP peer on this machine.

What a route must hold by its OpenAPI schema is made from that schema; the tests give categories and topics. Requests
and answers are checked against the description; what doesn't fit is kept under ``violations``. What the description
doesn't say (``page``, closed categories, moved addresses) follows what the server's public source does.
"""

import asyncio
import json
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonschema
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

DOCUMENT = json.loads((Path(__file__).parent / "specification" / "discourse-trimmed.json").read_text(encoding="utf-8"))
PAGE = 30
UNDESCRIBED = {"page"}
"""Asked for on purpose though the description doesn't name it: the server's public source does."""


def schema_of(path: str) -> dict[str, Any]:
    """The schema of a route's answer."""
    answer = DOCUMENT["paths"][path]["get"]["responses"]["200"]
    schema: dict[str, Any] = answer["content"]["application/json"]["schema"]
    return schema


def sample(schema: dict[str, Any]) -> Any:
    """The least that a schema allows."""
    kind = schema.get("type")
    kinds = kind if isinstance(kind, list) else [kind]
    if "null" in kinds:
        return None
    if "object" in kinds:
        return {name: sample(schema["properties"][name]) for name in schema.get("required", [])}
    return {"array": [], "integer": 0, "boolean": False, "string": "", None: None}[kinds[0]]


CATEGORY = schema_of("/categories.json")["properties"]["category_list"]["properties"]["categories"]["items"]
TOPIC = schema_of("/c/{slug}/{id}.json")["properties"]["topic_list"]["properties"]["topics"]["items"]


def category(number: int, name: str, **more: Any) -> dict[str, Any]:
    """A category."""
    return {**sample(CATEGORY), "id": number, "name": name, "slug": f"categorie-{number}", **more}


def topic(number: int, title: str, **more: Any) -> dict[str, Any]:
    """A topic that people see."""
    base = {"id": number, "title": title, "slug": f"sujet-{number}", "visible": True, "archetype": "regular"}
    return {**sample(TOPIC), **base, **more}


@dataclass
class Forum:
    """What it holds, and how it goes wrong."""

    categories: list[dict[str, Any]] = field(default_factory=list)
    topics: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    """Status answered by a path, in place of what it holds; under ``""``, by all."""
    bodies: dict[str, bytes] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    port: int = 0
    _server: uvicorn.Server | None = None
    _thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, port: int) -> None:
        routes = [Route("/categories.json", self._categories), Route("/c/{slug}/{id:int}.json", self._topics)]
        self.port = port
        config = uvicorn.Config(Starlette(routes=routes), port=port, log_level="error", lifespan="off", ws="none")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=lambda: asyncio.run(self._server.serve()), daemon=True)  # type: ignore[union-attr]
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive()
            self._thread.join(0.02)

    def stop(self) -> None:
        if self._server and self._thread:
            self._server.should_exit = True
            self._thread.join(10)
            self._server = None

    async def _categories(self, request: Request) -> Response:
        listed = {**sample(schema_of("/categories.json")["properties"]["category_list"]), "categories": self.categories}
        return self._answer(request, "/categories.json", {"category_list": listed})

    async def _topics(self, request: Request) -> Response:
        path, number = "/c/{slug}/{id}.json", request.path_params["id"]
        page = int(request.query_params.get("page", "0"))
        held = self.topics.get(number, [])[page * PAGE : (page + 1) * PAGE]
        properties = schema_of(path)["properties"]
        listed = {**sample(properties["topic_list"]), "per_page": PAGE, "topics": held}
        return self._answer(request, path, {"topic_list": listed})

    def _answer(self, request: Request, path: str, body: dict[str, Any]) -> Response:
        asked = request.url.path
        self.calls.append(asked)
        self._check(request, path)
        if asked in self.moved:
            return RedirectResponse(self.moved[asked], 301)
        status = self.statuses.get(asked, self.statuses.get("", 200))
        if status != 200 or asked in self.bodies:
            return Response(self.bodies.get(asked, b"{}"), status)
        try:
            jsonschema.validate(body, schema_of(path))
        except jsonschema.ValidationError as error:
            self.violations.append(f"answer {asked}: {error.message}")
        return JSONResponse(body)

    def _check(self, request: Request, path: str) -> None:
        declared = {item["name"]: item for item in DOCUMENT["paths"][path]["get"].get("parameters", [])}
        for name in set(request.query_params) - set(declared) - UNDESCRIBED:
            self.violations.append(f"{request.url.path}: {name} is not described")
        for name, item in declared.items():
            given = {"query": request.query_params, "header": request.headers}.get(item["in"])
            if item.get("required") and given is not None and name not in given:
                self.violations.append(f"{request.url.path}: {name} is missing")
