"""What the second reading of who speaks learns from: ``data/roles``, one file of sentences for each kind, and needs."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.catalogue import load_valid
from bot.reading.role_model import KINDS, RoleModel
from bot.reading.role_rules import hear
from bot.settings import Settings

NOBODY = "rien"
"""The file of the sentences that don't say who speaks."""

NEEDS_APART = 8
"""One example need of the catalogue in so many is learnt as not saying who speaks, when the rules hear nothing."""

TURNS_APART = 4
"""The same of the messages said in conversations (« où en est ma demande ? »)."""

NEED_WEIGHT = 0.5
"""Some of them say it after all."""


@dataclass(frozen=True)
class Said:
    """A message, and who speaks."""

    text: str
    role: str | None
    weight: float = 1.0


def examples(folder: Path) -> list[Said]:
    """The sentences written for it."""
    found: list[Said] = []
    for name in (*KINDS, NOBODY):
        content = yaml.safe_load((folder / f"{name}.yml").read_text("utf-8"))
        role = None if name == NOBODY else name
        found += [Said(line, role) for line in content["phrases"].splitlines() if line]
    return found


def learnt(settings: Settings) -> list[Said]:
    """All that is learnt: the sentences, then needs, which most often don't say who speaks."""
    return [*examples(settings.data_dir / "roles"), *_needs(settings)]


def _needs(settings: Settings) -> Iterator[Said]:
    texts = [text for item in load_valid(settings.data_dir / "catalogue").solutions.values() for text in item.examples]
    lines = (settings.data_dir / "reading" / "turns.jsonl").read_text(encoding="utf-8").splitlines()
    turns = [str(json.loads(line)["text"]) for line in lines if line.strip()]
    for text in [*texts[::NEEDS_APART], *turns[::TURNS_APART]]:
        if hear(text).role is None:
            yield Said(text, None, NEED_WEIGHT)


def input_files(data: Path) -> list[Path]:
    """Data files that it depends on, beside the catalogue."""
    return sorted((data / "roles").glob("*.yml"))


def fitted(said: list[Said]) -> RoleModel:
    """A model of these sentences."""
    return RoleModel().fit([item.text for item in said], [item.role for item in said], [item.weight for item in said])
