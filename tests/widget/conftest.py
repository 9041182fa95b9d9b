"""A browser, a mock gateway, and pages that fail the test on any error or breach of the policy."""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from behind import Behind
from driver import AXE, CHROMIUM, Visit, Widget
from mock_gateway import WIDGET, MockGateway
from playwright.sync_api import Browser, Page, sync_playwright

from bot.folders import ROOT

PROFILE: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "locale": "fr-FR"}
WATCH = """addEventListener("securitypolicyviolation", (event) => {
  console.error("Content Security", event.violatedDirective, event.blockedURI);
});"""


def missing(line: str) -> None:
    """Skip with the line that mends it; in CI, fail."""
    pytest.fail(line) if os.environ.get("CI") == "true" else pytest.skip(line)


@pytest.fixture(scope="session")
def built() -> Path:
    """The built widget."""
    subprocess.run([ROOT / "scripts" / "widget"], cwd=ROOT, check=True)
    if not (WIDGET / "dist" / "orientation.js").exists() or not AXE.exists():
        missing("no Node to build the widget: apt install nodejs npm")
    return WIDGET / "dist"


# One browser a module: playwright's loop must be over before the asynchronous tests of other folders.
@pytest.fixture(scope="module")
def browser(built: Path) -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        missing("no Chromium: apt install chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture()
def gateway(built: Path) -> Iterator[MockGateway]:
    mock = MockGateway().start()
    yield mock
    mock.stop()


@pytest.fixture()
def visitor(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Makes pages, each with a browser profile of its own unless ``beside`` names one."""
    faults: list[str] = []
    contexts = []

    def make(*, beside: Page | None = None, **options: Any) -> Page:
        if beside:
            page = beside.context.new_page()
        else:
            contexts.append(browser.new_context(**{**PROFILE, **options}))
            contexts[-1].add_init_script(WATCH)
            page = contexts[-1].new_page()
        page.on("pageerror", lambda error: faults.append(f"error: {error}"))
        page.on("console", lambda said: faults.extend([said.text] if "Content Security" in said.text else []))
        return page

    yield make
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture()
def visit(visitor: Callable[..., Page], gateway: MockGateway) -> Visit:
    """Makes a visit to the demonstration page."""

    def go(**options: Any) -> Widget:
        return Widget(visitor(**options)).visit(gateway.origin)

    return go


@pytest.fixture()
def widget(visit: Visit) -> Widget:
    """The demonstration page, with nothing opened."""
    return visit()


@pytest.fixture()
def behind() -> Iterator[Behind]:
    fake = Behind()
    yield fake
    fake.run(fake.rasa.stop())
    fake.loop.call_soon_threadsafe(fake.loop.stop)
