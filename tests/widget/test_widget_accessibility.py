"""axe-core in every state, and what a screen reader is given, in its order."""

import re
from collections.abc import Callable

import pytest
from driver import Visit, Widget
from mock_gateway import MockGateway
from playwright.sync_api import expect

State = Callable[[Widget, MockGateway], None]


def closed(_widget: Widget, _gateway: MockGateway) -> None:
    """The launcher alone."""


def welcome(widget: Widget, _gateway: MockGateway) -> None:
    widget.open()


def waiting(widget: Widget, gateway: MockGateway) -> None:
    gateway.faults.pause = 30
    widget.open().say("logements")
    expect(widget.page.get_by_text("L’assistant cherche…")).to_be_visible()


def solutions(widget: Widget, _gateway: MockGateway) -> None:
    widget.open().say("logements")
    expect(widget.cards).to_have_count(3)
    widget.settled()


def question(widget: Widget, _gateway: MockGateway) -> None:
    widget.open().say("une question")
    widget.button("Repérer les logements").click()
    expect(widget.cards).to_have_count(3)
    widget.settled()


def nothing(widget: Widget, _gateway: MockGateway) -> None:
    widget.open().say("rien").told("Je n’ai pas trouvé").settled()


def detail(widget: Widget, _gateway: MockGateway) -> None:
    widget.open().say("le service DomiFa")
    expect(widget.cards).to_have_count(1)
    widget.settled()


def themes(widget: Widget, _gateway: MockGateway) -> None:
    widget.open().say("les thèmes").told("Habitat").settled()


def relay(widget: Widget, _gateway: MockGateway) -> None:
    widget.open().say("le résumé").told("Est-ce bon").settled()


def about_services(widget: Widget, gateway: MockGateway) -> None:
    detail(widget, gateway)
    widget.button("Combien ça coûte ?").click()
    widget.told("Le prix n’est pas publié.").settled()


def erasing(widget: Widget, _gateway: MockGateway) -> None:
    widget.open().say("bonjour").told("Bien reçu").settled()
    widget.button("Effacer la conversation").click()


def erasing_a_request(widget: Widget, gateway: MockGateway) -> None:
    gateway.request = {"number": "R261125-AAAAAA", "state": "waiting"}
    erasing(widget, gateway)
    expect(widget.button("Effacer, garder ma demande")).to_be_visible()


def contact(widget: Widget, _gateway: MockGateway) -> None:
    widget.open().say("parler à quelqu’un").told("adresse électronique").settled()


def failed(widget: Widget, gateway: MockGateway) -> None:
    gateway.faults.fail = "L’assistant est momentanément indisponible. Écrivez à aide@exemple.fr."
    widget.open().say("logements").told("indisponible").settled()


def down(widget: Widget, gateway: MockGateway) -> None:
    gateway.stop()
    widget.open(connected=False).say("logements")
    expect(widget.page.locator(".banner")).to_be_visible()


def expired(widget: Widget, gateway: MockGateway) -> None:
    widget.open().say("bonjour").told("Bien reçu").settled()
    gateway.expired |= set(gateway.conversations)
    gateway.conversations.clear()
    widget.say("encore").told("a expiré").told("Bien reçu : encore").settled()


def too_long(widget: Widget, _gateway: MockGateway) -> None:
    widget.open()
    widget.input.fill("a" * 4001)
    widget.input.press("Enter")
    expect(widget.page.get_by_role("alert")).to_contain_text(re.compile(r"4\s001"))


def hostile(widget: Widget, _gateway: MockGateway) -> None:
    widget.open().say("hostile")
    expect(widget.cards).to_have_count(2)
    widget.settled()


def correcting(widget: Widget, gateway: MockGateway) -> None:
    solutions(widget, gateway)
    widget.button("Préciser le territoire").click()
    expect(widget.button("Valider")).to_be_visible()


def shared(widget: Widget, gateway: MockGateway) -> None:
    widget.page.goto("about:blank")
    widget.visit(f"{gateway.origin}/#liste=bail-utile").open()
    expect(widget.cards).to_have_count(1)


def waiting_behind(widget: Widget, _gateway: MockGateway) -> None:
    widget.open().say("bonjour").told("Bien reçu").settled()
    widget.button("Fermer").click()
    expect(widget.launcher).to_contain_text("conversation en cours")


def no_storage(widget: Widget, gateway: MockGateway) -> None:
    widget.page.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', {get() { throw new DOMException('no'); }})"
    )
    widget.visit(gateway.origin).open(connected=False).say("bonjour").told("Bien reçu").settled()


STATES: list[State] = [
    closed, welcome, waiting, solutions, question, nothing, detail, about_services, themes, relay, erasing,
    erasing_a_request, contact, failed, down, expired, too_long, hostile, correcting, shared, waiting_behind,
    no_storage,
]  # fmt: skip
LOOKS = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 320, "height": 640}},
}


