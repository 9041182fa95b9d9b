"""Reading a Discourse forum's public topics: its categories, then the topics of each."""

import html
import json
import re
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

_BIGGEST = 4 * 1024 * 1024
"""Bytes of an answer."""
_MOST_PAGES = 20
"""Of one category."""
_LONGEST_TITLE, _LONGEST_EXCERPT = 200, 600


class Unavailable(Exception):
    """The forum gave no answer of use; the message is an error's class, a status, or what has not the form."""


@dataclass(frozen=True)
class Topic:
    """A public topic."""

    id: int
    slug: str
    title: str
    excerpt: str
    """Beginning of its first message, where the forum gives it."""
    category: str


class Client:
    """Calls without an account; one reading makes one call a page, with a pause between two."""

    def __init__(
        self, url: str, *, seconds: float = 10.0, pause: float = 1.0, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._url, self._pause, self._sleep = url, pause, sleep
        # The system's proxy is used: many administrations reach the outside through one only.
        self._client = httpx.Client(timeout=seconds, headers={"Accept": "application/json"}, follow_redirects=True)
        self._host = httpx.URL(url or "http://-").host
        self._called = False

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def topics(self) -> list[Topic]:
        """Every public topic that people can read today, those that present a category left out.

        Raises:
            Unavailable: a call failed; what was read before it isn't given.
        """
        found: dict[int, Topic] = {}
        for category in self._categories():
            about = _last_number(category.get("topic_url"))
            for topic in self._topics_of(category):
                if topic.id != about:
                    found.setdefault(topic.id, topic)
        return list(found.values())

    def _categories(self) -> Iterator[dict[str, Any]]:
        data = self._get("/categories.json", {"include_subcategories": "true"})
        waiting = _items(data, "category_list", "categories")
        while waiting:
            category = waiting.pop(0)
            nested = category.get("subcategory_list")
            waiting += [item for item in nested if isinstance(item, dict)] if isinstance(nested, list) else []
            readable = isinstance(category.get("id"), int) and isinstance(category.get("slug"), str)
            if readable and not category.get("read_restricted"):
                yield category

    def _topics_of(self, category: dict[str, Any]) -> Iterator[Topic]:
        path = f"/c/{_slug(category['slug'])}/{category['id']}.json"
        for page in range(_MOST_PAGES):
            data = self._get(path, {"page": str(page)} if page else {}, absent=(403, 404))
            if data is None:
                return  # closed or gone since the categories were read
            items = _items(data, "topic_list", "topics")
            yield from filter(None, (_topic(item, str(category.get("name") or "")) for item in items))
            size = data["topic_list"].get("per_page")
            if not isinstance(size, int) or len(items) < size:
                return

    def _get(self, path: str, query: dict[str, str], absent: Sequence[int] = ()) -> Any:
        """An answer; None for these statuses. A category may have moved: its new address must be of the same forum."""
        if self._called:
            self._sleep(self._pause)
        self._called = True
        try:
            with self._client.stream("GET", self._url + path, params=query) as response:
                if response.status_code in absent:
                    return None
                if response.status_code != 200 or response.url.host != self._host:
                    raise Unavailable(str(response.status_code))
                return json.loads(_read(response))
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, RecursionError) as error:
            raise Unavailable(type(error).__name__) from None


def _read(response: httpx.Response) -> bytes:
    parts, total = [], 0
    for chunk in response.iter_bytes():
        total += len(chunk)
        if total > _BIGGEST:
            raise Unavailable("size")
        parts.append(chunk)
    return b"".join(parts)


def _items(data: Any, outer: str, inner: str) -> list[dict[str, Any]]:
    """The objects of a list two levels down.

    Raises:
        Unavailable: there is no such list.
    """
    held = data.get(outer) if isinstance(data, dict) else None
    items = held.get(inner) if isinstance(held, dict) else None
    if not isinstance(items, list):
        raise Unavailable("form")
    return [item for item in items if isinstance(item, dict)]


def _topic(item: dict[str, Any], category: str) -> Topic | None:
    """A topic; None for what is hidden, archived, or has not the form."""
    number, title = item.get("id"), item.get("title")
    if not isinstance(number, int) or not isinstance(title, str) or not line(title, _LONGEST_TITLE):
        return None
    if item.get("visible") is False or item.get("archived") is True or item.get("archetype", "regular") != "regular":
        return None
    excerpt = re.sub(r"<[^>]*>", " ", str(item.get("excerpt") or ""))
    return Topic(
        number, _slug(str(item.get("slug") or "")), line(title, _LONGEST_TITLE),
        line(html.unescape(excerpt), _LONGEST_EXCERPT), line(category, _LONGEST_TITLE),
    )  # fmt: skip


def line(text: str, longest: int) -> str:
    """A text on one line, without control or invisible characters, cut."""
    text = "".join(char if unicodedata.category(char) not in _DROPPED else " " for char in text)
    return " ".join(text.split())[:longest].strip()


_DROPPED = frozenset({"Cc", "Cf", "Cs", "Cn"})


def _slug(text: str) -> str:
    """A slug that may stand in an address: Discourse goes by the number that follows, so "-" will do."""
    return text if re.fullmatch(r"[A-Za-z0-9_-]{1,200}", text) else "-"


def _last_number(address: Any) -> int | None:
    found = re.search(r"/(\d+)$", address) if isinstance(address, str) else None
    return int(found[1]) if found else None
