"""Where it runs: strict policies, two origins, small and enlarged windows, dark, reduced motion, hostile texts."""

import re
from collections.abc import Callable, Iterator

import pytest
from driver import INSIDE, Visit, Widget
from mock_gateway import POLICY, MockGateway
from playwright.sync_api import Page, expect


@pytest.fixture()
def elsewhere(gateway: MockGateway) -> Iterator[MockGateway]:
    """A site of another origin, whose policy adds the gateway's."""
    site = MockGateway(site=gateway).start()
    yield site
    site.stop()


def test_under_the_strict_policy(widget: Widget) -> None:
    """Every page of these tests is; a breach fails its test."""
    sent = widget.page.request.get(widget.page.url).headers["content-security-policy"]
    assert sent == POLICY
    widget.open().say("logements")
    expect(widget.cards).to_have_count(3)
    assert widget.page.locator("[style]").count() == 0


def test_from_another_origin(visitor: Callable[..., Page], elsewhere: MockGateway, gateway: MockGateway) -> None:
    page = visitor()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    widget = Widget(page).visit(elsewhere.origin)
    widget.open().say("logements")
    expect(widget.cards).to_have_count(3)
    widget.settled().button("Effacer la conversation").click()
    widget.button("Oui, tout effacer").click()
    expect(widget.page.get_by_text("La conversation est effacée, ici et sur le serveur.")).to_be_visible()
    assert all(url.startswith((elsewhere.origin, gateway.origin)) for url in asked)
    assert not any("/api/" in line for line in elsewhere.requests)


MODAL = f"{INSIDE}.querySelector('dialog').matches(':modal')"


def fits(widget: Widget) -> bool:
    """Nothing scrolls sideways, in the page or in the panel."""
    script = (
        "(() => { const wide = (node) => node.scrollWidth > node.clientWidth + 1;"
        f" const parts = [...{INSIDE}.querySelectorAll('.log, .panel, .composer')];"
        " return ![document.documentElement, ...parts].some(wide); })()"
    )
    return bool(widget.page.evaluate(script))


@pytest.mark.parametrize(
    "window", [{"width": 320, "height": 640}, {"width": 320, "height": 256}, {"width": 640, "height": 400}], ids=str
)  # fmt: skip
def test_small_windows_and_zoom(visit: Visit, window: dict[str, int]) -> None:
    """320 px; 1280 px at 400 %; 1280 px at 200 %: what a zoomed browser gives the page."""
    widget = visit(viewport=window)
    widget.open().say("logements")
    expect(widget.cards).to_have_count(3)
    widget.settled()
    assert fits(widget)
    for name in ("Fermer", "Envoyer", "Ça m’aide", "Effacer la conversation"):
        button = widget.button(name)
        button.scroll_into_view_if_needed()
        expect(button).to_be_in_viewport()
    expect(widget.input).to_be_editable()
    # The whole window: what is behind can't be reached.
    assert widget.page.evaluate(MODAL)
    widget.page.keyboard.press("Escape")
    expect(widget.launcher).to_be_focused()


@pytest.mark.parametrize(("width", "size"), [(320, "100%"), (1280, "200%")])
def test_what_is_said_of_services_fits(visit: Visit, width: int, size: str) -> None:
    widget = visit(viewport={"width": width, "height": 640})
    widget.page.evaluate("(size) => { document.documentElement.style.fontSize = size; }", size)
    widget.open().say("le service DomiFa")
    expect(widget.cards).to_have_count(1)
    widget.settled().button("Combien ça coûte ?").click()
    widget.told("Le prix n’est pas publié.").settled()
    assert fits(widget)
    for button in widget.button("Voir les autres services").all():
        button.scroll_into_view_if_needed()
        expect(button).to_be_in_viewport()


def test_text_twice_as_large(visitor: Callable[..., Page], gateway: MockGateway) -> None:
    """The text of the browser at 200 %, the window unchanged."""
    widget = Widget(visitor()).visit(gateway.origin)
    session = widget.page.context.new_cdp_session(widget.page)
    session.send("Emulation.setPageScaleFactor", {"pageScaleFactor": 1})
    widget.page.evaluate("document.documentElement.style.fontSize = '200%'")
    widget.open().say("logements")
    expect(widget.cards).to_have_count(3)
    assert fits(widget)


def test_the_window_may_change_while_it_is_open(widget: Widget) -> None:
    widget.open().say("logements")
    expect(widget.cards).to_have_count(3)
    assert not widget.page.evaluate(MODAL)
    widget.page.set_viewport_size({"width": 400, "height": 700})
    widget.until(MODAL)
    expect(widget.input).to_be_focused()
    widget.page.set_viewport_size({"width": 1280, "height": 800})
    widget.until(f"!{MODAL}")
    expect(widget.input).to_be_focused()


