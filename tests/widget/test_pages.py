"""Every page of the real gateway in a browser: axe, 320 px, dark, console, and the ways between them."""

import asyncio
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from driver import Widget
from playwright.sync_api import Page, expect

from bot.gateway.app import create_app
from bot.gateway.site import ABOUT
from bot.impact.simulate import simulate
from bot.settings import Settings

PASSWORD = "un-long-mot-de-passe"
MONTH = "2026-10"
PUBLIC = ("/", "/stats", *(f"/{name}" for name in ABOUT), "/nimportequoi")
LOOKS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 320, "height": 640}},
    "forced": {"forced_colors": "active"},
}


@dataclass
class Site:
    """The gateway in a thread, with a month of made-up figures and a team."""

    origin: str
    server: uvicorn.Server


@pytest.fixture(scope="module")
def served(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    simulate(f"sqlite:///{folder / 'orientation.db'}", MONTH, 150, seed=3)
    make: Any = Settings
    settings = make(_env_file=None, var_dir=folder, team_passwords=f"anne={PASSWORD}", gateway_secret="x" * 32)
    config: Any = {"log_level": "critical", "port": 0, "ws": "none", "timeout_graceful_shutdown": 0}
    server = uvicorn.Server(uvicorn.Config(create_app(settings), **config))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()), daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        thread.join(0.02)
    yield Site(f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", server)
    server.should_exit = True
    thread.join(10)


@pytest.fixture()
def browse(visitor: Callable[..., Page], served: Site) -> Iterator[Callable[..., Page]]:
    """Makes pages of the site; anything in the console fails the test."""
    said: list[str] = []

    def go(path: str, **options: Any) -> Page:
        page = visitor(**options)
        page.on("console", lambda message: said.extend([message.text] if message.type in ("error", "warning") else []))
        page.on("response", lambda got: said.extend([got.url] if got.status >= 400 and path not in got.url else []))
        page.goto(served.origin + path)
        return page

    yield go
    # A browser says so itself of a page that isn't there.
    assert [line for line in said if "the server responded with a status of 404" not in line] == []


def wide(page: Page) -> int:
    """Pixels that have to be scrolled sideways."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages(browse: Callable[..., Page], path: str, look: str) -> None:
    page = browse(path, **LOOKS[look])
    if look != "forced":  # axe reads the colours that the page asked for, not those that are forced
        assert Widget(page).violations() == []
    assert wide(page) <= 0
    tallest = page.evaluate("Math.max(0, ...[...document.querySelectorAll('td')].map((cell) => cell.offsetHeight))")
    assert tallest < 200  # no column so narrow that words are cut into letters
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(22, 22, 22)"
    assert dark == (look == "dark")


def test_the_statistics_add_up_as_people_see_them(browse: Callable[..., Page]) -> None:
    page = browse(f"/stats?mois={MONTH}")
    expect(page.get_by_label("Mois affiché")).to_have_value(MONTH)
    cells = (
        page.get_by_role("table", name="Suite de chaque besoin").locator("tbody tr td:nth-child(3)").all_inner_texts()
    )
    told = sum(int(cell) for cell in cells if cell.isdecimal())
    row = page.get_by_role("row", name=re.compile("^octobre 2026 ")).locator("td").all_inner_texts()
    assert told == int(row[1]) == sum(int(cell) for cell in row[2:12] if cell.isdecimal())
    order = page.get_by_role("heading", level=2).all_inner_texts()
    assert order[0].startswith("En bref") and order[1] == "Ce que deviennent les besoins"


@pytest.mark.parametrize("look", ["light", "dark", "phone"])
def test_pages_of_the_team(browse: Callable[..., Page], look: str) -> None:
    page = browse("/equipe/connexion", **LOOKS[look])
    assert Widget(page).violations() == [] and wide(page) <= 0
    page.get_by_label("Votre mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Besoins restés sans solution")
    assert Widget(page).violations() == [] and wide(page) <= 0
    page.get_by_role("link", name="Questions sans réponse").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Questions sans réponse dans les fiches")
    expect(page.get_by_role("table", name="Par service")).to_be_visible()
    assert Widget(page).violations() == [] and wide(page) <= 0


@pytest.mark.parametrize("path", PUBLIC)
def test_from_each_page_to_all_others(browse: Callable[..., Page], served: Site, path: str) -> None:
    page = browse(path)
    links = page.locator("footer nav").get_by_role("link")
    found = [link.get_attribute("href") for link in links.all()]
    assert set(found) == {"/", "/stats", *(f"/{name}" for name in ABOUT)}
    expect(page.locator("footer").get_by_role("link", name="Accessibilité : non conforme")).to_be_visible()
    for address in found:
        assert page.request.get(f"{served.origin}{address}").ok


def test_the_line_is_copied(browse: Callable[..., Page], served: Site) -> None:
    page = browse("/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copier la ligne").click()
    expect(page.get_by_role("status").filter(has_text="copiée")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == (
        f'<script type="module" src="{served.origin}/orientation.js"></script>'
    )


def test_without_permission_the_line_is_selected(browse: Callable[..., Page], served: Site) -> None:
    page = browse("/")
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new DOMException('no')) }")
    page.get_by_role("button", name="Copier la ligne").click()
    expect(page.get_by_text("La ligne est sélectionnée")).to_be_visible()
    assert str(page.evaluate("getSelection().toString()")).endswith(f'{served.origin}/orientation.js"></script>')


def test_the_button_opens_the_assistant(browse: Callable[..., Page]) -> None:
    page = browse("/")
    page.get_by_role("button", name="Poser ma question").click()
    expect(Widget(page).dialog).to_be_visible()


def test_without_script_the_page_has_no_dead_button(browse: Callable[..., Page]) -> None:
    page = browse("/", java_script_enabled=False)
    assert page.get_by_role("button").count() == 0
    assert "contact@incubateur.anct.gouv.fr" in page.locator("noscript").first.inner_text()


@pytest.mark.parametrize("look", ["light", "dark", "phone"])
def test_the_widget_leads_to_who_we_are(browse: Callable[..., Page], served: Site, look: str) -> None:
    page = browse("/", **LOOKS[look])
    widget = Widget(page).open()
    menu = widget.dialog.locator("details.about")
    menu.locator("summary").press("Enter")
    names = {
        "Données personnelles": "donnees-personnelles", "Accessibilité : non conforme": "accessibilite",
        "Mentions légales": "mentions-legales", "Statistiques": "stats",
    }  # fmt: skip
    for name, path in names.items():
        link = menu.get_by_role("link", name=name)
        expect(link).to_be_visible()
        expect(link).to_have_attribute("href", f"{served.origin}/{path}")
        box = link.bounding_box()
        assert box and box["height"] >= 24
    assert widget.violations() == [] and wide(page) <= 0
    with page.context.expect_page() as opened:
        menu.get_by_role("link", name="Mentions légales").click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("Mentions légales")
