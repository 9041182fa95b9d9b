"""Edits of the solutions' files: the values asked for and nothing else, a file whole or untouched."""

import io
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError, parse_obj_as
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from bot.catalogue.schema import Entry
from bot.catalogue.sync.comparing import Edit
from bot.catalogue.sync.reading import say


class Unwritable(Exception):
    """An edit that can't be made; the message is one French line, and the file is as it was."""


def _formatter() -> Any:
    """Reads and writes a file of the catalogue without changing its quotes, folds, lists and comments."""
    formatter: Any = YAML()
    formatter.preserve_quotes = True
    formatter.width = 100_000
    formatter.indent(mapping=2, sequence=4, offset=2)
    formatter.representer.add_representer(
        type(None), lambda dumper, _: dumper.represent_scalar("tag:yaml.org,2002:null", "null")
    )
    return formatter


def _written(value: str | None) -> Any:
    """A sentence stands between quotes, as in the other files."""
    return DoubleQuotedScalarString(value) if value and " " in value else value


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The file's text with the edits made.

    Raises:
        Unwritable: the file isn't what the edit was made for, or wouldn't be valid any more.
    """
    formatter = _formatter()
    try:
        data = formatter.load(text)
        for edit in edits:
            holder = data
            for key in edit.path[:-1]:
                holder = holder[key]
            held = holder[edit.path[-1]]
            if str(held or "").strip() != (edit.before or "").strip():
                raise Unwritable(say("ecriture.autre", champ=".".join(edit.path)))
            holder[edit.path[-1]] = _written(edit.after)
        out = io.StringIO()
        formatter.dump(data, out)
        parse_obj_as(Entry, yaml.safe_load(out.getvalue()))  # type: ignore[arg-type]
    except (YAMLError, yaml.YAMLError, KeyError, TypeError, AttributeError):
        raise Unwritable(say("ecriture.illisible")) from None
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"][1:])
        raise Unwritable(say("ecriture.invalide", champ=where)) from None
    return out.getvalue()


def write_edits(path: Path, edits: Iterable[Edit]) -> None:
    """Make the edits in a file.

    Raises:
        Unwritable: the file is then as it was.
    """
    try:
        text = edited(path.read_text(encoding="utf-8"), edits)
        replace_file(path, text)
    except (OSError, UnicodeError) as error:
        raise Unwritable(say("ecriture.disque", raison=type(error).__name__)) from None


def replace_file(path: Path, text: str) -> None:
    """Write a file at once: whoever reads it sees the old one or the new one."""
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as target:
            target.write(text)
        os.chmod(name, mode)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
