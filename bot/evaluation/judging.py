"""What the answers to a script lack of what it expects."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.evaluation.scripts import Expected, Script, Turn

MOST_SHOWN = 6
"""Services that one answer may show: two needs, three each."""


@dataclass(frozen=True)
class Answer:
    """What came back for one message."""

    messages: tuple[dict[str, Any], ...] = ()
    error: str = ""
    """Why nothing did."""

    @property
    def shown(self) -> tuple[str, ...]:
        """Ids of the services shown, as often as they are."""
        solutions = [item for message in self.messages for item in _payload(message).get("solutions") or []]
        return tuple(item["id"] for item in solutions if isinstance(item, dict) and "id" in item)

    @property
    def said(self) -> str:
        """All that is said, as it is compared."""
        return plain(
            "\n".join(str(message.get("text") or _payload(message).get("text") or "") for message in self.messages)
        )


@dataclass(frozen=True)
class Fault:
    """What is wrong at a turn (1: the first)."""

    turn: int
    what: str


def _payload(message: dict[str, Any]) -> dict[str, Any]:
    custom = message.get("custom")
    return custom if isinstance(custom, dict) else {}


def plain(text: str) -> str:
    """A text as words are looked for in it: no case, accents, typographic apostrophes or spaces."""
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def faults(script: Script, answers: Sequence[Answer]) -> list[Fault]:
    """All that is wrong, in the order of the turns; empty when every expectation is met."""
    found = list(_never_shown(script, answers))
    for number, (turn, answer) in enumerate(zip(script.turns, answers), start=1):
        found += [Fault(number, what) for what in (*_silence(turn, answer), *_at_once(turn.expected, answer))]
    return sorted(found, key=lambda fault: fault.turn)


def _never_shown(script: Script, answers: Sequence[Answer]) -> Iterator[Fault]:
    """The turns whose ``any_of`` wasn't met by the time of the next one, or of the end."""
    wanted = [number for number, turn in enumerate(script.turns) if turn.expected.any_of]
    for start, end in zip(wanted, [*wanted[1:], len(script.turns)]):
        ids = script.turns[start].expected.any_of
        if not any(ids.intersection(answer.shown) for answer in answers[start:end]):
            yield Fault(start + 1, f"none of {sorted(ids)} shown, got {list(answers[start].shown)}")


def _silence(turn: Turn, answer: Answer) -> Iterator[str]:
    if answer.error:
        yield f"error {answer.error}"
    if not answer.messages and turn.user.strip():
        yield "silence"


def _at_once(expected: Expected, answer: Answer) -> Iterator[str]:
    """What is wrong with one answer by itself."""
    shown, said = answer.shown, answer.said
    unwanted = expected.none_of.intersection(shown)
    if unwanted:
        yield f"shown though unwanted: {sorted(unwanted)}"
    if expected.says_any and not any(plain(words) in said for words in expected.says_any):
        yield f"says none of {list(expected.says_any)}"
    if any(plain(words) in said for words in expected.not_says):
        yield f"says one of {list(expected.not_says)}"
    if expected.asks and (shown or "?" not in said):
        yield "should ask"
    if expected.no_solution and shown:
        yield f"services shown: {list(shown)}"
    if len(shown) > MOST_SHOWN:
        yield f"more than {MOST_SHOWN} services shown"