OTHER_LOOK = pytest.mark.slow("every state once more, in another look")


@pytest.mark.parametrize("look", [pytest.param(look, marks=() if look == "light" else OTHER_LOOK) for look in LOOKS])
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_axe_finds_nothing(visit: Visit, gateway: MockGateway, state: State, look: str) -> None:
    widget = visit(**LOOKS[look])
    state(widget, gateway)
    assert widget.violations() == []


def test_reading_order(widget: Widget, gateway: MockGateway) -> None:
    solutions(widget, gateway)
    tree = widget.dialog.aria_snapshot()
    order = [
        'heading "Trouver un service" [level=2]', 'button "Agrandir"', 'button "Fermer"', 'group "Ce que j’ai compris"',
        "territoire n’est pas précisé", "Besoin : logements", 'log "Conversation"', "L’assistant :", "Bonjour.",
        "Nous avons des logements vides", "assistant automatique", "aide@exemple.fr", "Vous :", "logements",
        "voici ce qui me semble répondre", 'heading "1. Zéro logement vacant" [level=3]', "Pourquoi",
        'list "Suites pour Zéro logement vacant"', 'link "Voir le site de Zéro logement vacant',
        'button "En savoir plus, pour Zéro logement vacant"', 'button "Combien ça coûte, pour Zéro', "Aujourd’hui",
        "Coût", "Pour", "Porté par", "Contact", "contact@exemple.fr",
        'heading "2. Bail utile" [level=3]', 'heading "3. Atlas du bâti" [level=3]', 'heading "Déjà étudié" [level=3]',
        'list "Vous pouvez :"', 'button "Autres pistes"', 'button "Parler à quelqu’un"', "Ça m’aide",
        "Ça ne répond pas", "Copier la liste", "Copier le lien", "Envoyer par courriel", "Imprimer la liste", "textbox",
        "Envoyer",
        "Effacer la conversation",
    ]  # fmt: skip
    in_order(tree, order)


def test_reading_order_of_what_is_said_of_services(widget: Widget, gateway: MockGateway) -> None:
    about_services(widget, gateway)
    order = [
        'heading "DomiFa" [level=3]', "Aujourd’hui", "ouvert aux organismes", "DomiFa suit les demandes",
        'list "Suites pour DomiFa"', 'link "Voir le site de DomiFa', "/url: https://exemple.fr/domifa",
        'heading "Pour qui" [level=4]', "list", "listitem: Les organismes", "listitem: Communes et CCAS.",
        'heading "Pour commencer" [level=4]', "listitem", 'heading "Qui l’utilise" [level=4]',
        'heading "Ce que ça ne fait pas" [level=4]', "Contact", "contact@exemple.fr", "Fiche vérifiée le 20 août 2026.",
        'link "Signaler une erreur"', "Que voulez-vous savoir de plus", 'list "Choix proposés"',
        'button "Combien ça coûte ? (choisi)"', 'button "Voir les autres services"', "Vous :", "Voici leur prix",
        'heading "DomiFa (nouvelle fenêtre)" [level=3]', "L’usage est gratuit.", "Source", "exemple.fr (nouvelle",
        "14 mars 2026", 'heading "Bail utile" [level=3]', "Le prix n’est pas publié.", 'button "Combien ça coûte ?"',
        'button "Voir les autres services"', "textbox",
    ]  # fmt: skip
    in_order(widget.dialog.aria_snapshot().replace("\u00a0", " "), order)


def test_reading_order_of_themes_and_of_a_summary(widget: Widget, gateway: MockGateway) -> None:
    themes(widget, gateway)
    widget.say("le résumé").told("Est-ce bon").settled()
    order = [
        "Voici les thèmes", 'heading "Environnement" [level=3]', 'list "Environnement"',
        'button "Eau et assainissement (7)"', 'heading "Habitat" [level=3]', 'list "Habitat"', "Choisissez un thème",
        "Voici ce que j’ai compris", 'term: "Besoin :"', "definition: suivre les logements vides", 'term: "Qui demande',
        "definition: une commune", "Est-ce bon ?", 'button "C’est bon"', 'button "Corriger"',
    ]  # fmt: skip
    in_order(widget.dialog.aria_snapshot().replace("\u00a0", " "), order)


def in_order(tree: str, order: list[str]) -> None:
    position = 0
    for words in order:
        found = tree.find(words, position)
        assert found >= 0, f"{words!r} not after {tree[max(0, position - 80) : position]!r} in\n{tree}"
        position = found


def test_times_are_read_not_seen(widget: Widget, gateway: MockGateway) -> None:
    solutions(widget, gateway)
    time = widget.page.locator("time").first
    assert time.inner_text().startswith("à ")
    assert time.bounding_box()["width"] <= 1  # type: ignore[index]
