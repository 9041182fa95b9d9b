"""Pictures of the widget's main states: python tests/widget/screenshots.py FOLDER (see `make screenshots`)."""

import sys
from pathlib import Path
from typing import Any

from driver import CHROMIUM, Widget
from mock_gateway import MockGateway
from playwright.sync_api import Browser, sync_playwright
from test_widget_accessibility import LOOKS, STATES, State


def picture(browser: Browser, state: State, look: str, options: dict[str, Any], folder: Path) -> None:
    """One state in one look."""
    gateway = MockGateway().start()
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, "locale": "fr-FR", **options})
    try:
        widget = Widget(context.new_page()).visit(gateway.origin)
        state(widget, gateway)
        widget.page.wait_for_timeout(400)  # scrolling is smooth
        widget.page.screenshot(path=folder / f"{state.__name__}-{look}.png")
    finally:
        context.close()
        gateway.stop()


def main(folder: Path) -> None:
    """All of them."""
    folder.mkdir(parents=True, exist_ok=True)
    looks = {**LOOKS, "zoom": {"viewport": {"width": 640, "height": 400}}}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for state in STATES:
            for look, options in looks.items():
                picture(browser, state, look, options, folder)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "results/widget"))
