"""A phone: no keyboard that nobody asked for, and the answer in the first screen."""

from typing import Any

import pytest
from driver import INSIDE, Visit, Widget
from mock_gateway import MockGateway
from playwright.sync_api import expect

WITH_KEYBOARD: dict[str, Any] = {"viewport": {"width": 390, "height": 430}, "has_touch": True, "is_mobile": True}
"""What a phone's keyboard leaves of its screen."""

NEEDS = [
    "Nous avons des logements vides dans le bourg",
    "on cherche des logements pour les saisonniers de la commune",
    "Comment recenser les logements vacants de notre intercommunalité ?",
    "le parc de logements communaux est mal suivi",
    "des propriétaires laissent leurs logements à l’abandon",
    "trop de passoires thermiques parmi les logements de la commune, que faire",
    "il nous faut un outil pour gérer les demandes de logement social",
    "Bonjour, je suis secrétaire de mairie, le maire voudrait connaître les logements vides du village pour les"
    " remettre sur le marché, mais personne n’a le temps de faire le tour des rues",
    "logement indigne signalé par une habitante",
    "observer le marché du logement avec peu de moyens",
]
"""Ten usual needs, short and long; the mock answers each with the same list."""


@pytest.fixture()
def phone(visit: Visit) -> Widget:
    return visit(**WITH_KEYBOARD)


@pytest.mark.parametrize("need", NEEDS, ids=range(len(NEEDS)))
def test_the_first_service_s_name_is_in_the_first_screen(phone: Widget, need: str) -> None:
    phone.open().say(need)
    expect(phone.cards).to_have_count(3)
    phone.settled().page.wait_for_timeout(400)
    name = phone.page.get_by_role("heading", name="1. Zéro logement vacant")
    box, log = name.bounding_box(), phone.log.bounding_box()
    assert box and log
    assert log["y"] <= box["y"] and box["y"] + box["height"] <= log["y"] + log["height"], (box, log)


def test_no_keyboard_that_nobody_asked_for(phone: Widget, gateway: MockGateway) -> None:
    phone.open()
    expect(phone.page.get_by_role("heading", name="Trouver un service")).to_be_focused()
    phone.input.tap()
    expect(phone.input).to_be_focused()
    phone.say("logements")
    expect(phone.cards).to_have_count(3)
    expect(phone.log).to_be_focused()
    gateway.faults.pause = 5
    phone.settled().say("bonjour")
    phone.button("Arrêter").tap()
    expect(phone.log).to_be_focused()
    phone.button("Effacer la conversation").tap()
    phone.button("Oui, tout effacer").tap()
    expect(phone.page.get_by_text("La conversation est effacée, ici et sur le serveur.")).to_be_visible()
    expect(phone.input).not_to_be_focused()


def test_a_field_of_one_line_that_grows(visit: Visit) -> None:
    for options in ({}, WITH_KEYBOARD):
        widget = visit(**options).open()
        height = f"{INSIDE}.querySelector('textarea').offsetHeight"
        assert widget.page.evaluate(height) <= 48
        widget.input.fill("une ligne\n" * 3)
        assert widget.page.evaluate(height) >= 80
        widget.input.fill("une ligne\n" * 40)
        assert widget.page.evaluate(height) <= 140  # then it scrolls: the transcript stays in sight
        widget.input.fill("")
        assert widget.page.evaluate(height) <= 48


def test_the_label_stays_for_who_does_not_see_it(phone: Widget) -> None:
    phone.open()
    expect(phone.input).to_have_attribute("placeholder", "Votre message")
    expect(phone.page.get_by_label("Votre message")).to_be_visible()
    assert phone.violations() == []
