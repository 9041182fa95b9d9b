"""What goes wrong: each fault has its sentence, a way on, and nothing typed is lost."""

import re
from collections.abc import Callable

import pytest
from driver import INSIDE, Visit, Widget
from mock_gateway import MockGateway
from playwright.sync_api import Page, expect

ACCEPTED = f"{INSIDE}.querySelector('.accepted') !== null"
CONTACT = re.compile("aide@exemple.fr|contact@incubateur.anct.gouv.fr")


def test_reload_finds_the_conversation(widget: Widget, gateway: MockGateway) -> None:
    widget.open().say("logements")
    expect(widget.cards).to_have_count(3)
    widget.settled().page.reload()
    widget.open()
    expect(widget.cards).to_have_count(3)
    expect(widget.page.locator(".said")).to_have_text(["logements"])
    widget.button("Ça m’aide").click()
    widget.told("Bien reçu : Ça m’aide")
    assert len(gateway.conversations) == 1


def test_reload_in_the_middle_of_an_answer(widget: Widget, gateway: MockGateway) -> None:
    gateway.faults.pause = 4.0
    widget.open().say("logements")
    expect(widget.page.get_by_text("L’assistant cherche…")).to_be_visible()
    widget.until(ACCEPTED)
    gateway.faults.pause = 0.05
    widget.page.reload()
    widget.open()
    expect(widget.page.locator(".said")).to_have_text(["logements"])
    # The turn ended with its reader: the message is there, with a way to ask again.
    widget.button("Renvoyer").click()
    expect(widget.cards).to_have_count(3)


def test_two_tabs_show_the_same(widget: Widget, visit: Visit, gateway: MockGateway) -> None:
    widget.open().say("bonjour").told("Bien reçu : bonjour")
    second = visit(beside=widget.page).open()
    second.told("Bien reçu : bonjour")
    second.say("rien").told("Je n’ai pas trouvé")
    widget.told("Je n’ai pas trouvé")
    expect(widget.page.locator(".said")).to_have_text(["bonjour", "rien"])
    widget.settled().button("Effacer la conversation").click()
    widget.button("Oui, tout effacer").click()
    expect(second.page.locator(".said")).to_have_count(0)
    assert second.stored() == {} and gateway.conversations == {}


def test_offline_messages_wait_and_go(widget: Widget, gateway: MockGateway) -> None:
    widget.open()
    widget.page.context.set_offline(True)
    widget.say("premier").say("second")
    expect(widget.page.get_by_text("Vous êtes hors ligne.")).to_be_visible()
    expect(widget.fates("Pas encore envoyé.")).to_have_count(2)
    (kept,) = widget.stored().values()
    assert [item["text"] for item in kept["drafts"]] == ["premier", "second"]
    widget.page.context.set_offline(False)
    widget.told("Bien reçu : premier").told("Bien reçu : second").settled()
    expect(widget.page.locator(".banner")).to_have_count(0)
    assert gateway.turns == ["premier", "second"]
    (kept,) = widget.stored().values()
    assert kept["drafts"] == []
    assert widget.exchange() == ["premier", "Bien reçu : premier", "second", "Bien reçu : second"]


def test_offline_messages_survive_a_reload(widget: Widget, gateway: MockGateway) -> None:
    widget.open()
    gateway.stop()
    widget.say("gardez-moi")
    expect(widget.fates("Pas encore envoyé.")).to_be_visible()
    gateway.start()
    widget.page.reload()
    widget.open().told("Bien reçu : gardez-moi")
    assert gateway.turns == ["gardez-moi"]


def test_server_down_from_the_start(widget: Widget, gateway: MockGateway) -> None:
    gateway.stop()
    widget.open(connected=False)
    banner = widget.page.locator(".banner")
    expect(banner).to_contain_text("injoignable")
    expect(banner).to_contain_text(CONTACT)
    widget.say("logements")
    expect(widget.fates("Pas encore envoyé.")).to_be_visible()
    gateway.start()
    expect(widget.cards).to_have_count(3, timeout=15_000)
    expect(banner).to_have_count(0)


def test_server_restarted_in_the_middle_of_an_answer(widget: Widget, gateway: MockGateway) -> None:
    gateway.faults.pause = 1.0
    widget.open().say("logements")
    widget.until(ACCEPTED)
    gateway.stop()
    expect(widget.page.get_by_text("La connexion a été coupée. Je reprends la réponse…")).to_be_visible()
    gateway.faults.pause = 0.05
    gateway.start()
    expect(widget.cards).to_have_count(3, timeout=15_000)
    expect(widget.page.locator(".said")).to_have_count(1)


def test_an_answer_cut_short_is_drawn_once(widget: Widget, gateway: MockGateway) -> None:
    gateway.faults.cut = True
    widget.open().say("bonjour").settled()
    expect(widget.log.get_by_text("Bien reçu : bonjour")).to_have_count(1)


