"""The real gateway before a Rasa that echoes; runs in the product's environment as a process of its own.

Arguments: the gateway's port, the folder of its files. Each message that reaches Rasa is a line of ``turns.jsonl``.
"""

import asyncio
import datetime as dt
import json
import os
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parents[3]), str(HERE.parents[2] / "gateway")]

from fake_rasa import Act, FakeRasa, text  # noqa: E402

QUESTION: dict[str, Any] = {
    "type": "question", "decision": "ask", "expects": None,
    "text": "De quoi s’agit-il ?\n1. Des logements\n2. Des arbres\nVous pouvez aussi répondre avec vos mots.",
    "choices": [
        {"title": "Des logements", "payload": '/choisir{"choix": "a"}'},
        {"title": "Des arbres", "payload": '/choisir{"choix": "b"}'},
    ],
}  # fmt: skip
SOLUTIONS: dict[str, Any] = {
    "type": "solutions", "decision": "answer", "list_id": "x", "need": "arbres", "territory": None, "experiences": [],
    "text": "Voici deux services :\n\n1. Service <A> (en test)\nLien : https://exemple.fr/a_b\n\n2. Service B (ouvert)",
    "solutions": [{"id": "a", "name": "Service <A>"}, {"id": "b", "name": "Service B"}],
    "feedback": [{"title": "Ça m’aide", "payload": "/remerciement"},
                 {"title": "Ça ne répond pas", "payload": "/autres_resultats"}],
}  # fmt: skip


def act_for(message: str) -> Act:
    if message == "choix":
        return Act([text(QUESTION["text"], buttons=QUESTION["choices"]), {"custom": QUESTION}])
    if message == "liste":
        return Act([text(SOLUTIONS["text"]), {"custom": SOLUTIONS}])
    if message.startswith("lent"):
        return Act([text(f"Écho : {message}")], delay=2.0)
    if message.startswith("double"):
        return Act([text(f"Écho : {message}"), text("et la suite")])
    return Act([text(f"Écho : {message}")])


class Echo(FakeRasa):
    """Answers what it was just sent."""

    @property
    def default(self) -> Act:  # type: ignore[override]
        return act_for(self.received[-1]["message"])

    @default.setter
    def default(self, _value: Act) -> None:
        pass


class Journal(list):  # type: ignore[type-arg]
    """Writes what it is given to a file too."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8")

    def append(self, body: dict[str, Any]) -> None:
        super().append(body)
        self._file.write(json.dumps(body) + "\n")
        self._file.flush()


def load_catalogue(database: str) -> None:
    """One solution, so that ``/health`` says ok; nothing when it is there already."""
    from bot.catalogue.models import EntryRow, VersionRow
    from bot.database import sessions

    with sessions(database).begin() as session:
        if session.get(VersionRow, 1) is None:
            session.add(VersionRow(id=1, version="abc", loaded_at=dt.datetime(2024, 1, 1)))
            session.add(EntryRow(id="a", kind="solution", status="perenne", document="{}"))


async def main(port: str, folder: str) -> None:
    rasa = Echo()
    rasa.received = Journal(Path(folder) / "turns.jsonl")
    await rasa.start()
    os.environ |= {
        "PORT": port, "RASA_PORT": str(rasa.port), "ACTIONS_PORT": str(rasa.port), "VAR_DIR": folder,
        "DATABASE_URL": "", "GATEWAY_CALLERS": "tchap=secret", "RATE_PER_MINUTE": "100000",
        "ADDRESS_RATE_PER_MINUTE": "0", "HOST": "127.0.0.1",
    }  # fmt: skip
    import uvicorn

    from bot.database import upgrade
    from bot.gateway.app import create_app
    from bot.settings import get_settings

    upgrade(get_settings().database)
    load_catalogue(get_settings().database)
    app = create_app(get_settings())
    await uvicorn.Server(uvicorn.Config(app, port=int(port), access_log=False, log_level="warning", ws="none")).serve()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
