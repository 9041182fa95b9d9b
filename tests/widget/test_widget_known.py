"""What is known of the person is seen, and corrected by a click as by a phrase."""

import re

import pytest
from driver import Visit, Widget
from mock_gateway import MockGateway
from playwright.sync_api import Locator, expect


def bar(widget: Widget) -> Locator:
    return widget.page.get_by_role("group", name="Ce que j’ai compris")


def told(widget: Widget) -> Widget:
    widget.open().say("trop de logements vides à Vierzon, une commune")
    expect(widget.cards).to_have_count(3)
    return widget.settled()


def test_nothing_is_shown_before_something_is_known(widget: Widget) -> None:
    widget.open()
    expect(bar(widget)).to_be_hidden()
    widget.say("bonjour").told("Bien reçu").settled()
    expect(bar(widget)).to_be_hidden()


def test_what_is_known_is_seen(widget: Widget) -> None:
    told(widget)
    expect(bar(widget)).to_contain_text(re.compile(r"Vierzon \(18\) · 26\s000 habitants · commune"))
    expect(bar(widget)).to_contain_text("Besoin : trop de logements vides à Vierzon, une commune")
    assert widget.violations() == []


def test_a_need_without_a_place_offers_to_give_one(widget: Widget, gateway: MockGateway) -> None:
    widget.open().say("logements vides")
    expect(bar(widget)).to_contain_text("Votre territoire n’est pas précisé")
    widget.settled().button("Préciser le territoire").click()
    widget.page.get_by_label("Votre commune, intercommunalité, département ou région").fill("Bourges")
    widget.page.keyboard.press("Enter")
    expect(bar(widget)).to_contain_text("Bourges (18)")
    assert gateway.turns[-1] == "Je suis à Bourges."


def test_corrected_by_a_click(widget: Widget, gateway: MockGateway) -> None:
    told(widget)
    widget.button("Changer le territoire").click()
    place = widget.page.get_by_label("Votre commune, intercommunalité, département ou région")
    expect(place).to_be_focused()
    expect(place).to_have_value("Vierzon (18)")
    assert widget.violations() == []
    place.fill("Bourges")
    widget.page.get_by_label("Nombre d’habitants").fill("64000")
    widget.page.get_by_label("Vous écrivez pour").select_option("une intercommunalité")
    widget.button("Valider").click()
    widget.told("Bien reçu : J’écris").settled()
    others = "J’écris pour une intercommunalité. Nous avons 64000 habitants."
    assert gateway.turns[-2:] == ["Je suis à Bourges.", others]
    expect(bar(widget)).to_contain_text(re.compile(r"Bourges \(18\) · 64\s000 habitants"))


def test_corrected_by_a_phrase(widget: Widget) -> None:
    told(widget).say("non, je suis à Bourges").told("Bien reçu").settled()
    expect(bar(widget)).to_contain_text("Bourges (18)")


def test_a_correction_is_given_up(widget: Widget, gateway: MockGateway) -> None:
    told(widget)
    change = widget.button("Changer le territoire")
    for give_up in ("Annuler", "Escape", "Valider"):  # nothing was changed: nothing to say
        change.click()
        if give_up == "Escape":
            widget.page.keyboard.press("Escape")
        else:
            widget.button(give_up).click()
        expect(change).to_be_focused()
    assert len(gateway.turns) == 1


def test_the_need_is_put_back_in_the_field(widget: Widget) -> None:
    told(widget).button("Changer le besoin").click()
    expect(widget.input).to_be_focused()
    expect(widget.input).to_have_value("trop de logements vides à Vierzon, une commune")


def test_it_is_there_after_a_reload_and_gone_once_erased(widget: Widget) -> None:
    told(widget).page.reload()
    widget.open()
    expect(bar(widget)).to_contain_text("Vierzon (18)")
    widget.button("Effacer la conversation").click()
    widget.button("Oui, tout effacer").click()
    expect(bar(widget)).to_be_hidden()


@pytest.mark.parametrize("window", [{"width": 320, "height": 640}, {"width": 320, "height": 256}], ids=str)
def test_in_small_windows(visit: Visit, window: dict[str, int]) -> None:
    widget = told(visit(viewport=window))
    change = widget.button("Changer le territoire")
    change.scroll_into_view_if_needed()
    change.click()
    valid = widget.button("Valider")
    valid.scroll_into_view_if_needed()
    expect(valid).to_be_in_viewport()
    assert widget.violations() == []
    assert widget.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_territory_of_the_site(widget: Widget, gateway: MockGateway) -> None:
    widget.visit(f"{gateway.origin}/site").open()
    widget.input.press("Enter")
    widget.told("voici ce qui").settled()
    assert gateway.territories == ["18279"]
