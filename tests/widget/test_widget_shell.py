"""The window around the conversation: the launcher, from page to page, its size, and what the page around may do."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from driver import INSIDE, Visit, Widget
from mock_gateway import MockGateway
from playwright.sync_api import Page, expect

MODAL = f"{INSIDE}.querySelector('dialog').matches(':modal')"
LISTEN = """(() => {
  globalThis.heard = [];
  for (const name of ["ready", "open", "close", "send", "list", "follow"])
    document.addEventListener(`orientation-${name}`, (event) => heard.push([name, event.detail]));
})()"""


# From page to page


def test_it_is_open_still_on_the_next_page(widget: Widget) -> None:
    widget.open().say("logements")
    expect(widget.cards).to_have_count(3)
    widget.settled().page.reload()
    expect(widget.dialog).to_be_visible()
    expect(widget.cards).to_have_count(3)
    assert widget.focused() == ""  # the page keeps its focus
    widget.button("Fermer").click()
    widget.page.reload()
    expect(widget.launcher).to_contain_text("conversation en cours")
    expect(widget.dialog).to_be_hidden()
    widget.open()
    expect(widget.cards).to_have_count(3)


def test_a_whole_window_stays_behind_the_launcher(visit: Visit) -> None:
    widget = visit(viewport={"width": 390, "height": 700}).open()
    widget.say("logements")
    expect(widget.cards).to_have_count(3)
    widget.settled().page.reload()
    expect(widget.launcher).to_contain_text("conversation en cours")
    expect(widget.dialog).to_be_hidden()


def test_once_erased_nothing_waits(widget: Widget) -> None:
    widget.open().say("bonjour").told("Bien reçu").settled()
    widget.button("Effacer la conversation").click()
    widget.button("Oui, tout effacer").click()
    expect(widget.page.get_by_text("La conversation est effacée, ici et sur le serveur.")).to_be_visible()
    assert widget.stored() == {}
    widget.page.reload()
    expect(widget.launcher).to_have_text("Trouver un service")
    expect(widget.dialog).to_be_hidden()


def test_what_is_typed_survives_a_reload(widget: Widget) -> None:
    widget.open().input.fill("nous avons des")
    widget.page.reload()
    expect(widget.input).to_have_value("nous avons des")
    widget.input.press("Enter")
    widget.told("Bien reçu : nous avons des").settled()
    widget.page.reload()
    widget.open()
    expect(widget.input).to_have_value("")


def test_the_launcher_says_that_an_answer_came(widget: Widget, gateway: MockGateway) -> None:
    gateway.faults.pause = 1.0
    widget.open().say("bonjour")
    widget.until(f"{INSIDE}.querySelector('.accepted') !== null")
    widget.button("Fermer").click()
    expect(widget.launcher).to_contain_text("conversation en cours")
    expect(widget.launcher).to_contain_text("nouvelle réponse")
    widget.open()
    widget.told("Bien reçu : bonjour")


def test_the_welcome_says_how_long_after_a_reload_too(widget: Widget) -> None:
    widget.open()
    expect(widget.log).to_contain_text("effacée après 30 jours")
    widget.say("bonjour").told("Bien reçu").settled().page.reload()
    widget.open()
    expect(widget.log).to_contain_text("effacée après 30 jours")


def test_a_message_that_stopped_stays_in_its_place_and_is_no_error(widget: Widget, gateway: MockGateway) -> None:
    widget.open().say("bonjour").told("Bien reçu").settled()
    gateway.faults.refuse = (413, "too_long", "Message trop long.", None)
    widget.say("refusé")
    expect(widget.fates("Message trop long.")).to_be_visible()
    gateway.faults.pause = 30
    widget.settled().say("arrêté")
    widget.button("Arrêter").click()
    expect(widget.fates("Vous avez arrêté l’attente.")).to_be_visible()
    widget.page.reload()
    widget.open()
    widget.told("Bien reçu : bonjour")
    assert widget.exchange()[:2] == ["bonjour", "Bien reçu : bonjour"]
    stopped = widget.page.locator(".stopped")
    expect(stopped).to_contain_text("arrêté")
    error = widget.page.locator(".failed .fate")
    expect(error).to_contain_text("Message trop long.")
    colour = "(node) => getComputedStyle(node).color"
    assert stopped.locator(".fate").evaluate(colour) != error.evaluate(colour)


def test_a_double_click_on_the_launcher_erases_nothing(widget: Widget) -> None:
    widget.open().say("bonjour").told("Bien reçu").settled()
    widget.button("Fermer").click()
    widget.launcher.dblclick()
    expect(widget.dialog).to_be_visible()
    expect(widget.button("Oui, tout effacer")).to_be_hidden()
    widget.button("Effacer la conversation").click()
    expect(widget.button("Oui, tout effacer")).to_be_visible()


def test_a_step_of_the_hand_over_acts_no_more_once_it_is_over(widget: Widget, gateway: MockGateway) -> None:
    widget.open().say("quelqu’un pour me répondre").told("À quelle adresse électronique").settled()
    refuse = widget.button("Non merci")
    widget.say("logements")
    expect(widget.cards).to_have_count(3)
    expect(refuse).to_have_attribute("aria-disabled", "true")
    refuse.click(force=True)
    widget.page.wait_for_timeout(300)
    assert gateway.turns == ["quelqu’un pour me répondre", "logements"]
    assert widget.violations() == []


# The window


def test_over_the_whole_page_and_back(widget: Widget) -> None:
    widget.open().say("logements")
    expect(widget.cards).to_have_count(3)
    enlarge = widget.settled().button("Agrandir")
    enlarge.click()
    expect(enlarge).to_have_attribute("aria-pressed", "true")
    box = widget.dialog.bounding_box()
    assert box and (box["width"], box["height"]) == (1280, 800)
    assert widget.page.evaluate(MODAL)  # nothing behind can be reached
    assert widget.violations() == []
    enlarge.click()
    assert not widget.page.evaluate(MODAL)
    expect(enlarge).to_be_focused()
    widget.page.keyboard.press("Escape")
    expect(widget.launcher).to_be_focused()


def test_made_larger_by_its_corner(widget: Widget) -> None:
    widget.open()
    corner = widget.button("Changer la taille de la fenêtre")
    before = widget.dialog.bounding_box()
    corner.focus()
    for key in ("ArrowLeft", "ArrowLeft", "ArrowDown"):
        widget.page.keyboard.press(key)
    after = widget.dialog.bounding_box()
    assert before and after
    assert after["width"] == before["width"] + 80
    assert after["height"] < before["height"]
    handle = corner.bounding_box()
    assert handle
    widget.page.mouse.move(handle["x"] + 4, handle["y"] + 4)
    widget.page.mouse.down()
    widget.page.mouse.move(handle["x"] - 96, handle["y"] + 4, steps=5)
    widget.page.mouse.up()
    dragged = widget.dialog.bounding_box()
    assert dragged and dragged["width"] == pytest.approx(after["width"] + 100, abs=2)
    for _ in range(60):
        corner.press("ArrowLeft")
    widest = widget.dialog.bounding_box()
    assert widest and widest["x"] >= 0  # never out of the page


def test_neither_on_a_phone(visit: Visit) -> None:
    widget = visit(viewport={"width": 390, "height": 700}).open()
    for name in ("Agrandir", "Changer la taille de la fenêtre"):
        expect(widget.button(name)).to_be_hidden()


def test_one_name(widget: Widget) -> None:
    words = widget.launcher.inner_text().strip()
    widget.open()
    expect(widget.page.get_by_role("dialog", name=words, exact=True)).to_be_visible()


# What the page around may do


def test_a_need_in_the_address_waits_for_the_person(widget: Widget, gateway: MockGateway) -> None:
    widget.page.goto("about:blank")
    widget.visit(f"{gateway.origin}/#besoin=des%20logements%20pour%20nos%20saisonniers")
    expect(widget.launcher).to_contain_text("votre besoin est prêt à envoyer")
    assert not any("/api/" in line for line in gateway.requests)
    assert widget.stored() == {}
    widget.open()
    expect(widget.input).to_have_value("des logements pour nos saisonniers")
    widget.page.wait_for_timeout(300)
    assert gateway.turns == []
    widget.input.press("Enter")
    expect(widget.cards).to_have_count(3)
    assert gateway.turns == ["des logements pour nos saisonniers"]
    assert widget.page.evaluate("location.hash") == ""  # a reload asks it no second time


def test_a_need_given_by_the_page(widget: Widget, gateway: MockGateway) -> None:
    widget.visit(f"{gateway.origin}/site").open()
    expect(widget.input).to_have_value("des logements pour nos saisonniers")
    assert gateway.turns == []


def test_methods_and_events(widget: Widget, gateway: MockGateway) -> None:
    page = widget.page
    page.add_init_script(LISTEN)
    page.reload()

    def call(words: str) -> Any:
        return page.evaluate(f"document.querySelector('orientation-assistant').{words}")

    expect(widget.launcher).to_be_visible()
    call("write('des logements')")
    call("open()")
    expect(widget.input).to_have_value("des logements")
    call("close()")
    expect(widget.dialog).to_be_hidden()
    call("send('des logements vides')")
    expect(widget.dialog).to_be_visible()
    expect(widget.cards).to_have_count(3)
    with page.context.expect_page():
        widget.cards.first.get_by_role("link", name="Voir le site").click()
    heard = page.evaluate("heard")
    ids = ["zéro-logement-vacant", "bail-utile", "atlas-du-bâti"]
    assert heard == [
        ["ready", {}], ["open", {}], ["close", {}], ["open", {}], ["send", {}], ["list", {"solutions": ids}],
        ["follow", {"type": "link_followed", "solution": ids[0]}],
    ]  # fmt: skip
    assert "vides" not in str(heard)  # never what is said
    assert gateway.turns == ["des logements vides"]


# A site that isn't declared


@pytest.fixture()
def elsewhere(gateway: MockGateway) -> Iterator[MockGateway]:
    """A site of another origin."""
    site = MockGateway(site=gateway).start()
    yield site
    site.stop()


def test_a_site_that_is_not_declared(
    visitor: Callable[..., Page], elsewhere: MockGateway, gateway: MockGateway
) -> None:
    gateway.faults.shut = True
    page = visitor()
    console: list[str] = []
    page.on("console", lambda said: console.append(said.text))
    widget = Widget(page).visit(elsewhere.origin).open(connected=False)
    banner = page.locator(".banner")
    expect(banner).to_contain_text("Ce site n’est pas autorisé")
    expect(banner).to_contain_text("contact@incubateur.anct.gouv.fr")
    widget.say("logements")
    expect(widget.fates("Ce site n’est pas autorisé")).to_be_visible()
    expect(page.get_by_text("partira dès que possible")).to_have_count(0)
    assert any("WIDGET_ORIGINS" in line and elsewhere.origin in line for line in console)
    asked = len(gateway.requests)
    page.wait_for_timeout(1500)
    assert len(gateway.requests) == asked  # no use insisting
    assert widget.violations() == []
