"""The widget before the real gateway, with a fake Rasa behind it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from behind import Behind
from driver import Widget
from mock_answers import about_services, detail, nothing, question, relay, solution, solutions, themes
from playwright.sync_api import Page, expect


@pytest.fixture()
def address(start: Callable[..., Any], behind: Behind, built: object) -> str:
    program = start("from bot.gateway.server import serve; serve()", "PORT", HOST="127.0.0.1",
                    RASA_PORT=behind.rasa.port, ACTIONS_PORT=behind.rasa.port)  # fmt: skip
    program.wait_until_listening()
    return f"http://127.0.0.1:{program.port}"


@pytest.fixture()
def widget(visitor: Callable[..., Page], address: str) -> Widget:
    return Widget(visitor()).visit(address)


def test_the_main_journey(widget: Widget, behind: Behind) -> None:
    asked: list[str] = []
    widget.page.on("request", lambda request: asked.append(request.url))
    behind.says(*question())
    behind.says(*solutions([solution("Zéro logement vacant"), solution("Bail utile")]))
    behind.says(*nothing())
    widget.open().say("trop de logements vides, écrivez à marie.dupont@exemple.fr")
    widget.told("Que voulez-vous faire").settled()
    expect(widget.page.locator(".said").first).to_contain_text("[adresse électronique]")
    widget.button("Repérer les logements").click()
    expect(widget.cards).to_have_count(2)
    with widget.page.context.expect_page():
        widget.cards.first.get_by_role("link", name=re.compile("Voir le site")).click()
    widget.settled().button("Ça ne répond pas").click()
    widget.told("Je n’ai pas trouvé").settled()
    assert behind.rasa.sent[1:] == ["/a", "/non"]
    second = Widget(widget.page.context.new_page()).visit(widget.page.url).open()
    expect(second.cards).to_have_count(3)  # two of the list, one that comes near
    second.page.close()
    widget.page.reload()
    widget.open()
    expect(widget.cards).to_have_count(3)
    expect(widget.button("Repérer les logements (choisi)")).to_be_visible()
    assert widget.violations() == []
    widget.button("Effacer la conversation").click()
    widget.button("Oui, tout effacer").click()
    expect(widget.page.get_by_text("La conversation est effacée, ici et sur le serveur.")).to_be_visible()
    assert widget.stored() == {}


def test_what_is_said_of_services(widget: Widget, behind: Behind) -> None:
    behind.says(*detail())
    behind.says(*about_services())
    for _ in range(3):
        behind.says({"text": "Entendu."})
    widget.open().say("le premier").told("Que voulez-vous savoir").settled()
    expect(widget.page.get_by_text("1. Combien ça coûte")).to_have_count(0)
    widget.button("Combien ça coûte ?").click()
    widget.told("Le prix n’est pas publié.").settled()
    widget.say("2").told("Entendu.").settled()
    widget.page.locator(".choice", has_text="Combien").last.click()
    widget.settled()
    assert behind.rasa.sent == ["le premier", "/cout", "/autres", "/cout"]
    widget.page.reload()
    widget.open()
    expect(widget.page.locator(".card h4")).to_have_count(4)
    expect(widget.page.locator(".passage")).to_have_count(2)


def test_a_card_s_actions_say_which_card(widget: Widget, behind: Behind) -> None:
    behind.says(*solutions([solution("Zéro logement vacant"), solution("Bail utile")]))
    behind.says(*detail())
    behind.says(*themes())
    behind.says(*relay())
    for _ in range(2):
        behind.says({"text": "Entendu."})
    widget.open().say("logements").settled()
    widget.button("En savoir plus, pour Bail utile").click()
    widget.told("Pour commencer").settled()
    expect(widget.page.locator(".said").last).to_have_text("En savoir plus, pour Bail utile")
    widget.say("les thèmes").told("Habitat").settled()
    widget.button("Logement et hébergement (7)").click()
    widget.told("Est-ce bon").settled()
    widget.say("2").told("Entendu.").settled()
    assert behind.rasa.sent == ["logements", "/En savoir plusBail utile", "les thèmes", "/t3", "/corriger"]
    widget.page.reload()
    widget.open()
    expect(widget.button("En savoir plus, pour Bail utile (choisi)")).to_be_visible()
    expect(widget.button("Logement et hébergement (7) (choisi)")).to_be_visible()


def test_what_stands_behind_is_down(widget: Widget, behind: Behind) -> None:
    behind.run(behind.rasa.stop())
    widget.open().say("logements")
    fate = widget.page.locator(".fate")
    expect(fate).to_contain_text("indisponible", timeout=10_000)
    expect(fate).to_contain_text("contact@incubateur.anct.gouv.fr")
    behind.run(behind.rasa.start(behind.rasa.port))
    behind.says({"text": "Me revoilà."})
    widget.settled().button("Renvoyer").click()
    widget.told("Me revoilà.").settled()
    expect(widget.page.locator(".fate")).to_have_count(0)


def test_erased_by_the_assistant_itself(widget: Widget, behind: Behind) -> None:
    behind.says({"text": "Un premier échange."})
    behind.says({"text": "C’est effacé."}, {"custom": {"type": "control", "action": "erase"}})
    widget.open().say("bonjour").told("Un premier échange.").settled()
    widget.say("effacez tout").told("C’est effacé.").settled()
    expect(widget.log.get_by_text("Un premier échange.")).to_have_count(0)
    behind.says({"text": "On continue."})
    widget.say("et maintenant").told("On continue.")


def test_an_answer_cut_short_is_asked_again(widget: Widget, behind: Behind) -> None:
    behind.says({"text": "Une moitié."}, end="kill")
    behind.says({"text": "La réponse entière."})
    widget.open().say("bonjour").told("s’est interrompu").settled()