def test_the_welcome_is_read_from_its_beginning(visit: Visit) -> None:
    widget = visit(viewport={"width": 320, "height": 500}).open()
    expect(widget.log.get_by_text("Bonjour.")).to_be_in_viewport()


def test_a_long_answer_is_read_from_its_beginning(visit: Visit) -> None:
    widget = visit(viewport={"width": 360, "height": 640})
    widget.open().say("logements")
    expect(widget.cards).to_have_count(3)
    widget.settled().page.wait_for_timeout(600)
    expect(widget.page.locator(".said")).to_be_in_viewport()


def test_dark(visit: Visit) -> None:
    widget = visit(color_scheme="dark").open()
    background = f"getComputedStyle({INSIDE}.querySelector('.panel')).backgroundColor"
    assert widget.page.evaluate(background) == "rgb(22, 22, 22)"
    widget.page.evaluate("document.documentElement.setAttribute('data-fr-theme', 'light')")
    widget.until(f"{background} === 'rgb(255, 255, 255)'")


@pytest.mark.parametrize(("motion", "moves"), [("reduce", False), ("no-preference", True)])
def test_motion(visit: Visit, gateway: MockGateway, motion: str, moves: bool) -> None:
    gateway.faults.pause = 1.0
    widget = visit(reduced_motion=motion).open().say("bonjour")
    expect(widget.page.get_by_text("L’assistant cherche…")).to_be_visible()
    running = f"{INSIDE}.getAnimations().length > 0"
    assert widget.page.evaluate(running) is moves
    widget.told("Bien reçu")


def test_forced_colours(visit: Visit) -> None:
    """Where backgrounds and shadows are taken away, every control keeps an edge."""
    widget = visit(forced_colors="active").open().say("logements")
    expect(widget.cards).to_have_count(3)
    widget.settled()
    edge = "(node) => parseFloat(getComputedStyle(node).borderTopWidth)"
    for name in ("Préciser le territoire", "Changer le besoin", "Agrandir", "Fermer", "Ça m’aide", "Copier le lien",
                 "Envoyer", "Effacer la conversation", "Changer la taille de la fenêtre"):  # fmt: skip
        assert widget.button(name).first.evaluate(edge) >= 1, name
    assert widget.page.get_by_role("link", name="Envoyer par courriel").evaluate(edge) >= 1
    assert widget.input.evaluate(edge) >= 1
    colours = "(node) => [getComputedStyle(node).color, getComputedStyle(node).backgroundColor]"
    assert widget.button("Envoyer").evaluate(colours) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]  # the system's own
    assert widget.violations() == []


def test_hostile_texts_are_texts(widget: Widget, gateway: MockGateway) -> None:
    dialogs: list[str] = []
    widget.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    widget.open().say("<img src=x onerror=alert(0)> hostile <script>alert(1)</script>")
    expect(widget.cards).to_have_count(2)
    widget.settled()
    widget.told("Forme inconnue <img src=x onerror=alert(1)>")
    assert widget.page.evaluate(f"{INSIDE}.querySelectorAll('img, script, b').length") == 0
    links = widget.page.evaluate(f"[...{INSIDE}.querySelectorAll('a')].map((link) => link.href)")
    assert links and all(re.match("https?:|mailto:|tel:", link) for link in links)
    widget.page.reload()
    widget.open()
    expect(widget.cards).to_have_count(2)
    assert dialogs == []
    assert "POST /api/v1/widget/conversations" in gateway.requests


HOST_SHEET = (
    "html { font-size: 62.5% } orientation-assistant { display: none; font-size: 2px; color: red }"
    " * { letter-spacing: 9px; text-transform: uppercase }"
)


def test_the_page_and_the_widget_leave_each_other_alone(visitor: Callable[..., Page], gateway: MockGateway) -> None:
    """The host's sheets don't come in; nothing of the host changes."""
    page = visitor()
    page.goto(gateway.origin)
    host = "[getComputedStyle(document.querySelector('h1')).font, document.title, location.href, history.length]"
    before = page.evaluate(host)
    page.evaluate("globalThis.sheet = new CSSStyleSheet()")
    page.evaluate("(text) => { sheet.replaceSync(text); document.adoptedStyleSheets = [sheet]; }", HOST_SHEET)
    widget = Widget(page).open()
    style = f"getComputedStyle({INSIDE}.querySelector('h2'))"
    read = f"[{style}.fontSize, {style}.letterSpacing, {style}.textTransform]"
    assert page.evaluate(read) == ["18px", "normal", "none"]
    page.evaluate("document.adoptedStyleSheets = []")
    widget.say("logements")
    expect(widget.cards).to_have_count(3)
    assert page.evaluate(host) == before
