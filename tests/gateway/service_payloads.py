"""The two payloads about known services, as the contract has them."""

from typing import Any

NEXT = [{"title": "Combien ça coûte ?", "payload": '/cout{"id": "domifa"}', "position": 1},
        {"title": "Voir les autres", "payload": "/autres", "position": 2}]  # fmt: skip
DETAIL: dict[str, Any] = {
    "type": "detail", "decision": "answer", "text": "Voici DomiFa.\n1. Combien ça coûte ?\n2. Voir les autres",
    "id": "domifa", "name": "DomiFa", "status": "en_deploiement", "status_label": "ouvert", "url": "https://exemple.fr",
    "contact": None, "intro": "Voici DomiFa.", "outro": None, "next": NEXT, "summary": "Il suit les demandes.",
    "checked": {"date": "2026-08-20", "label": "Fiche vérifiée le 20 août 2026."},
    "report": {"title": "Signaler une erreur", "url": "mailto:a@exemple.fr?cc=b@exemple.fr"},
    "actions": [{"title": "Voir le site", "label": "Voir le site de DomiFa", "url": "https://exemple.fr"}],
    "sections": [{"key": "for", "title": "Pour qui", "items": ["Les communes"]}],
}  # fmt: skip
ANSWER: dict[str, Any] = {
    "type": "answer", "decision": "answer", "text": "C’est gratuit.\n1. Combien ça coûte ?\n2. Voir les autres",
    "intro": None, "about": [{"id": "domifa", "name": "DomiFa", "url": None}], "outro": None, "next": NEXT,
    "passages": [
        {"id": "domifa", "kind": "cost", "question": None, "text": "C’est gratuit.", "source": None},
        {"id": "domifa", "kind": "other", "question": "Et les SMS ?", "text": "Oui.",
         "source": {"url": "https://exemple.fr/aide", "date": "2026-03"}},
    ],
}  # fmt: skip
