"""``orientation evaluate --said``: who speaks, how many inhabitants, which emergency, on what other people wrote.

Each set has parts that were written by different people: ``dev`` to develop on, the others only to measure. Misses
are counted, never shown, so that nobody tunes on them.
"""

import json
from collections.abc import Iterator
from typing import Any

from bot.evaluation.metrics import proportion
from bot.reading.emergency_model import decided, trained
from bot.reading.read import embedded
from bot.reading.role_mentions import OTHER
from bot.reading.roles import role_said
from bot.sentences.embedding import Embedder
from bot.settings import get_settings
from bot.territory import population_said
from bot.texts import texts

Row = dict[str, Any]


def parts(name: str) -> dict[str, list[Row]]:
    """The lines of a set, by part."""
    path = get_settings().data_dir / "evaluation" / f"{name}.jsonl"
    found: dict[str, list[Row]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            row = json.loads(line)
            found.setdefault(row["part"], []).append(row)
    return found


def roles(rows: list[Row]) -> dict[str, str]:
    """Right roles and sizes, wrong and unsaid roles."""
    right = [None if row["role"] == OTHER else row["role"] for row in rows]
    told = [role_said(row["text"]) for row in rows]
    sizes = sum(population_said(row["text"]) == row["population"] for row in rows)
    return {
        "role": proportion(sum(map(_same, told, right)), len(rows)),
        "role_faux": str(sum(role is not None and role != one for role, one in zip(told, right))),
        "role_tu": str(sum(role is None and one is not None for role, one in zip(told, right))),
        "population": proportion(sizes, len(rows)),
    }


def _same(told: str | None, right: str | None) -> bool:
    return told == right


def emergencies(rows: list[Row], embedder: Embedder) -> dict[str, str]:
    """Emergencies recognised, and ordinary messages that were taken for one."""
    said = [str(row["text"]) for row in rows]
    weighed = trained().weigh(said, embedder.queries([embedded(text) for text in said]))
    told = [decided(text, item) is not None for text, item in zip(said, weighed)]
    heard = [one for row, one in zip(rows, told) if row["kind"]]
    false = [one for row, one in zip(rows, told) if not row["kind"]]
    return {"urgence": proportion(sum(heard), len(heard)), "fausse_alerte": proportion(sum(false), len(false))}


def _lines() -> Iterator[tuple[str, dict[str, str]]]:
    for part, rows in parts("roles").items():
        yield f"roles.jsonl, {part}", roles(rows)
    embedder = Embedder()
    for part, rows in parts("emergencies").items():
        yield f"emergencies.jsonl, {part}", emergencies(rows, embedder)


def evaluate_said() -> int:
    """Print a table."""
    say = texts(__file__).say
    for name, figures in _lines():
        print(name)
        for figure, value in figures.items():
            print(f"  {say(f'dit.{figure}'):32} {value}")
    return 0
