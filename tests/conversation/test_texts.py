"""The package's sentences: each is used, each that is asked for exists, none says "tu"."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.folders import ROOT
from bot.settings import get_settings

PACKAGES = ("orientation", "engine", "runtime", "gateway", "impact", "relay")
BUILT = {
    "relay": ("moyens", "resume", "colonnes"),
    "orientation": ("question.plusieurs.", "question.doute."),
    "gateway": ("masque.", "refus.", "titres.refus.", "panne.", "contact.", "demande."),
    "impact": ("canaux.", "types.", "tailles.", "dimensions.", "raisons.", "indicateurs.", "aarri.", "entonnoir.",
               "bref.conversations_", "bref.listes_", "suites."),
}  # fmt: skip
"""Keys whose last part comes from data."""


def leaves(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Each sentence with its dotted key."""
    for key, value in node.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{path}{key}.")
        else:
            yield from ((f"{path}{key}", str(form)) for form in (value if isinstance(value, list) else [value]))


def sentences(package: str) -> list[tuple[str, str]]:
    """All of a package, each form of those that have several."""
    text = (ROOT / "bot" / package / "textes.yml").read_text(encoding="utf-8")
    return list(leaves(yaml.safe_load(text)))


def source() -> str:
    """The code that may ask for them."""
    return "".join(
        path.read_text(encoding="utf-8") for folder in ("bot", "actions") for path in (ROOT / folder).rglob("*.py")
    )


@pytest.mark.parametrize("package", PACKAGES)
def test_every_sentence_is_used(package: str) -> None:
    code = source()
    unused = [
        key for key, _ in sentences(package) if f'"{key}"' not in code and not key.startswith(BUILT.get(package, ()))
    ]
    assert unused == []


@dataclass(frozen=True)
class Asked:
    """A place of the code that asks for a sentence."""

    pattern: str
    """Of the key: what comes from data is any name."""

    whole: bool
    """The sentence itself, rather than all those under the key."""

    given: frozenset[str]
    """What fills its placeholders."""

    where: str


def _keys(node: ast.expr) -> Iterator[str]:
    """Patterns of the keys that an expression may be."""
    if isinstance(node, ast.IfExp):
        yield from (*_keys(node.body), *_keys(node.orelse))
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield re.escape(node.value)
    elif isinstance(node, ast.JoinedStr):
        yield "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w+" for part in node.values)


def asked_for(folder: Path) -> Iterator[Asked]:
    """Every sentence that the code of a folder asks for."""
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            own = isinstance(node.func, ast.Name)
            if not (own and name in ("say", "fresh") or not own and name in ("tell", "get")):
                continue
            if name == "get" and "texts" not in ast.dump(node.func):
                continue
            given = frozenset(str(keyword.arg) for keyword in node.keywords)
            for pattern in _keys(node.args[1 if name == "fresh" else 0]):
                yield Asked(pattern, name != "get", given, f"{path.name}:{node.lineno}")


CONVERSATION = ROOT / "bot" / "conversation"
ELSEWHERE = {"incident", "autres.plus_rien", "aucun.texte"}
"""Sentences of the conversation that other packages ask for."""


def test_every_sentence_of_the_conversation_is_used() -> None:
    patterns = [re.compile(one.pattern + ("" if one.whole else r"(\..+)?")) for one in asked_for(CONVERSATION)]
    code = "".join(path.read_text(encoding="utf-8") for path in CONVERSATION.glob("*.py"))
    keys = {key for key, _ in sentences("conversation") if f'"{key}"' not in code}
    assert {key for key in keys - ELSEWHERE if not any(one.fullmatch(key) for one in patterns)} == set()


def test_every_sentence_asked_for_exists_with_what_fills_it() -> None:
    asked, known = list(asked_for(CONVERSATION)), sentences("conversation")
    assert len(asked) > 100
    for one in asked:
        found = [(key, text) for key, text in known if re.fullmatch(one.pattern + r"(\..+)?", key)]
        assert found, one
        for key, text in found if one.whole else []:
            exact = one.pattern == re.escape(key)
            assert not exact or set(re.findall(r"\{(\w+)\}", text)) <= one.given, (key, one.where)


def displayed() -> Iterator[str]:
    """Every sentence that a person may read."""
    for package in ("conversation", "orientation", "gateway", "impact", "relay"):
        yield from (text for key, text in sentences(package) if "mots" not in key)
    for path in (get_settings().data_dir / "dialogue").rglob("responses.yml"):
        for variants in yaml.safe_load(path.read_text(encoding="utf-8"))["responses"].values():
            yield from (item["text"] for item in variants)


def test_people_are_addressed_as_vous() -> None:
    found = list(displayed())
    assert len(found) > 100
    assert [text for text in found if re.search(r"\b(?:tu|toi|ton|tes|te)\b", text, re.IGNORECASE)] == []
