"""The main journey, by mouse and by keyboard, and what the page's visitor doesn't pay before opening."""

import re

from driver import Visit, Widget
from mock_gateway import MockGateway
from playwright.sync_api import expect


def test_nothing_happens_before_it_is_opened(widget: Widget, gateway: MockGateway) -> None:
    widget.page.wait_for_timeout(300)
    assert [line for line in gateway.requests if "/api/" in line or "orientation.css" in line] == []
    assert widget.page.evaluate("[sessionStorage.length, localStorage.length, document.cookie]") == [0, 0, ""]
    assert widget.page.evaluate("document.body.lastElementChild.outerHTML") == (
        '<orientation-assistant launcher="" server="/"></orientation-assistant>'
    )
    assert widget.page.evaluate("document.head.querySelectorAll('style').length") == 0


def test_only_the_id_is_kept(widget: Widget, gateway: MockGateway) -> None:
    widget.open().say("trop de logements vides")
    expect(widget.cards).to_have_count(3)
    widget.settled()
    (kept,) = widget.stored().values()
    assert kept == {"conversation": next(iter(gateway.conversations)), "drafts": [], "open": True}
    assert widget.page.evaluate("[localStorage.length, document.cookie]") == [0, ""]


def test_by_mouse(widget: Widget) -> None:
    widget.open()
    expect(widget.log).to_contain_text("Je suis un assistant automatique")
    expect(widget.log).to_contain_text("aide@exemple.fr")
    widget.button("Nous avons des logements vides dans le bourg").click()
    expect(widget.cards).to_have_count(3)
    first = widget.cards.first
    for words in ("1. Zéro logement vacant", "en test", "gratuit", "communes, intercommunalités", "Agence d’exemple"):
        expect(first).to_contain_text(words)
    expect(first.get_by_role("link", name="contact@exemple.fr")).to_have_attribute("href", "mailto:contact@exemple.fr")
    site = first.get_by_role("link", name=re.compile("Voir le site de Zéro logement vacant.*nouvelle fenêtre"))
    expect(site).to_have_attribute("target", "_blank")
    expect(widget.log).to_contain_text("Boussole avec la Meuse. Personne ne s’en servait.")
    widget.settled()
    expect(widget.button("Nous avons des logements vides dans le bourg (choisi)")).to_be_visible()
    widget.button("Ça m’aide").click()
    widget.told("Bien reçu : Ça m’aide")
    expect(widget.button("Ça m’aide (choisi)")).to_be_visible()


def test_choices_stay_and_can_change(widget: Widget, gateway: MockGateway) -> None:
    widget.open().say("une question")
    widget.button("Repérer les logements").click()
    expect(widget.cards).to_have_count(3)
    widget.settled().button("Aider les propriétaires").click()
    widget.told("Bien reçu : Aider les propriétaires")
    expect(widget.button("Aider les propriétaires (choisi)")).to_be_visible()
    expect(widget.button("Repérer les logements (choisi)")).to_have_count(0)
    assert gateway.turns == ["une question", "Repérer les logements", "Aider les propriétaires"]
    numbered = widget.log.get_by_text("1. Repérer les logements")
    expect(numbered).to_have_count(0)


def test_nothing_fits(widget: Widget) -> None:
    widget.open().say("rien")
    widget.told("Je n’ai pas trouvé")
    expect(widget.log.get_by_role("link", name=re.compile("Demander sur le forum"))).to_have_attribute(
        "href", "https://forum.exemple.fr/"
    )
    widget.button("Reformuler").click()
    widget.told("Bien reçu : Reformuler")


def test_personal_details_are_shown_masked(widget: Widget) -> None:
    widget.open().say("appelez le 0612345678").told("appelez le [numéro de téléphone]")


def test_by_keyboard_alone(widget: Widget) -> None:
    """Open, ask, read the list, say what one thinks of it, leave: counted."""
    keys = 0

    def press(key: str) -> None:
        nonlocal keys
        widget.page.keyboard.press(key)
        keys += 1

    def focused() -> str:
        return widget.focused()

    widget.page.locator("footer a").last.focus()  # a reader at the end of the page
    while "Trouver un service" not in focused():
        press("Tab")
        assert keys < 5
    press("Enter")
    expect(widget.input).to_be_focused()
    widget.page.keyboard.type("logements vides")
    press("Enter")
    expect(widget.cards).to_have_count(3)
    widget.settled()
    expect(widget.input).to_be_focused()
    while "Ça m’aide" not in focused():
        press("Shift+Tab")
        assert keys < 15
    press("Enter")
    widget.told("Bien reçu : Ça m’aide")
    press("Escape")
    expect(widget.dialog).to_be_hidden()
    expect(widget.launcher).to_be_focused()
    print(f"keystrokes besides the text: {keys}")
    assert keys <= 12


def test_the_up_arrow_of_an_empty_field_goes_to_the_answer(widget: Widget) -> None:
    widget.open().say("logements")
    expect(widget.cards).to_have_count(3)
    widget.settled()
    widget.page.keyboard.type("x")
    widget.page.keyboard.press("ArrowUp")
    expect(widget.input).to_be_focused()
    widget.input.fill("")
    widget.page.keyboard.press("ArrowUp")
    assert "Voir le site" in widget.focused()
    assert widget.cards.first.evaluate("(card) => card.contains(card.getRootNode().activeElement)")


