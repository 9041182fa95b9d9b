"""``orientation evaluate --played FILE…``: the figures of rounds of played conversations.

How a round is played and noted: ``docs/mesurer-les-conversations.md``. FILE is a round, in JSON lines ``{"conv",
"kind", "served", "score", "turns_to_right", "turns": [{"user", "bot", "failures"}]}``; other keys are for who reads.
Faults are noted by code, or by the name that the first round gave them.
"""

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median
from typing import Any

from bot.evaluation.lines import BadLine, BadSet, Row, held, objects, one_of, read_lines, strings, text
from bot.evaluation.metrics import proportion
from bot.texts import texts

KINDS = ("catalogue", "none", "greeting")
"""Of need: one that a service answers, one that none does, no need at all."""

SERVED = ("yes", "half", "no")
BEST = 10

BESIDE = frozenset({"K1", "K2", "K3", "K6", "K8", "K10", *(f"K{number}" for number in range(13, 20)), "K22", "K23"})
"""Faults that put an answer beside the point."""

QUESTION, TALK = "question", "texte"
"""Types of answer: a question of ours, and one that is only said."""

_FIRST_ROUND = {"social": "greeting"}
"""Name that the first round gave a kind."""


@dataclass(frozen=True)
class Turn:
    """A message and what it got."""

    type: str
    """Of the payload, or :data:`TALK`."""

    words: int
    """Of the answer."""

    faults: frozenset[str]


@dataclass(frozen=True)
class Conversation:
    """One played conversation."""

    kind: str
    served: str
    score: float
    right_at: int | None
    """Turn (1: the first) at which the right service was on screen."""

    turns: tuple[Turn, ...]


def fault_names() -> dict[str, dict[str, str]]:
    """Every fault by its code: the name of the first round, and what it is."""
    names: dict[str, dict[str, str]] = texts(__file__).get("jouees.fautes")
    return names


def read_round(path: Path) -> list[Conversation]:
    """Every conversation of a file.

    Raises:
        BadSet: the file can't be read, or one of its lines.
    """
    codes = {one["nom"]: code for code, one in fault_names().items()}
    codes |= {code: code for code in fault_names()}
    return read_lines(path, lambda row: _conversation(row, codes))


def _conversation(row: Row, codes: dict[str, str]) -> Conversation:
    held(row, ("conv", "kind", "served", "score", "turns"))
    kind = one_of(row, "kind", (*KINDS, *_FIRST_ROUND))
    score, right_at = row["score"], row.get("turns_to_right")
    if isinstance(score, bool) or not isinstance(score, (int, float)) or not 0 <= score <= BEST:
        raise BadLine(f"score isn't a number from 0 to {BEST}")
    turns = tuple(_turn(turn, number, codes) for number, turn in enumerate(objects(row, "turns"), start=1))
    if right_at is not None and (isinstance(right_at, bool) or right_at not in range(1, len(turns) + 1)):
        raise BadLine("turns_to_right isn't the number of a turn")
    return Conversation(_FIRST_ROUND.get(kind, kind), one_of(row, "served", SERVED), score, right_at, turns)


def _turn(row: Row, number: int, codes: dict[str, str]) -> Turn:
    try:
        held(row, ("user", "bot"))
        text(row, "user")
        unknown = [name for name in strings(row, "failures") if name not in codes]
        if unknown:
            raise BadLine(f"unknown fault {', '.join(unknown)}")
        if not isinstance(row["bot"], list):
            raise BadLine("bot isn't a list")
    except BadLine as fault:
        raise BadLine(f"turn {number}: {fault}") from None
    types = [kind for kind in map(_type, row["bot"]) if kind]
    words = sum(len(_text(message).split()) for message in row["bot"])
    return Turn(_main(types), words, frozenset(codes[name] for name in strings(row, "failures")))


def _main(types: Sequence[str]) -> str:
    """The type of a whole answer: a question wherever one is."""
    return QUESTION if QUESTION in types else next(iter(types), TALK)


