"""Reading the catalogue's files, with the line of every fault."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError, parse_obj_as

from bot.catalogue.schema import Entry, Investigation, Solution
from bot.settings import get_settings


@dataclass(frozen=True)
class Fault:
    """Something wrong in a file: shown as ``file:line: message``."""

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


@dataclass
class Catalogue:
    """All that the files hold, the faults they have, and a hash of their bytes."""

    solutions: dict[str, Solution] = field(default_factory=dict)
    investigations: dict[str, Investigation] = field(default_factory=dict)
    lines: dict[str, dict[str, int]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    version: str = ""

    def entries(self) -> Iterator[Solution | Investigation]:
        """Solutions first, then investigations."""
        yield from self.solutions.values()
        yield from self.investigations.values()


class CatalogueError(Exception):
    """The catalogue has faults and can't be used; the message lists them, one a line."""


def _node_lines(node: yaml.Node, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], int]]:
    """Each path of a YAML document with its line (1-based)."""
    yield path, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _node_lines(value, (*path, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for position, value in enumerate(node.value):
            yield from _node_lines(value, (*path, position))


def _line_of(lines: dict[tuple[Any, ...], int], location: Sequence[Any]) -> int:
    """Line of a path, or of its nearest parent when the key is missing."""
    path = tuple(part for part in location if part not in ("Solution", "Investigation"))
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def _read(path: Path, catalogue: Catalogue) -> None:
    text = path.read_text(encoding="utf-8")
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
        data = yaml.load(text, Loader=yaml.CSafeLoader)  # noqa: S506  (a safe loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        catalogue.faults.append(Fault(path, line, f"not YAML: {error.problem}"))
        return
    lines = dict(_node_lines(node)) if node else {}
    try:
        entry: Solution | Investigation = parse_obj_as(Entry, data)  # type: ignore[arg-type]
    except ValidationError as error:
        for item in error.errors():
            location = item["loc"][1:]
            where = ".".join(str(part) for part in location if part not in ("Solution", "Investigation"))
            catalogue.faults.append(Fault(path, _line_of(lines, location), f"{where}: {item['msg']}"))
        return
    if entry.id != path.stem:
        catalogue.faults.append(Fault(path, lines.get(("id",), 1), f"id {entry.id} is not the file's name"))
    catalogue.lines[entry.id] = {str(key[0]): line for key, line in lines.items() if len(key) == 1}
    target: dict[str, Any] = catalogue.solutions if isinstance(entry, Solution) else catalogue.investigations
    target[entry.id] = entry


def read_catalogue(folder: Path | None = None) -> Catalogue:
    """Read every ``*.yml`` of the folder (the settings' by default); faults are collected, not raised."""
    folder = folder or get_settings().data_dir / "catalogue"
    catalogue = Catalogue()
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.yml")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
        _read(path, catalogue)
    catalogue.version = digest.hexdigest()[:12]
    return catalogue


def load_valid(folder: Path | None = None) -> Catalogue:
    """The catalogue, or an error that lists its faults.

    Raises:
        CatalogueError: one line a fault.
    """
    catalogue = read_catalogue(folder)
    if catalogue.faults:
        raise CatalogueError("\n".join(str(fault) for fault in catalogue.faults))
    if not catalogue.solutions:
        raise CatalogueError(f"{folder or 'catalogue'}: no solution file found")
    return catalogue


@lru_cache(maxsize=1)
def themes() -> dict[str, str]:
    """Theme ids and their displayed labels (``data/themes.yml``)."""
    loaded: dict[str, str] = yaml.safe_load((get_settings().data_dir / "themes.yml").read_text(encoding="utf-8"))
    return loaded


@lru_cache(maxsize=1)
def theme_groups() -> dict[str, list[str]]:
    """Displayed titles of the groups of themes, in order, with the ids of each (``data/themes-groupes.yml``)."""
    path = get_settings().data_dir / "themes-groupes.yml"
    loaded: dict[str, list[str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded
