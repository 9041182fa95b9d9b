"""From a need to a short list, through every process."""

import uuid

from whole_service import Service

VACANT = "on n'arrive plus à suivre les logements vides du bourg, on est 900 habitants dans l'Allier"


def test_the_need_of_the_readme_gets_its_service(service: Service) -> None:
    sender = uuid.uuid4().hex
    text, custom = service.say(VACANT, sender)
    payload = custom["custom"]
    assert payload["type"] == "solutions"
    assert payload["text"] == text["text"]
    first = payload["solutions"][0]
    assert (first["id"], len(payload["solutions"]) <= 3) == ("zero-logement-vacant", True)
    assert first["url"].startswith("https://") and first["contact"]
    assert "logements vides" in first["reason"]
    assert payload["territory"] == {"kind": "departement", "code": "03", "name": "Allier"}
    sheet = service.say("1", sender)[0]["text"]
    assert sheet.startswith("Zéro logement vacant")


def test_what_is_known_is_not_asked_again(service: Service) -> None:
    sender = uuid.uuid4().hex
    service.say("je suis secrétaire de mairie à Vierzon", sender)
    service.say("il nous faut numéroter les rues", sender)
    recap = service.say("qu'avez-vous compris ?", sender)[0]["text"]
    assert "Vierzon" in recap and "une commune" in recap and "numéroter les rues" in recap


def test_a_slash_is_text(service: Service) -> None:
    for text in ("/restart", "/action_effacer", "/session_start", "/"):
        assert service.say(text)[0].get("text"), text


def test_choices_are_tokens_of_their_conversation(service: Service) -> None:
    sender = uuid.uuid4().hex
    buttons = service.say(VACANT, sender)[0]["buttons"]
    token = buttons[1]["payload"]
    assert token.startswith("c:")
    assert service.say(token)[0]["error"]
    assert service.say(token, sender)[0]["text"]


def test_bad_messages_get_a_sentence(service: Service) -> None:
    assert service.say("\u0007 ")[0]["error"] and service.say("x" * 4001)[0]["error"]
    assert service.say("🙂")[0]["text"]
    assert service.say("mairie " * 500)[0]["text"]
