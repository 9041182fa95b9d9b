"""A request in the widget, before the real gateway: the detail, its masked echo, its correction, and the eraser."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from behind import Behind
from driver import Widget
from mock_answers import contact
from playwright.sync_api import Page, expect

OFFER = {"custom": {"type": "control", "action": "relay", "summary": {"need": "des logements vides"}}}
CLOSED = {"custom": {"type": "control", "action": "offer_closed"}}
ADDRESS = "jean.dupont@mairie.fr"


@pytest.fixture()
def widget(
    start: Callable[..., Any], behind: Behind, built: object, visitor: Callable[..., Page]
) -> Widget:  # fmt: skip
    program = start("from bot.gateway.server import serve; serve()", "PORT", HOST="127.0.0.1",
                    RASA_PORT=behind.rasa.port, ACTIONS_PORT=behind.rasa.port)  # fmt: skip
    program.wait_until_listening()
    return Widget(visitor()).visit(f"http://127.0.0.1:{program.port}")


def ask(widget: Widget, behind: Behind) -> None:
    """Bring the conversation to where a contact detail is asked for, by a click."""
    behind.says({"text": "Est-ce bon ?", "buttons": [{"title": "C’est bon", "payload": "/relais_accepter"}]})
    behind.says(OFFER, *contact())
    widget.open().say("parler à quelqu’un").told("Est-ce bon").settled()
    widget.button("C’est bon").click()
    widget.told("adresse électronique").settled()


def number_of(behind: Behind) -> str:
    """The number that the gateway told the dialogue."""
    found = re.search(r"R\d{6}-\w{6}", str(behind.rasa.sent[-1]))
    assert found
    return found[0]


def give(widget: Widget, behind: Behind) -> str:
    """Give the detail; the request's number."""
    behind.says(CLOSED, {"text": "C’est noté. Réponse à : j…t@mairie.fr.",
                         "buttons": [{"title": "Corriger", "payload": "/relais_contact"}]})  # fmt: skip
    widget.say(ADDRESS).told("C’est noté").settled()
    return number_of(behind)


def test_the_field_helps_to_give_a_contact_and_says_what_becomes_of_it(widget: Widget, behind: Behind) -> None:
    ask(widget, behind)
    field = widget.page.get_by_role("textbox", name="Votre courriel ou votre téléphone")
    expect(field).to_have_attribute("autocomplete", "email")
    expect(field).to_have_attribute("inputmode", "email")
    expect(field).to_be_focused()  # and no longer the choice that led here
    expect(field).to_have_accessible_description(re.compile("sert à vous répondre"))
    expect(widget.page.get_by_text("Pas de données personnelles.", exact=True)).to_have_count(0)
    page = widget.page.get_by_role("link", name=re.compile("Vos données et vos droits"))
    address = str(page.get_attribute("href"))
    assert address.endswith("/donnees-personnelles")
    assert widget.page.request.get(address).ok
    assert widget.violations() == []
    give(widget, behind)
    expect(widget.input).to_have_attribute("autocomplete", "off")
    expect(widget.page.get_by_text("Pas de données personnelles.", exact=True)).to_be_visible()


def test_a_detour_then_the_detail_masked_and_corrected(widget: Widget, behind: Behind) -> None:
    ask(widget, behind)
    behind.says({"text": "Sous trois jours."}, OFFER, *contact())
    widget.say("vous me répondez quand ?").told("Sous trois jours").settled()
    expect(widget.page.get_by_role("textbox", name="Votre courriel ou votre téléphone")).to_be_visible()
    give(widget, behind)
    expect(widget.page.locator(".person").last).to_contain_text("j…t@mairie.fr")
    assert ADDRESS not in widget.page.content() and ADDRESS not in str(widget.stored())
    behind.says(OFFER, *contact())
    widget.button("Corriger").click()
    expect(widget.page.get_by_role("textbox", name="Votre courriel ou votre téléphone")).to_be_visible()
    widget.page.reload()
    widget.open()
    expect(widget.page.get_by_role("textbox", name="Votre courriel ou votre téléphone")).to_be_visible()
    expect(widget.page.locator(".person").nth(3)).to_contain_text("j…t@mairie.fr")


@pytest.mark.parametrize(
    ("button", "said"), [("Effacer, garder ma demande", "est gardée"), ("Effacer et annuler ma demande", "est annulée")]
)
def test_a_request_that_has_not_left_is_kept_or_cancelled(
    widget: Widget, behind: Behind, button: str, said: str
) -> None:
    ask(widget, behind)
    number = give(widget, behind)
    widget.button("Effacer la conversation").click()
    expect(widget.page.get_by_text(re.compile(f"{number} n’est pas encore partie"))).to_be_visible()
    expect(widget.button("Ne rien effacer")).to_be_focused()
    assert widget.violations() == []
    widget.page.keyboard.press("Escape")
    expect(widget.button("Effacer la conversation")).to_be_focused()
    widget.page.keyboard.press("Enter")
    widget.button(button).click()
    expect(widget.page.get_by_role("status").filter(has_text=said)).to_contain_text(number)
    assert widget.stored() == {}


def test_at_320_pixels_the_choice_and_the_notice_fit(widget: Widget, behind: Behind) -> None:
    widget.page.set_viewport_size({"width": 320, "height": 640})
    ask(widget, behind)
    wide = "(() => { const log = document.querySelector('orientation-assistant').shadowRoot.querySelector('.panel');"
    wide += " return log.scrollWidth - log.clientWidth; })()"
    assert widget.page.evaluate(wide) <= 0
    give(widget, behind)
    widget.button("Effacer la conversation").click()
    expect(widget.button("Effacer et annuler ma demande")).to_be_in_viewport()
    assert widget.page.evaluate(wide) <= 0 and widget.violations() == []
