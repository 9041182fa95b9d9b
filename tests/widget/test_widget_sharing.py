"""A list passed on: by a link that holds ids alone, by the person's own mail program, on paper."""

import re
from urllib.parse import unquote

from driver import Visit, Widget
from mock_gateway import MockGateway
from playwright.sync_api import expect


def test_a_link_that_says_nothing_of_the_need(visit: Visit, gateway: MockGateway) -> None:
    widget = visit(permissions=["clipboard-read", "clipboard-write"])
    widget.open().say("logements vides de Mme Untel")
    expect(widget.cards).to_have_count(3)
    widget.settled().button("Copier le lien").click()
    expect(widget.page.get_by_text("Le lien de la liste est copié.")).to_be_visible()
    link = widget.page.evaluate("navigator.clipboard.readText()")
    assert unquote(link) == f"{gateway.origin}/#liste=zéro-logement-vacant,bail-utile,atlas-du-bâti"


def test_a_shared_list_waits_for_the_person(widget: Widget, gateway: MockGateway) -> None:
    widget.page.goto("about:blank")
    widget.visit(f"{gateway.origin}/#liste=zéro-logement-vacant,bail-utile,disparu")
    expect(widget.launcher).to_contain_text("une liste vous attend")
    assert not any("/api/" in line for line in gateway.requests)
    widget.open()
    expect(widget.cards).to_have_count(2)
    expect(widget.log).to_contain_text("Voici la liste que l’on vous a transmise")
    assert gateway.turns == []
    assert widget.violations() == []
    widget.say("bonjour").told("Bien reçu : bonjour")


def test_a_shared_list_of_what_is_gone(widget: Widget, gateway: MockGateway) -> None:
    widget.page.goto("about:blank")
    widget.visit(f"{gateway.origin}/#liste=disparu").open()
    widget.told("Les services de la liste transmise ne sont plus proposés.")


def test_an_address_that_is_no_list_asks_nothing(widget: Widget, gateway: MockGateway) -> None:
    widget.page.goto("about:blank")
    widget.visit(f"{gateway.origin}/#liste=<script>,a%20b,../x").open()
    widget.page.wait_for_timeout(300)
    assert not any("/solutions" in line for line in gateway.requests)


def test_by_the_person_s_own_mail_program(widget: Widget, gateway: MockGateway) -> None:
    widget.open().say("logements")
    expect(widget.cards).to_have_count(3)
    link = widget.settled().page.get_by_role("link", name="Envoyer par courriel")
    address = unquote(link.get_attribute("href") or "")
    assert address.startswith("mailto:?subject=Services publics numériques pour notre collectivité&body=")
    for words in (
        "Zéro logement vacant",
        "https://exemple.fr/service",
        f"Retrouver cette liste : {gateway.origin}/#liste=",
    ):
        assert words in address
    assert len(link.get_attribute("href") or "") < 2000


def test_on_paper_with_date_source_and_address(widget: Widget, gateway: MockGateway) -> None:
    widget.page.add_init_script("window.print = () => { top.printed = document.body.innerText; }")
    widget.page.reload()
    widget.open().say("logements")
    widget.button("Imprimer la liste").click()
    widget.until("Boolean(window.printed)")
    printed = widget.page.evaluate("window.printed")
    assert re.search(r"Liste faite le \d{1,2}(er)? \w+ \d{4} par l’assistant d’orientation", printed)
    assert gateway.origin in printed and "catalogue de services publics numériques" in printed
    assert "le 1" not in printed