def _payload(message: Any) -> Row:
    """The payload of a message: under ``custom``, or the message itself where only the payload was noted."""
    if not isinstance(message, dict):
        return {}
    custom = message.get("custom")
    return custom if isinstance(custom, dict) else message


def _type(message: Any) -> str:
    payload = _payload(message)
    return str(payload.get("type") or payload.get("custom_type") or "")


def _text(message: Any) -> str:
    if isinstance(message, str):
        return message
    said = message.get("text") if isinstance(message, dict) else None
    return str(said or _payload(message).get("text") or "")


def beside(turn: Turn) -> bool:
    """Whether an answer is beside the point."""
    return bool(turn.faults & BESIDE)


def follow_ups(played: Sequence[Conversation]) -> list[Turn]:
    """Every turn but the first of each conversation."""
    return [turn for one in played for turn in one.turns[1:]]


def questions_in_a_row(played: Sequence[Conversation]) -> int:
    """Times that a question of ours came right after another: it must never be."""
    pairs = (pair for one in played for pair in zip(one.turns, one.turns[1:]))
    return sum(before.type == after.type == QUESTION for before, after in pairs)


def report(played: Sequence[Conversation]) -> str:
    """The figures of a round."""
    say = texts(__file__).say
    follows = follow_ups(played)
    asked = sum(turn.type == QUESTION for turn in follows)
    lines = [
        *_by_kind(played), "",
        say("jouees.propos", part=proportion(sum(not beside(turn) for turn in follows), len(follows))),
        say("jouees.questions", part=proportion(asked, len(follows))),
        say("jouees.de_suite", nombre=questions_in_a_row(played)),
        "", *_faults(played), "", *_words(played),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _by_kind(played: Sequence[Conversation]) -> list[str]:
    say = texts(__file__).say
    heads = "".join(f"{say(f'jouees.colonnes.{key}'):>11s}" for key in ("nombre", *SERVED, "note"))
    lines = [f"{say('jouees.colonnes.besoin'):20s}{heads}{say('jouees.colonnes.tour'):>14s}"]
    for kind in ("all", *KINDS):
        some = [one for one in played if kind in ("all", one.kind)]
        if some:
            served = Counter(one.served for one in some)
            counts = "".join(f"{count:11d}" for count in (len(some), *(served[key] for key in SERVED)))
            right = [one.right_at for one in some if one.right_at]
            at = f"{median(right):g} ({len(right)})" if right else "–"
            lines.append(
                f"{say(f'jouees.besoins.{kind}'):20s}{counts}{fmean(one.score for one in some):11.1f}{at:>14s}"
            )
    return lines


def _faults(played: Sequence[Conversation]) -> list[str]:
    """Turns that hold each fault, the commonest first; those beside the point are marked."""
    count = Counter(code for one in played for turn in one.turns for code in turn.faults)
    known = fault_names()
    ranked = sorted(count, key=lambda code: (-count[code], list(known).index(code)))
    lines = [f"{count[code]:5d}  {code:4s}{'*' if code in BESIDE else ' '} {known[code]['sens']}" for code in ranked]
    return [texts(__file__).say("jouees.compte"), *lines]


def _words(played: Sequence[Conversation]) -> list[str]:
    words: dict[str, list[int]] = {}
    for turn in (turn for one in played for turn in one.turns):
        words.setdefault(turn.type, []).append(turn.words)
    lines = [f"{median(words[kind]):5g}  {kind} ({len(words[kind])})" for kind in sorted(words)]
    return [texts(__file__).say("jouees.mots"), *lines]


def evaluate_played(files: Sequence[Path]) -> int:
    """Print the figures of each round; status 2 when a file is bad."""
    try:
        rounds = [(file, read_round(file)) for file in files]
    except BadSet as error:
        sys.stderr.write(f"orientation: {error}\n")
        return 2
    for file, played in rounds:
        turns = sum(len(one.turns) for one in played)
        heading = texts(__file__).say("jouees.taille", fichier=file, conversations=len(played), tours=turns)
        sys.stdout.write(f"{heading}\n\n{report(played)}\n")
    return 0
