"""The forum's topics as read last, kept in a file and read again in the background: never on a person's turn."""

import json
import logging
import os
import random
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from urllib.parse import quote, urlencode

from bot.connectors.discourse.client import Client, Topic, Unavailable
from bot.connectors.discourse.settings import ForumSettings
from bot.runtime import logs

logger = logging.getLogger(__name__)

_AGAIN_SECONDS = 300.0
"""After a reading that failed, when that is sooner than the next one."""
_OLD = 3.0
"""Readings that may be missed before what was read is too old to be shown."""


class Index:
    """Topics, and whether the forum answers. Any thread may read; one reads the forum."""

    def __init__(
        self, settings: ForumSettings, client: Client | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        self.settings = settings
        self._client = client or Client(settings.url)
        self._clock = clock
        self._stopped = threading.Event()
        self._down = False
        self._read: tuple[float, tuple[Topic, ...]] = (0.0, ())
        if settings.refresh_seconds:
            self._read = self._load()

    @property
    def known(self) -> bool:
        """Whether the forum is read at all."""
        return self.settings.refresh_seconds > 0

    @property
    def open(self) -> bool:
        """Whether it answered last time, not too long ago."""
        age = self._clock() - self._read[0]
        return self.known and not self._down and -60 <= age <= _OLD * self.settings.refresh_seconds

    @property
    def topics(self) -> tuple[Topic, ...]:
        """The topics; none while the forum doesn't answer. The same object until they are read again."""
        return self._read[1] if self.open else ()

    def address(self, topic: Topic) -> str:
        """Where a topic is read."""
        return f"{self.settings.url}/t/{topic.slug}/{topic.id}"

    def new_topic(self, title: str, body: str) -> str:
        """Discourse's own link that opens its editor, filled: the person reads it again and posts it."""
        query = {"title": title, "body": body}
        if self.settings.category:
            query["category"] = self.settings.category
        return f"{self.settings.url}/new-topic?{urlencode(query, quote_via=quote)}"

    def start(self) -> None:
        """Read in the background until the process ends."""
        if self.known:
            threading.Thread(target=self._keep, name="forum", daemon=True).start()

    def stop(self) -> None:
        """Read no more."""
        self._stopped.set()

    def refresh(self) -> bool:
        """Read the forum once; whether it answered."""
        try:
            topics = tuple(self._client.topics())
        except Unavailable as error:
            logger.warning("forum: %s", error)
            self._down = True
            return False
        self._read, self._down = (self._clock(), topics), False
        try:
            self._save()
        except OSError as error:
            logger.warning("forum: %s", type(error).__name__)
        return True

    def _keep(self) -> None:
        while not self._stopped.is_set():
            try:
                well = self.refresh()
            except Exception as error:  # the thread must outlive whatever happens
                logger.error("forum: %s", logs.fault(error))
                self._down, well = True, False
            wait = self.settings.refresh_seconds
            self._stopped.wait((wait if well else min(wait, _AGAIN_SECONDS)) * random.uniform(0.9, 1.1))

    def _load(self) -> tuple[float, tuple[Topic, ...]]:
        """What another run left; nothing when there is none, of this forum, that can be read."""
        try:
            data: Any = json.loads(self.settings.file.read_text(encoding="utf-8"))
            if data["forum"] != self.settings.url:
                return 0.0, ()
            return float(data["read_at"]), tuple(Topic(**item) for item in data["topics"])
        except (OSError, ValueError, KeyError, TypeError):
            return 0.0, ()

    def _save(self) -> None:
        read_at, topics = self._read
        path = self.settings.file
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        data = {"forum": self.settings.url, "read_at": read_at, "topics": [asdict(topic) for topic in topics]}
        draft.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        draft.replace(path)
