"""The real gateway before a fake Rasa that answers by what it is asked; ``python gateway_program.py PORT``.

What Rasa receives is written to ``VAR_DIR/rasa.jsonl``, so that tests count turns.
"""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import uvicorn

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "gateway"))

from fake_rasa import Act, FakeRasa, text  # noqa: E402

from bot.database import upgrade  # noqa: E402
from bot.gateway.app import create_app  # noqa: E402
from bot.settings import get_settings  # noqa: E402

CHOICES = [{"title": "Une commune", "payload": '/role{"role": "commune"}'}, {"title": "Un EPCI", "payload": "/epci"}]
QUESTION = {
    "type": "question", "decision": "ask", "expects": None, "choices": CHOICES,
    "text": "Pour qui cherchez-vous ?\n1. Une commune\n2. Un EPCI",
}  # fmt: skip
SOLUTION = {
    "id": "zero-logement-vacant", "name": "Zéro Logement Vacant", "summary": "s", "reason": "r", "status": "perenne",
    "status_label": "En service", "audiences": ["commune"], "cost": None, "url": "https://zlv.example.fr",
    "contact": None, "operator": None,
}  # fmt: skip
SOLUTIONS = {
    "type": "solutions", "decision": "answer", "list_id": "l1", "need": "n", "territory": None, "experiences": [],
    "solutions": [SOLUTION], "feedback": [{"title": "Utile", "payload": "/utile"}],
    "text": "Un service répond à votre besoin.\n\n1. Zéro Logement Vacant\nIl repère les logements vides.\nhttps://zlv.example.fr",
}  # fmt: skip
OFFER = {
    "recipient_id": "rasa",
    "custom": {"type": "control", "action": "relay", "summary": {"need": "des logements vides"}},
}  # fmt: skip
CONTACT = {
    "type": "question", "decision": "ask", "expects": "contact", "intro": "Où vous répondre ?", "outro": None,
    "text": "Où vous répondre ?\n1. Non merci", "choices": [{"title": "Non merci", "payload": "/relais_refuser"}],
}  # fmt: skip


def answer(message: str) -> Act:
    """What this Rasa says to a message."""
    if message == "choix":
        return Act([text(QUESTION["text"], buttons=CHOICES), {"recipient_id": "rasa", "custom": QUESTION}])
    if message == "logements":
        return Act([text(SOLUTIONS["text"]), {"recipient_id": "rasa", "custom": SOLUTIONS}])
    if message == "deux":
        return Act([text("Première partie."), text("Deuxième partie.")])
    if message.startswith(("lent", "très lent")):
        return Act([text(f"Réponse à {message}.")], delay=3.5 if message.startswith("très") else 1.0)
    if message == "quelqu’un":
        return Act([OFFER, text(CONTACT["text"]), {"recipient_id": "rasa", "custom": CONTACT}])
    if message.startswith("/relais_recu"):
        reference = json.loads(message.partition("/relais_recu")[2])
        return Act([text(f"Demande {reference['dossier']}, réponse à {reference['masque']}.")])
    if message == "markdown":
        return Act([text("*gras* _x_ # titre @all [lien](http://a.fr)")])
    if message == "panne":
        return Act(end="kill")
    return Act([text(f"Réponse à {message}.")])


class Script:
    """Acts that are made from the last message received; it stands in place of the fake's list of acts."""

    def __init__(self, rasa: FakeRasa, journal: Path) -> None:
        self._rasa = rasa
        self._journal = journal

    def __bool__(self) -> bool:
        return True

    def pop(self, _index: int) -> Act:
        last: dict[str, Any] = self._rasa.received[-1]
        with self._journal.open("a", encoding="utf-8") as file:
            file.write(json.dumps(last, ensure_ascii=False) + "\n")
        return answer(last["message"])


async def main(port: int) -> None:
    """Serve until killed."""
    rasa = FakeRasa()
    await rasa.start()
    settings = get_settings().copy(update={"port": port, "rasa_port": rasa.port, "actions_port": rasa.port})
    rasa.acts = Script(rasa, settings.var_dir / "rasa.jsonl")  # type: ignore[assignment]
    config = uvicorn.Config(
        create_app(settings), port=port, access_log=False, log_level="warning", proxy_headers=False, ws="none"
    )
    await uvicorn.Server(config).serve()


if __name__ == "__main__":
    upgrade(get_settings().database)
    asyncio.run(main(int(sys.argv[1])))
