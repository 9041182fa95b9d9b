"""No development text is a copy of a training text: neither the same words, nor eight of them in a row."""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from bot.answers.examples import question_files
from bot.catalogue import load_valid
from bot.catalogue.doors import read_doors
from bot.folding import fold
from bot.reading import emergency_training, role_training

RUN = 8
"""Words in a row that two people don't write by chance."""

SHORT = 3
"""Texts of at most this many words ("merci", "le 2", "bonne journée") are everyone's: being equal proves no copy."""


def words(text: str) -> list[str]:
    """Words without case, accents and punctuation."""
    return re.findall(r"[a-z0-9]+", fold(text))


def _runs(said: list[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(said[start : start + RUN]) for start in range(len(said) - RUN + 1))


def copies(development: Iterable[str], training: Iterable[str], *, short_may_equal: bool = False) -> list[str]:
    """Development texts that are equal to a training text, or share a run of words with one."""
    equal: set[tuple[str, ...]] = set()
    runs: set[tuple[str, ...]] = set()
    for text in training:
        said = words(text)
        equal.add(tuple(said))
        runs.update(_runs(said))
    found = []
    for text in development:
        said = words(text)
        same = tuple(said) in equal and not (short_may_equal and len(said) <= SHORT)
        if same or any(run in runs for run in _runs(said)):
            found.append(text)
    return found


def jsonl_texts(path: Path) -> list[str]:
    """The ``text`` of each line."""
    return [str(row["text"]) for row in _rows(path)]


def need_training(data: Path) -> list[str]:
    """Every text that the ranker learns from."""
    examples = [text for item in load_valid(data / "catalogue").solutions.values() for text in item.examples]
    examples += [text for door in read_doors(data / "doors").values() for text in door.examples]
    files = ("nothing", "near", "several")
    return [*examples, *(text for name in files for text in jsonl_texts(data / "orientation" / f"{name}.jsonl"))]


def dialogue_training(data: Path) -> list[str]:
    """Every phrase that the intent classifier learns from."""
    found: list[str] = []
    for path in sorted((data / "dialogue").rglob("nlu*.yml")):
        for item in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            found += [line[2:] for line in item["examples"].splitlines() if line.startswith("- ")]
    return found


def reading_training(data: Path) -> list[str]:
    """Every message that the reading of acts learns from, those before it in its conversation included."""
    folder = data / "reading"
    before = [str(said["text"]) for row in _rows(folder / "contexts.jsonl") for said in row["before"]]
    return [*jsonl_texts(folder / "turns.jsonl"), *before]


def answers_training(data: Path) -> list[str]:
    """Every question that the answers on services learn from."""
    return [str(row["q"]) for path in question_files(data / "answers") for row in _rows(path)]


def roles_training(data: Path) -> list[str]:
    """Every sentence that the reading of who speaks learns from."""
    return [item.text for item in role_training.examples(data / "roles")]


def emergencies_training(data: Path) -> list[str]:
    """Every sentence written for the second reading of emergencies."""
    return [text for text, _ in emergency_training.examples(data / "emergencies")]


def said_texts(path: Path) -> list[str]:
    """What people write in the lines of a set, of one message or of several."""
    return [said for row in _rows(path) for said in _said(row)]


def _said(row: dict[str, Any]) -> list[str]:
    if "turns" in row:
        return [str(turn["user"]) for turn in row["turns"]]
    value = row["text"] if "text" in row else row["input"]
    if isinstance(value, dict):
        value = value["text"]
    return [str(said) for said in value] if isinstance(value, list) else [str(value)]


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def script_texts(data: Path) -> list[str]:
    """What people say in the conversation scripts."""
    scripts = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in
               sorted((data / "evaluation" / "conversations").glob("*.yml"))]  # fmt: skip
    return [str(turn["say"]) for script in scripts for turn in script["turns"]]
