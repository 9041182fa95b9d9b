"""Scripts of conversations in JSON lines: what a person types, and what each answer must hold.

A line is ``{"id", "kind", "turns": [{"user", "expect"}]}``. All that a turn may expect is optional: ``any_of`` (ids of
services, one of which is shown at this turn or before the next ``any_of``), ``none_of`` (ids that aren't shown),
``says_any`` (one of these is said), ``not_says``, ``asks`` (a question, and no service), ``no_solution`` (no service)
and ``comment``, for who reads.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.evaluation.lines import BadLine, Row, held, mapping, objects, read_lines, strings, text

_LISTS = ("any_of", "none_of", "says_any", "not_says")
_FLAGS = ("asks", "no_solution")


@dataclass(frozen=True)
class Expected:
    """What an answer must hold."""

    any_of: frozenset[str] = frozenset()
    none_of: frozenset[str] = frozenset()
    says_any: tuple[str, ...] = ()
    not_says: tuple[str, ...] = ()
    asks: bool = False
    no_solution: bool = False


@dataclass(frozen=True)
class Turn:
    """What the person types, and what the answer must hold."""

    user: str
    expected: Expected = Expected()


@dataclass(frozen=True)
class Script:
    """One conversation."""

    key: str
    kind: str
    turns: tuple[Turn, ...]


def read_scripts(path: Path) -> list[Script]:
    """Every script of a file.

    Raises:
        BadSet: the file can't be read, or one of its lines.
    """
    return read_lines(path, _script)


def _script(row: Row) -> Script:
    held(row, ("id", "kind", "turns"), ())
    turns = objects(row, "turns")
    return Script(
        text(row, "id"), text(row, "kind"), tuple(_turn(turn, number) for number, turn in enumerate(turns, 1))
    )


def _turn(row: Row, number: int) -> Turn:
    try:
        held(row, ("user",), ("expect",))
        return Turn(text(row, "user"), _expected(mapping(row.get("expect") or {}, "expect")))
    except BadLine as fault:
        raise BadLine(f"turn {number}: {fault}") from None


def _expected(row: Row) -> Expected:
    held(row, (), (*_LISTS, *_FLAGS, "comment"))
    if "comment" in row:
        text(row, "comment")
    any_of, none_of, says_any, not_says = (strings(row, key) for key in _LISTS)
    asks, no_solution = (_flag(row.get(key), key) for key in _FLAGS)
    return Expected(frozenset(any_of), frozenset(none_of), says_any, not_says, asks, no_solution)


def _flag(value: Any, name: str) -> bool:
    if not isinstance(value, bool) and value is not None:
        raise BadLine(f"{name} is neither true nor false")
    return bool(value)
