"""The package's sentences: each is used, each that is asked for exists, none says "tu"."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.folders import ROOT
from bot.settings import get_settings

PACKAGES = ("conversation", "orientation", "engine", "runtime", "gateway", "impact", "relay")
BUILT = {
    "conversation": ("statuts", "audiences", "roles", "aspects", "feedback", "affiner.mots", "aucun.voies",
                     "aucun.a_l_etude", "aucun.ferme", "detail.", "avis.raisons", "relais.moyens"),
    "relay": ("moyens", "montre", "resume", "colonnes"),
    "gateway": ("masque.", "refus.", "panne.", "contact."),
    "impact": ("canaux.", "types.", "tailles.", "dimensions.", "raisons.", "indicateurs.", "aarri.", "entonnoir."),
}  # fmt: skip
"""Keys whose last part comes from data."""


def leaves(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Each sentence with its dotted key."""
    for key, value in node.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", str(value)


def sentences(package: str) -> dict[str, str]:
    """All of a package."""
    text = (ROOT / "bot" / package / "textes.yml").read_text(encoding="utf-8")
    return dict(leaves(yaml.safe_load(text)))


def source() -> str:
    """The code that may ask for them."""
    return "".join(
        path.read_text(encoding="utf-8") for folder in ("bot", "actions") for path in (ROOT / folder).rglob("*.py")
    )


@pytest.mark.parametrize("package", PACKAGES)
def test_every_sentence_is_used(package: str) -> None:
    code = source()
    unused = [
        key for key in sentences(package) if f'"{key}"' not in code and not key.startswith(BUILT.get(package, ()))
    ]
    assert unused == []


def test_every_sentence_asked_for_exists() -> None:
    folder: Path = ROOT / "bot" / "conversation"
    asked = {
        key
        for path in folder.glob("*.py")
        for key in re.findall(r'(?<![.\w])say\(\s*"([^"]+)"', path.read_text(encoding="utf-8"))
    }
    assert asked and asked <= set(sentences("conversation"))


def displayed() -> Iterator[str]:
    """Every sentence that a person may read."""
    for package in ("conversation", "orientation", "gateway", "impact", "relay"):
        yield from (text for key, text in sentences(package).items() if "mots" not in key)
    for path in (get_settings().data_dir / "dialogue").rglob("responses.yml"):
        for variants in yaml.safe_load(path.read_text(encoding="utf-8"))["responses"].values():
            yield from (item["text"] for item in variants)


def test_people_are_addressed_as_vous() -> None:
    found = list(displayed())
    assert len(found) > 100
    assert [text for text in found if re.search(r"\b(?:tu|toi|ton|tes|te)\b", text, re.IGNORECASE)] == []
