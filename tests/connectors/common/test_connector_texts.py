"""Sentences of the connectors: each used, polite, no longer than people read."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.folders import ROOT

FOLDER = ROOT / "bot" / "connectors"
PACKAGES = sorted(path.parent for path in FOLDER.glob("*/textes.yml"))


def sentences(entry: Any, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(entry, dict):
        for name, value in entry.items():
            yield from sentences(value, f"{key}.{name}".strip("."))
    else:
        yield key, str(entry)


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.name)
def test_each_is_used(package: Path) -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in FOLDER.rglob("*.py"))
    entries = yaml.safe_load((package / "textes.yml").read_text(encoding="utf-8"))
    unused = [key for key, _ in sentences(entries) if not re.search(rf"""["'.{{}}]{key.split(".")[-1]}["'.]""", code)]
    assert unused == []


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.name)
def test_people_are_spoken_to_politely_and_briefly(package: Path) -> None:
    entries = yaml.safe_load((package / "textes.yml").read_text(encoding="utf-8"))
    for key, text in sentences(entries):
        assert not re.search(r"\b(tu|toi|ton|tes|ta)\b", text.lower()), key
        assert "'" not in text, key
        for sentence in re.split(r"(?<=[.!?:])\s", text):
            assert len(sentence.split()) <= 30, (key, sentence)
