"""What the mock gateway answers: the contract's payloads, honest and hostile."""

from collections.abc import Callable
from typing import Any

Message = dict[str, Any]

CONTACT = "Vous pouvez aussi écrire à l’équipe des tests : aide@exemple.fr."


def actions(name: str, *questions: str, url: str | None = "https://exemple.fr/service") -> list[Message]:
    """Of a card: its site, then what may be asked of it."""
    site = [{"title": "Voir le site", "label": f"Voir le site de {name}", "url": url}] if url else []
    return [*site, *({"title": one, "label": f"{one}, pour {name}", "payload": f"/{one}{name}"} for one in questions)]


def solution(name: str, **values: Any) -> Message:
    base: Message = {
        "id": name.lower().replace(" ", "-"), "name": name, "summary": f"{name} repère et suit.", "status": "en_test",
        "reason": f"Vous parlez de logements vides : {name} les repère.", "status_label": "en test",
        "audiences": ["commune", "epci"], "audience_labels": ["communes", "intercommunalités"], "cost": "gratuit",
        "url": "https://exemple.fr/service",
        "contact": "contact@exemple.fr", "operator": "Agence d’exemple",
    }  # fmt: skip
    found = {**base, **values}
    return {**found, "actions": actions(name, "En savoir plus", "Combien ça coûte", url=found["url"])}