def test_the_button_is_as_high_as_the_field(widget: Widget) -> None:
    def heights() -> list[float]:
        boxes = [widget.input.bounding_box(), widget.button("Envoyer").bounding_box()]
        return [round(box["height"], 1) for box in boxes if box]

    widget.open()
    field, send = heights()
    assert field == send <= 44
    widget.input.fill("une ligne\nune autre\nencore une")
    grown, send = heights()
    assert grown > send == field


def test_every_control_is_reached_by_tab(widget: Widget) -> None:
    widget.open().say("logements")
    expect(widget.cards).to_have_count(3)
    widget.settled()
    seen: list[str] = []
    for _ in range(40):
        widget.page.keyboard.press("Shift+Tab")
        seen.append(widget.focused())
        if "Fermer" in seen[-1]:
            break
    for name in (
        "Imprimer la liste",
        "Copier la liste",
        "Ça ne répond pas",
        "Parler à quelqu’un",
        "Autres pistes",
        "Voir le site",
        "En savoir plus",
        "contact@exemple.fr",
        "Fermer",
    ):
        assert any(name in item for item in seen), name


def test_what_is_said_of_a_service_by_keyboard(widget: Widget, gateway: MockGateway) -> None:
    widget.open().say("le service DomiFa")
    expect(widget.cards).to_have_count(1)
    widget.settled()
    order = (
        "Voir les autres",
        "Combien ça coûte",
        "Signaler une erreur",
        "contact@exemple.fr",
        "exemple.fr/stats",
        "DomiFa",
    )
    for name in order:
        widget.page.keyboard.press("Shift+Tab")
        assert name in widget.focused()
    for _ in range(4):
        widget.page.keyboard.press("Tab")
    widget.page.keyboard.press("Enter")
    widget.told("L’usage est gratuit.").settled()
    assert gateway.turns == ["le service DomiFa", "Combien ça coûte ?"]
    assert widget.focused().endswith("(choisi)")


def test_nothing_steals_the_focus(widget: Widget) -> None:
    widget.open().say("une question")
    choice = widget.button("Repérer les logements")
    choice.focus()
    choice.press("Enter")
    expect(widget.cards).to_have_count(3)
    widget.settled()
    expect(widget.button("Repérer les logements (choisi)")).to_be_focused()


def test_shift_enter_is_a_new_line(widget: Widget, gateway: MockGateway) -> None:
    widget.open()
    widget.input.press_sequentially("une")
    widget.input.press("Shift+Enter")
    widget.input.press_sequentially("deux")
    widget.input.press("Enter")
    widget.told("Bien reçu")
    assert gateway.turns == ["une\ndeux"]


def test_too_long_is_said_and_nothing_is_cut(widget: Widget, gateway: MockGateway) -> None:
    widget.open()
    widget.input.fill("a" * 4001)
    widget.input.press("Enter")
    expect(widget.page.get_by_role("alert")).to_contain_text(re.compile(r"4\s001 caractères"))
    assert len(widget.input.input_value()) == 4001
    assert gateway.turns == []


def test_copy_and_print(visit: Visit) -> None:
    widget = visit(permissions=["clipboard-read", "clipboard-write"])
    widget.page.add_init_script("window.print = () => { top.printed = document.body.innerText; }")
    widget.page.reload()
    widget.open().say("logements")
    widget.button("Copier la liste").click()
    expect(widget.page.get_by_text("La liste est copiée.")).to_be_visible()
    copied = widget.page.evaluate("navigator.clipboard.readText()")
    assert "1. Zéro logement vacant (en test)" in copied and "Lien : https://exemple.fr/service" in copied
    widget.button("Imprimer la liste").click()
    widget.until("Boolean(window.printed)")
    printed = widget.page.evaluate("window.printed")
    assert "3. Atlas du bâti" in printed and "Incubateur des Territoires" not in printed
    today = widget.page.evaluate("new Date().toLocaleDateString('fr-FR', {dateStyle: 'long'})")
    for text in (copied, printed):
        assert f"Liste faite le {today}" in text and f"({widget.page.url})" in text and "catalogue" in text
        assert not re.search("Posez-moi|Autres pistes|Dites", text)  # nothing of how to go on here


def test_erase_here_and_on_the_server(widget: Widget, gateway: MockGateway) -> None:
    widget.open().say("logements")
    expect(widget.cards).to_have_count(3)
    widget.settled().button("Effacer la conversation").click()
    expect(widget.button("Non, la garder")).to_be_focused()
    widget.page.keyboard.press("Escape")
    expect(widget.button("Effacer la conversation")).to_be_focused()
    widget.button("Effacer la conversation").click()
    widget.button("Oui, tout effacer").click()
    expect(widget.page.get_by_text("La conversation est effacée, ici et sur le serveur.")).to_be_visible()
    expect(widget.cards).to_have_count(0)
    expect(widget.input).to_be_focused()
    assert gateway.conversations == {} and widget.stored() == {}
    widget.say("encore").told("Bien reçu : encore")


def test_in_the_page(widget: Widget, gateway: MockGateway) -> None:
    widget.page.goto(f"{gateway.origin}/inline")
    region = widget.page.get_by_role("region", name="Trouver un service")
    expect(region).to_be_visible()
    expect(widget.launcher).to_have_count(0)
    assert not any("/api/" in line for line in gateway.requests)
    assert widget.page.evaluate("document.activeElement.tagName") == "BODY"
    widget.say("logements")
    expect(widget.cards).to_have_count(3)
