"""What the second reading of emergencies learns from: ``data/emergencies/exemples``, and ordinary needs."""

import json
from collections.abc import Container, Iterator, Sequence
from pathlib import Path

import yaml

from bot.catalogue import load_valid
from bot.catalogue.doors import read_doors
from bot.reading.emergencies import emergency_said
from bot.reading.emergency_model import ORDINARY, EmergencyModel
from bot.sentences.embedding import Vectors
from bot.settings import Settings

NEEDS_A_SERVICE = 6
"""Example needs of each service that are learnt as ordinary messages."""

ELSE_WEIGHT = 0.3
"""What people say to the service counts less than the sentences written for it, which are near emergencies."""

Said = tuple[str, str]
"""A message, its kind."""


def examples(folder: Path) -> list[Said]:
    """The sentences written for it: emergencies, and ordinary messages on the same subjects."""
    found: list[Said] = []
    for path in sorted((folder / "exemples").glob("*.yml")):
        item = yaml.safe_load(path.read_text("utf-8"))
        found += [(line, path.stem) for line in item["urgences"].splitlines() if line]
        found += [(line, ORDINARY) for line in item["ordinaires"].splitlines() if line]
    return found


def learnt(settings: Settings) -> list[Said]:
    """All that is learnt: the sentences, then what else people say to the service, which is ordinary."""
    said = dict(examples(settings.data_dir / "emergencies"))
    for text in _ordinary(settings):
        said.setdefault(text, ORDINARY)
    return list(said.items())


def _ordinary(settings: Settings) -> Iterator[str]:
    data = settings.data_dir
    # Some of the turns go on about an emergency: those that the rules take for one are left out.
    yield from (text for text in _texts(data / "reading" / "turns.jsonl") if emergency_said(text) is None)
    yield from _texts(data / "orientation" / "nothing.jsonl")
    for door in read_doors(data / "doors").values():
        yield from (text for text in door.examples if emergency_said(text) is None)
    for item in load_valid(data / "catalogue").solutions.values():
        yield from item.examples[:: max(1, len(item.examples) // NEEDS_A_SERVICE)]


def _texts(path: Path) -> Iterator[str]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield str(json.loads(line)["text"])


def input_files(settings: Settings) -> list[Path]:
    """Data files that it depends on, beside the reading's own."""
    data = settings.data_dir
    folders = (data / "emergencies", data / "doors")
    return [
        *(path for folder in folders for path in sorted(folder.rglob("*.yml"))),
        data / "orientation" / "nothing.jsonl",
    ]


def fitted(said: Sequence[Said], vectors: Vectors, written: Container[str]) -> EmergencyModel:
    """A model of these messages, with their embeddings; ``written``: those that were written for it."""
    weights = [1.0 if text in written else ELSE_WEIGHT for text, _ in said]
    return EmergencyModel().fit([text for text, _ in said], [kind for _, kind in said], vectors, weights)
