"""A fake Rasa behind the real gateway."""

import asyncio
import importlib.util
import sys
import threading
from typing import Any

from bot.folders import ROOT


def _fake_rasa() -> Any:
    """The fake Rasa of the gateway's tests, whose folder isn't on the path when these run alone."""
    if "fake_rasa" not in sys.modules:
        spec = importlib.util.spec_from_file_location("fake_rasa", ROOT / "tests" / "gateway" / "fake_rasa.py")
        assert spec and spec.loader
        sys.modules["fake_rasa"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules["fake_rasa"])
    return sys.modules["fake_rasa"]


def _said(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{key: value for key, value in message.items() if key != "plain_of_next"} for message in messages]


class Behind:
    """A fake Rasa on a loop of its own."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.rasa = _fake_rasa().FakeRasa()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        self.run(self.rasa.start())

    def run(self, work: Any) -> None:
        asyncio.run_coroutine_threadsafe(work, self.loop).result(5)

    def says(self, *messages: dict[str, Any], **how: Any) -> None:
        self.rasa.acts.append(_fake_rasa().Act(_said(list(messages)), **how))
