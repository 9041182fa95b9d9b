"""Cards, details, themes and the summary of a request: what is clicked instead of typed, and its room for a finger."""

import json

import pytest
from driver import Visit, Widget
from mock_gateway import MockGateway
from playwright.sync_api import Locator, expect

FINGER = 44
"""Pixels."""


def listed(widget: Widget) -> Widget:
    widget.open().say("logements")
    expect(widget.cards).to_have_count(3)
    return widget.settled()


def heights(found: Locator) -> list[float]:
    boxes = [node.bounding_box() for node in found.all()]
    return [box["height"] for box in boxes if box]


def test_the_site_comes_first_on_each_card(widget: Widget) -> None:
    listed(widget)
    for card, name in ((widget.cards.nth(0), "Zéro logement vacant"), (widget.cards.nth(1), "Bail utile")):
        actions = card.get_by_role("list", name=f"Suites pour {name}").get_by_role("listitem")
        shown = [words.replace("\u00a0", " ").split("\n")[0] for words in actions.all_inner_texts()]
        assert [words[:12] for words in shown] == ["Voir le site", "En savoir pl", "Combien ça c"]
        expect(actions.first.get_by_role("link")).to_have_attribute("href", "https://exemple.fr/service")
    expect(widget.cards.nth(2).get_by_role("link", name="Voir le site")).to_have_count(0)  # it has none


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_there_is_room_for_a_finger_and_nothing_sticks_out(visit: Visit, width: int) -> None:
    widget = listed(visit(viewport={"width": width, "height": 700}))
    widget.say("les thèmes").told("Habitat").settled()
    widget.say("le résumé").told("Est-ce bon").settled()
    widget.say("DomiFa").told("Signaler une erreur").settled()
    for found in (
        widget.page.locator("a.primary"),
        widget.page.locator(".choice"),
        widget.page.locator(".takeaway button"),
    ):
        assert heights(found) and min(heights(found)) >= FINGER
    log = widget.log
    assert log.evaluate("node => node.scrollWidth <= node.clientWidth")


def test_a_card_is_opened_by_click_and_by_keyboard(widget: Widget, gateway: MockGateway) -> None:
    listed(widget)
    more = widget.cards.nth(1).get_by_role("button", name="En savoir plus, pour Bail utile")
    assert more.inner_text().startswith("En savoir plus")
    more.focus()
    widget.page.keyboard.press("Enter")
    widget.told("Fiche vérifiée le 20 août 2026.").settled()
    assert gateway.turns == ["logements", "En savoir plus, pour Bail utile"]
    expect(widget.page.locator(".said").last).to_have_text("En savoir plus, pour Bail utile")
    expect(widget.button("En savoir plus, pour Bail utile (choisi)")).to_be_focused()
    widget.button("Autres pistes").click()
    widget.told("Bien reçu : Autres pistes")
    widget.settled().button("Parler à quelqu’un").click()
    expect(widget.button("Parler à quelqu’un (choisi)")).to_be_visible()


def test_details_are_a_card_with_headings(widget: Widget) -> None:
    widget.open().say("DomiFa").settled()
    card = widget.cards.first
    assert card.locator("h4").all_inner_texts() == [
        "Pour qui",
        "Pour commencer",
        "Qui l’utilise",
        "Ce que ça ne fait pas",
    ]
    report = card.get_by_role("link", name="Signaler une erreur")
    expect(report).to_have_attribute("href", "mailto:aide@exemple.fr?cc=contact@exemple.fr")


def test_a_site_followed_from_details_counts_for_the_list(widget: Widget) -> None:
    posted: list[str] = []
    widget.page.on("request", lambda sent: posted.append(sent.post_data or "") if "/events" in sent.url else None)
    widget.page.context.route("https://exemple.fr/**", lambda route: route.fulfill(body="ok"))
    widget.open().say("DomiFa").settled()
    site = widget.log.get_by_role("link", name="Voir le site de DomiFa").first
    with widget.page.context.expect_page():
        site.click()
    assert posted == []  # no list has shown it
    widget.say("un logement à domicilier").told("Pour « un").settled()
    with widget.page.context.expect_page():
        site.click()
    widget.until("true")
    assert [json.loads(what) for what in posted] == [{"type": "link_followed", "list_id": "l", "solution": "domifa"}]


def test_themes_are_drawn_once_by_group(widget: Widget, gateway: MockGateway) -> None:
    widget.open().say("les thèmes").settled()
    expect(widget.log.get_by_text("Eau et assainissement")).to_have_count(1)
    expect(widget.log.get_by_text("1. Eau")).to_have_count(0)
    widget.button("Eau et assainissement (7)").click()
    widget.settled()
    assert gateway.turns == ["les thèmes", "Eau et assainissement"]
    expect(widget.button("Eau et assainissement (7) (choisi)")).to_be_visible()


def test_the_summary_of_a_request_is_a_list(widget: Widget) -> None:
    widget.open().say("le résumé").settled()
    assert widget.log.locator("dt").all_inner_texts() == ["Besoin", "Qui demande"]
    expect(widget.log.get_by_text("- Besoin")).to_have_count(0)


@pytest.mark.parametrize("looks", [{"color_scheme": "dark"}, {"forced_colors": "active"}], ids=["dark", "forced"])
def test_axe_finds_nothing_in_other_looks(visit: Visit, looks: dict[str, str]) -> None:
    widget = listed(visit(**looks, viewport={"width": 320, "height": 640}))
    widget.say("les thèmes").told("Habitat").settled()
    widget.say("le résumé").told("Est-ce bon").settled()
    widget.say("DomiFa").told("Signaler une erreur").settled()
    assert widget.violations() == []
