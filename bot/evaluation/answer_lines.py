"""Answers made elsewhere, read line by line: whatever is wrong is said in French with its line, and nothing is kept."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.evaluation.requests import TURNS
from bot.orientation.decision import MAX_SHOWN
from bot.orientation.question import KEPT
from bot.orientation.ranker import Match, Verdict
from bot.texts import texts

DECISIONS: tuple[Verdict, ...] = ("answer", "ask", "none")

MOST_SAID = 20
"""Faults that are told; there may be one a line."""

NAMED = 5


class BadAnswers(Exception):
    """The faults of a file, one a line, in French."""


@dataclass(frozen=True)
class Known:
    """What an answer may name."""

    requests: Collection[str]
    """Ids of the requests."""

    solutions: Collection[str]
    doors: Collection[str]
    services: Collection[str]
    """What a message may speak of: solutions, studies, keys of doors."""

    acts: Collection[str]


@dataclass
class Answers:
    """What was decided elsewhere, by the id of the request."""

    needs: dict[str, Match] = field(default_factory=dict)
    turns: dict[str, tuple[str, frozenset[str] | None]] = field(default_factory=dict)
    """The act, and the services that the message speaks of, when that was answered."""

    @property
    def sets(self) -> list[str]:
        """Sets that were answered, in order."""
        return list(dict.fromkeys(set_of(key) for key in (*self.needs, *self.turns)))


def set_of(key: str) -> str:
    """The set of a request."""
    return key.partition("/")[0]


class _Wrong(Exception):
    """What is wrong with one line."""


def read_answers(path: Path, known: Known) -> Answers:
    """Every answer of a file: sets as wholes, each of their requests once.

    Raises:
        BadAnswers: anything else; nothing is given back then.
    """
    try:
        content = path.read_bytes()
    except OSError:
        raise BadAnswers(_say("illisible", fichier=path)) from None
    found, faults = Answers(), []
    lines: dict[str, int] = {}
    for number, line in enumerate(content.split(b"\n"), start=1):
        if line.strip():
            try:
                _take(line, found, known, lines, number)
            except _Wrong as wrong:
                faults.append(_say("ligne", fichier=path, numero=number, faute=wrong))
    if not lines and not faults:
        faults.append(_say("vide", fichier=path))
    last = content.count(b"\n") + (not content.endswith(b"\n"))
    # A line that can't be read may hold what seems to be missing: that is told once all can.
    faults = faults or [_say("ligne", fichier=path, numero=last, faute=fault) for fault in _missing(lines, known)]
    if faults:
        more = [_say("de_plus", nombre=len(faults) - MOST_SAID)] if len(faults) > MOST_SAID else []
        raise BadAnswers("\n".join([*faults[:MOST_SAID], *more, _say("rien")]))
    return found


def _missing(lines: dict[str, int], known: Known) -> Iterator[str]:
    """What lacks of the sets that some line answers."""
    sets = {set_of(key) for key in lines}
    lacking = [key for key in known.requests if set_of(key) in sets and key not in lines]
    for name in dict.fromkeys(map(set_of, lacking)):
        some = [key for key in lacking if set_of(key) == name]
        which = ", ".join(some[:NAMED]) + ("…" if len(some) > NAMED else "")
        yield _say("manque", jeu=name, nombre=len(some), lesquels=which)


def _take(line: bytes, found: Answers, known: Known, lines: dict[str, int], number: int) -> None:
    try:
        row = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        raise _Wrong(_say("json")) from None
    if not isinstance(row, dict):
        raise _Wrong(_say("objet"))
    key = row.get("id")
    if not isinstance(key, str) or key not in known.requests:
        raise _Wrong(_say("inconnu", id=key))
    if key in lines:
        raise _Wrong(_say("double", id=key, numero=lines[key]))
    lines[key] = number
    if set_of(key) == TURNS:
        refers = None if row.get("refers") is None else frozenset(_ids(row, "refers", known.services))
        found.turns[key] = (_one(row, "act", known.acts), refers)
    else:
        found.needs[key] = _match(row, known)


def _match(row: dict[str, Any], known: Known) -> Match:
    decision: Verdict = _one(row, "decision", DECISIONS)  # type: ignore[assignment]
    ranked = _ids(row, "solutions", known.solutions)
    if len(ranked) > KEPT:
        raise _Wrong(_say("trop", nombre=len(ranked), limite=KEPT))
    if decision != "none" and not ranked:
        raise _Wrong(_say("sans_solution", decision=decision))
    door = None if row.get("door") is None else _one(row, "door", known.doors)
    near = tuple(_ids(row, "near", known.solutions))
    # No probability was asked for: the place alone is measured.
    scored = tuple((key, 1 / place) for place, key in enumerate(ranked, start=1))
    return Match(decision, min(MAX_SHOWN, len(ranked)) if decision == "answer" else 0, scored, door=door, near=near)


def _one(row: dict[str, Any], name: str, possible: Collection[str]) -> str:
    value = row.get(name)
    if value is None:
        raise _Wrong(_say("champ_absent", champ=name))
    if not isinstance(value, str) or value not in possible:
        raise _Wrong(_say("champ_inconnu", champ=name, valeur=value))
    return value


def _ids(row: dict[str, Any], name: str, possible: Collection[str]) -> list[str]:
    value = row.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise _Wrong(_say("liste", champ=name))
    for place, one in enumerate(value):
        if one not in possible:
            raise _Wrong(_say("champ_inconnu", champ=name, valeur=one))
        if one in value[:place]:
            raise _Wrong(_say("deux_fois", champ=name, valeur=one))
    return value


def _say(key: str, **values: object) -> str:
    return texts(__file__).say(f"reponses.{key}", **values)