def test_expired_conversation(widget: Widget, gateway: MockGateway) -> None:
    widget.open().say("une question").told("Que voulez-vous faire").settled()
    gateway.expired |= set(gateway.conversations)
    gateway.conversations.clear()
    widget.button("Repérer les logements").click()
    widget.told("La conversation précédente a expiré")
    expect(widget.cards).to_have_count(3)  # the choice's title went as a message of the new conversation
    (kept,) = widget.stored().values()
    assert kept["conversation"] in gateway.conversations


def test_expired_while_away(widget: Widget, gateway: MockGateway) -> None:
    widget.open().say("bonjour").told("Bien reçu").settled()
    gateway.expired |= set(gateway.conversations)
    gateway.conversations.clear()
    widget.page.reload()
    widget.open()
    widget.told("La conversation précédente a expiré")
    widget.say("de nouveau").told("Bien reçu : de nouveau")


@pytest.mark.parametrize("way", ["throw", "absent"])
def test_storage_forbidden(visitor: Callable[..., Page], gateway: MockGateway, way: str) -> None:
    page = visitor()
    body = "throw new DOMException('no', 'SecurityError')" if way == "throw" else "return undefined"
    page.add_init_script(f"Object.defineProperty(window, 'sessionStorage', {{get() {{ {body}; }}}});")
    widget = Widget(page).visit(gateway.origin).open(connected=False)
    widget.say("logements")
    expect(widget.cards).to_have_count(3)
    expect(page.get_by_text("Si vous rechargez la page, elle sera perdue.")).to_be_visible()


def test_slow_server_stop_and_resend(widget: Widget, gateway: MockGateway) -> None:
    gateway.faults.pause = 30
    widget.page.clock.install()
    widget.open().say("logements")
    expect(widget.page.get_by_text("L’assistant cherche…")).to_be_visible()
    widget.until(ACCEPTED)
    widget.page.clock.fast_forward(9_000)
    expect(widget.page.get_by_text("C’est plus long que d’habitude.")).to_be_visible()
    widget.button("Arrêter").click()
    expect(widget.fates("Vous avez arrêté l’attente.")).to_be_visible()
    gateway.faults.pause = 0.05
    widget.button("Renvoyer le message « logements »").click()
    expect(widget.cards).to_have_count(3)
    expect(widget.page.locator(".said")).to_have_count(1)


def test_no_answer_at_all(widget: Widget, gateway: MockGateway) -> None:
    gateway.faults.pause = 60
    widget.page.clock.install()
    widget.open().say("logements")
    widget.until(ACCEPTED)
    widget.page.clock.fast_forward(46_000)
    fate = widget.page.locator(".fate")
    expect(fate).to_contain_text("met trop de temps à répondre")
    expect(fate).to_contain_text(CONTACT)
    widget.button("Modifier").click()
    expect(widget.input).to_have_value("logements")
    expect(widget.input).to_be_focused()


def test_what_stands_behind_fails(widget: Widget, gateway: MockGateway) -> None:
    gateway.faults.fail = "L’assistant est momentanément indisponible. Écrivez à aide@exemple.fr."
    widget.open().say("logements")
    widget.told("momentanément indisponible")
    widget.button("Renvoyer").click()
    expect(widget.cards).to_have_count(3)
    expect(widget.page.locator(".fate")).to_have_count(0)


@pytest.mark.parametrize(
    ("status", "code", "text"),
    [(413, "too_long", "Message trop long."), (422, "empty", "Message vide."), (409, "unknown_choice", "Choix passé.")],
)
def test_refusals_are_said(widget: Widget, gateway: MockGateway, status: int, code: str, text: str) -> None:
    gateway.faults.refuse = (status, code, text, None)
    widget.open().say("bonjour").told(text)
    widget.page.reload()
    widget.open().told(text)  # still there, and not sent again by itself
    assert gateway.turns == []
    widget.button("Renvoyer").click()
    widget.told("Bien reçu : bonjour")


def test_a_busy_server_is_waited_for(widget: Widget, gateway: MockGateway) -> None:
    gateway.faults.refuse = (429, "busy", "Patientez.", 1)
    widget.open().say("bonjour").told("Bien reçu : bonjour")


def test_erasure_that_fails_says_so(widget: Widget, gateway: MockGateway) -> None:
    widget.open().say("bonjour").told("Bien reçu").settled()
    gateway.stop()
    widget.button("Effacer la conversation").click()
    widget.button("Oui, tout effacer").click()
    expect(widget.page.get_by_text("n’a pas pu être effacée du serveur")).to_be_visible()
    widget.told("Bien reçu")
    assert widget.stored() != {}


def test_messages_typed_during_an_answer_wait_their_turn(widget: Widget, gateway: MockGateway) -> None:
    gateway.faults.pause = 2.5
    widget.open().say("un").say("deux")
    expect(widget.fates("Votre message partira après la réponse en cours.")).to_be_visible()
    widget.told("Bien reçu : deux")
    assert widget.exchange() == ["un", "Bien reçu : un", "deux", "Bien reçu : deux"]