def solutions(items: list[Message], need: str = "des logements vides", first: int = 1) -> list[Message]:
    """A list, its plain text before it."""
    intro, outro = (
        f"Pour « {need} », voici ce qui me semble répondre :",
        "Posez-moi vos questions sur l’un d’eux.",
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
        "next": [{"title": "Autres pistes", "payload": "/autres", "position": first + len(items)},
                 {"title": "Parler à quelqu’un", "payload": "/humain", "position": first + len(items) + 1}],
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


def contact() -> list[Message]:
    """The question that a contact detail answers."""
    intro = "À quelle adresse électronique voulez-vous une réponse ?"
    choices = [{"title": "Non merci", "payload": "/relais_refuser", "position": 1}]
    parts = {"text": f"{intro}\n1. Non merci", "intro": intro, "outro": None}
    return both({"type": "question", "decision": "ask", **parts, "choices": choices, "expects": "contact"})


def nothing() -> list[Message]:
    ways = [
        {"kind": "rephrase", "title": "Reformuler", "position": 1, "payload": "/changer"},
        {"kind": "forum", "title": "Demander sur le forum", "position": 2, "url": "https://forum.exemple.fr"},
    ]
    lines = ["Je n’ai pas trouvé de service qui réponde vraiment.", "Vous pouvez :", "1. Reformuler",
             "2. Demander sur le forum : https://forum.exemple.fr", CONTACT]  # fmt: skip
    parts = {"text": "\n".join(lines), "intro": "\n".join(lines[:2]), "outro": CONTACT}
    return both({"type": "none", "decision": "none", **parts, "ways_on": ways})


NEXT: list[Message] = [
    {"title": "Combien ça coûte ?", "payload": "/cout", "position": 1},
    {"title": "Voir les autres services", "payload": "/autres", "position": 2},
]


def detail(**values: Any) -> list[Message]:
    summary, outro = "DomiFa suit les demandes de domiciliation.", "Que voulez-vous savoir de plus ?"
    sections = [
        {"key": "for", "title": "Pour qui", "items": ["Les organismes qui domicilient.", "Communes et CCAS."]},
        {"key": "start", "title": "Pour commencer", "items": ["Demandez un compte en ligne."]},
        {"key": "users", "title": "Qui l’utilise", "items": ["2 091 structures : https://exemple.fr/" + "stats" * 12]},
        {"key": "limits", "title": "Ce que ça ne fait pas", "items": ["Il n’imprime pas le courrier."]},
    ]
    lines = ["DomiFa (ouvert aux organismes qui domicilient)", summary]
    lines += [f"{part['title']} : {' '.join(part['items'])}" for part in sections]
    lines += ["Contact : contact@exemple.fr", outro, *(f"{one['position']}. {one['title']}" for one in NEXT)]
    custom = {
        "type": "detail", "decision": "answer", "text": "\n".join(lines), "id": "domifa", "name": "DomiFa",
        "status": "en_deploiement", "status_label": "ouvert aux organismes qui domicilient",
        "url": "https://exemple.fr/domifa", "contact": "contact@exemple.fr", "intro": None, "sections": sections,
        "outro": outro, "next": NEXT, "summary": summary, "actions": actions("DomiFa", url="https://exemple.fr/domifa"),
        "checked": {"date": "2026-08-20", "label": "Fiche vérifiée le 20 août 2026."},
        "report": {"title": "Signaler une erreur", "url": "mailto:aide@exemple.fr?cc=contact@exemple.fr"},
    }  # fmt: skip
    return both({**custom, **values})


def about_services(**values: Any) -> list[Message]:
    intro = "Voici leur prix :"
    passages: list[Message] = [
        {"id": "domifa", "kind": "cost", "question": "Est-ce payant ?", "text": "L’usage est gratuit.",
         "source": {"url": "https://www.exemple.fr/tarifs", "date": "2026-03-14"}},
        {"id": "bail", "kind": "cost", "question": None, "text": "Le prix n’est pas publié.", "source": None},
    ]  # fmt: skip
    lines = [intro, *(part["text"] for part in passages), *(f"{one['position']}. {one['title']}" for one in NEXT)]
    custom = {
        "type": "answer", "decision": "answer", "text": "\n".join(lines), "intro": intro,
        "about": [{"id": "domifa", "name": "DomiFa", "url": "https://exemple.fr/domifa"},
                  {"id": "bail", "name": "Bail utile", "url": None}],
        "passages": passages, "outro": None, "next": NEXT,
    }  # fmt: skip
    return both({**custom, **values})


def themes() -> list[Message]:
    intro, outro = "Voici les thèmes :", "Choisissez un thème, ou écrivez votre besoin."
    names = {"Environnement": ["Eau et assainissement", "Déchets"], "Habitat": ["Logement et hébergement"]}
    groups: list[Message] = []
    position = 0
    for title, choices in names.items():
        group: Message = {"title": title, "choices": []}
        for name in choices:
            position += 1
            group["choices"].append({"title": name, "payload": f"/t{position}", "position": position, "count": 7})
        groups.append(group)
    lines = [f"{choice['position']}. {choice['title']}" for one in groups for choice in one["choices"]]
    text = "\n".join([intro, *names, *lines, outro])
    return both({"type": "themes", "decision": "ask", "text": text, "intro": intro, "groups": groups, "outro": outro})


def relay() -> list[Message]:
    intro, outro = "Voici ce que j’ai compris :", "Est-ce bon ?"
    items = [{"key": "need", "title": "Besoin", "value": "suivre les logements vides"},
             {"key": "role", "title": "Qui demande", "value": "une commune"}]  # fmt: skip
    choices = [{"title": "C’est bon", "payload": "/bon", "position": 1},
               {"title": "Corriger", "payload": "/corriger", "position": 2}]  # fmt: skip
    lines = [intro, *(f"- {one['title']} : {one['value']}" for one in items), outro, "1. C’est bon", "2. Corriger"]
    parts = {"text": "\n".join(lines), "intro": intro, "outro": outro}
    return both({"type": "relay", "decision": "ask", **parts, "items": items, "choices": choices})


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
        *detail(name=HOSTILE, url="javascript:alert(5)", contact=HOSTILE, intro=HOSTILE, outro=HOSTILE,
                summary=HOSTILE, checked={"date": HOSTILE, "label": HOSTILE},
                report={"title": HOSTILE, "url": "javascript:alert(7)"},
                actions=[{"title": HOSTILE, "label": HOSTILE, "url": "javascript:alert(8)"},
                         {"title": HOSTILE, "label": HOSTILE, "payload": "/x"}],
                sections=[{"key": "for", "title": HOSTILE, "items": [HOSTILE]}], next=[]),
        *about_services(about=[], next=[], passages=[
            {"id": HOSTILE, "kind": HOSTILE, "question": HOSTILE, "text": HOSTILE,
             "source": {"url": "javascript:alert(6)", "date": HOSTILE}},
        ]),
        {"custom": unknown},
        {"custom": {"type": "question", "text": "Mal formée", "choices": "aucune"}},
    ]  # fmt: skip


def both(custom: Message) -> list[Message]:
    return [{"text": custom["text"], "plain_of_next": True}, {"custom": custom}]


ANSWERS: dict[str, Callable[[], list[Message]]] = {
    "hostile": hostile,
    "<": hostile,
    "quelqu’un": contact,
    "question": question,
    "thèmes": themes,
    "résumé": relay,
    "domifa": detail,
    "savoir plus": detail,
    "combien": about_services,
    "rien": nothing,
    "domicilier": lambda: solutions([solution("DomiFa")], need="un logement à domicilier"),
    "logement": lambda: solutions([
        solution("Zéro logement vacant"), solution("Bail utile", cost=None, contact="https://exemple.fr/contact"),
        solution("Atlas du bâti", url=None, contact=None),
    ]),
}  # fmt: skip
"""What is answered to a text that holds a word; the first one found counts."""


def answer(text: str) -> list[Message]:
    """What the bot says to a text."""
    for word, messages in ANSWERS.items():
        if word in text.lower():
            return messages()
    return [{"text": f"Bien reçu : {text}. Voyez https://exemple.fr/aide ou aide@exemple.fr."}]
