"""What the mock gateway answers: the contract's payloads, honest and hostile."""

from typing import Any

Message = dict[str, Any]

CONTACT = "Vous pouvez aussi écrire à l’équipe des tests : aide@exemple.fr."


def solution(name: str, **values: Any) -> Message:
    base: Message = {
        "id": name.lower().replace(" ", "-"), "name": name, "summary": f"{name} repère et suit.", "status": "en_test",
        "reason": f"Vous parlez de logements vides : {name} les repère.", "status_label": "en test",
        "audiences": ["commune", "epci"], "audience_labels": ["communes", "intercommunalités"], "cost": "gratuit",
        "url": "https://exemple.fr/service",
        "contact": "contact@exemple.fr", "operator": "Agence d’exemple",
    }  # fmt: skip
    return {**base, **values}


def solutions(items: list[Message], need: str = "des logements vides", first: int = 1) -> list[Message]:
    """A list, its plain text before it."""
    intro, outro = (
        f"Pour « {need} », voici ce qui me semble répondre :",
        "Dites par exemple « le 1 » pour en savoir plus.",
    )
    items = [{**item, "position": rank} for rank, item in enumerate(items, first)]
    lines = [intro]
    lines += [f"{item['position']}. {item['name']} ({item['status_label']})\n{item['reason']}" for item in items]
    lines += [
        "Déjà étudié : Boussole avec la Meuse. Personne ne s’en servait.",
        outro,
    ]
    custom = {
        "type": "solutions", "decision": "answer", "text": "\n\n".join(lines), "intro": intro, "outro": outro,
        "list_id": "l", "need": need, "territory": None, "solutions": items,
        "experiences": [{"id": "b", "name": "Boussole", "lesson": "Personne ne s’en servait.", "with": "la Meuse",
                         "url": "https://exemple.fr/boussole"}],
        "feedback": [{"title": "Ça m’aide", "payload": "/oui"}, {"title": "Ça ne répond pas", "payload": "/non"}],
    }  # fmt: skip
    return both(custom)


def question() -> list[Message]:
    choices = [
        {"title": "Repérer les logements", "payload": "/a", "position": 1},
        {"title": "Aider les propriétaires", "payload": "/b", "position": 2},
    ]
    lines = ["Que voulez-vous faire en premier ?", "1. Repérer les logements", "2. Aider les propriétaires",
             "Vous pouvez aussi répondre avec vos mots."]  # fmt: skip
    parts = {"text": "\n".join(lines), "intro": lines[0], "outro": lines[-1]}
    return both({"type": "question", "decision": "ask", **parts, "choices": choices, "expects": None})


def nothing() -> list[Message]:
    ways = [
        {"kind": "rephrase", "title": "Reformuler", "position": 1, "payload": "/changer"},
        {"kind": "forum", "title": "Demander sur le forum", "position": 2, "url": "https://forum.exemple.fr"},
    ]
    lines = ["Je n’ai pas trouvé de service qui réponde vraiment.", "Vous pouvez :", "1. Reformuler",
             "2. Demander sur le forum : https://forum.exemple.fr", CONTACT]  # fmt: skip
    parts = {"text": "\n".join(lines), "intro": "\n".join(lines[:2]), "outro": CONTACT}
    return both({"type": "none", "decision": "none", **parts, "ways_on": ways})


HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>"


def hostile() -> list[Message]:
    bad = solution(
        f"Service {HOSTILE}", summary=HOSTILE, reason=HOSTILE, url="javascript:alert(3)", contact="data:text/html,x",
        operator=HOSTILE, cost=HOSTILE, status_label=HOSTILE, audience_labels=[HOSTILE],
    )  # fmt: skip
    unknown = {"type": "surprise", "text": f"Forme inconnue {HOSTILE}", "html": HOSTILE}
    return [
        {
            "text": f"{HOSTILE} javascript:alert(4) https://exemple.fr/?q=<b>",
            "buttons": [{"title": HOSTILE, "payload": "/x"}],
        },
        *solutions([bad]),
        {"custom": unknown},
        {"custom": {"type": "question", "text": "Mal formée", "choices": "aucune"}},
    ]


def both(custom: Message) -> list[Message]:
    return [{"text": custom["text"], "plain_of_next": True}, {"custom": custom}]


def answer(text: str) -> list[Message]:
    """What the bot says to a text."""
    words = text.lower()
    if "hostile" in words or "<" in words:
        return hostile()
    if "question" in words:
        return question()
    if "rien" in words:
        return nothing()
    if "logement" in words:
        return solutions([solution("Zéro logement vacant"), solution("Bail utile", cost=None, contact="https://exemple.fr/contact"),
                          solution("Atlas du bâti", url=None, contact=None)])  # fmt: skip
    return [{"text": f"Bien reçu : {text}. Voyez https://exemple.fr/aide ou aide@exemple.fr."}]
