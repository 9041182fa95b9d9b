"""JSON lines of a measured set: each is read by one function, and what is wrong is said with the line's number."""

import json
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, TypeVar

Row = dict[str, Any]
Read = TypeVar("Read")


class BadLine(Exception):
    """What is wrong with one line."""


class BadSet(Exception):
    """A file that isn't there, is empty or has a bad line; the message says which, and its number."""


def read_lines(path: Path, parse: Callable[[Row], Read]) -> list[Read]:
    """Every line of a file, read by ``parse``, which raises :class:`BadLine`; blank lines are left out.

    Raises:
        BadSet: the file can't be read, or one of its lines.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadSet(f"{path}: {error.strerror}") from error
    found = []
    # Not splitlines(): a message may hold a line separator of Unicode.
    for number, line in enumerate(content.split(b"\n"), start=1):
        if line.strip():
            try:
                found.append(parse(_row(line)))
            except BadLine as fault:
                raise BadSet(f"{path}: line {number}: {fault}") from fault
    if not found:
        raise BadSet(f"{path}: no line")
    return found


def _row(line: bytes) -> Row:
    try:
        value = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        raise BadLine("not UTF-8") from None
    except ValueError:
        raise BadLine("not JSON") from None
    return mapping(value, "the line")


def mapping(value: Any, name: str) -> Row:
    """An object.

    Raises:
        BadLine: it is something else.
    """
    if not isinstance(value, dict):
        raise BadLine(f"{name} isn't an object")
    return value


def held(row: Row, required: Collection[str], optional: Collection[str] | None = None) -> None:
    """Check the keys of an object; any other is fine when ``optional`` isn't given.

    Raises:
        BadLine: one lacks, or is unknown.
    """
    missing = [key for key in required if key not in row]
    if missing:
        raise BadLine(f"lacks {', '.join(missing)}")
    if optional is not None:
        unknown = sorted(set(row) - set(required) - set(optional))
        if unknown:
            raise BadLine(f"unknown key {', '.join(unknown)}")


def text(row: Row, key: str) -> str:
    """A text of an object.

    Raises:
        BadLine: it is something else.
    """
    if not isinstance(row[key], str):
        raise BadLine(f"{key} isn't a text")
    return str(row[key])


def objects(row: Row, key: str) -> list[Row]:
    """A list of objects, one at least.

    Raises:
        BadLine: it is something else.
    """
    value = row[key]
    if not isinstance(value, list) or not value:
        raise BadLine(f"{key} isn't a list that holds something")
    return [mapping(item, f"{key} {number}") for number, item in enumerate(value, start=1)]


def strings(row: Row, key: str) -> tuple[str, ...]:
    """A list of texts; empty when it is absent or null.

    Raises:
        BadLine: it is something else.
    """
    value = row.get(key)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise BadLine(f"{key} isn't a list of texts")
    return tuple(value)


def one_of(row: Row, key: str, known: Collection[str]) -> str:
    """A text among known ones.

    Raises:
        BadLine: it is another.
    """
    value = text(row, key)
    if value not in known:
        raise BadLine(f"{key} {value!r} is none of {', '.join(known)}")
    return value
