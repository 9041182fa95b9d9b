"""The widget as a person meets it, for the tests."""

import json
import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mock_gateway import WIDGET
from playwright.sync_api import Locator, Page, expect

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
AXE = WIDGET / "node_modules" / "axe-core" / "axe.min.js"


INSIDE = "document.querySelector('orientation-assistant').shadowRoot"
"""The widget's own tree, for scripts."""


@dataclass
class Widget:
    """A page with the widget on it."""

    page: Page

    def visit(self, address: str) -> "Widget":
        self.page.goto(address)
        expect(self.launcher.or_(self.dialog)).to_be_visible()
        return self

    @property
    def launcher(self) -> Locator:
        return self.page.get_by_role("button", name="Trouver un service")

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog", name="Trouver un service")

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log", name="Conversation")

    @property
    def input(self) -> Locator:
        return self.page.get_by_role("textbox", name=re.compile("Votre message|Votre courriel"))

    @property
    def cards(self) -> Locator:
        return self.page.locator(".card")

    def fates(self, words: str) -> Locator:
        """What the transcript says becomes of messages (the status says it too, for those who can't see it)."""
        return self.page.locator(".fate", has_text=words)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name)

    def open(self, connected: bool = True) -> "Widget":
        if self.launcher.is_visible():  # else it is open still, from the page before
            self.launcher.click()
        expect(self.dialog).to_be_visible()
        if connected:
            self.until("sessionStorage.length > 0")
        return self

    def until(self, expression: str, seconds: float = 5.0) -> None:
        """Wait for an expression to hold (Playwright's own wait needs an `eval` that the policy forbids)."""
        end = time.monotonic() + seconds
        while not self.page.evaluate(expression):
            assert time.monotonic() < end, expression
            self.page.wait_for_timeout(20)

    def say(self, text: str) -> "Widget":
        self.input.fill(text)
        self.input.press("Enter")
        return self

    def settled(self) -> "Widget":
        """Wait until nothing is awaited."""
        expect(self.page.locator(".waiting.idle")).to_be_attached(timeout=10_000)
        return self

    def told(self, text: str | re.Pattern[str], timeout: float = 10_000) -> "Widget":
        expect(self.log).to_contain_text(text, timeout=timeout)
        return self

    def stored(self) -> dict[str, Any]:
        kept = self.page.evaluate("JSON.stringify({...sessionStorage})")
        return {name: json.loads(value) for name, value in json.loads(kept).items()}

    def exchange(self) -> list[str]:
        """What was said, in order, without links' sentences nor the fate of messages."""
        said = self.page.locator(".message:not(.welcome) p:not(.fate)").all_inner_texts()
        return [text.replace("\u00a0", " ").partition(". Voyez")[0] for text in said]

    def focused(self) -> str:
        """Words of what has the focus, or its id; nothing for the page itself."""
        found = self.page.evaluate(
            "(() => { let node = document.activeElement; while (node?.shadowRoot) node = node.shadowRoot.activeElement;"
            " return !node || node === document.body ? '' : node.textContent || node.id; })()"
        )
        return str(found)

    def violations(self) -> list[str]:
        """What axe-core finds, on the whole page.

        Forced colours: axe would read those that the sheets ask for, which the browser has replaced.
        """
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(Path(AXE).read_text(encoding="utf-8"))
        found = self.page.evaluate(
            "axe.run(document, {resultTypes: ['violations'], rules: {'color-contrast':"
            " {enabled: !matchMedia('(forced-colors: active)').matches}}})"
        )
        return [
            f"{item['id']} ({item['impact']}): {node['target']} {node['html'][:120]}"
            for item in found["violations"]
            for node in item["nodes"]
        ]


Visit = Callable[..., Widget]
"""Makes a visit to the demonstration page, with the browser options given."""
