"""``orientation match``: JSON lines in, JSON lines out, in order; needs ``models/orientation`` only."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from bot.catalogue.schema import AUDIENCES
from bot.orientation.ranker import Match, Need, Ranker
from bot.territory import Territory, population_said, resolve

MAX_LINE_CHARACTERS = 100_000


class BadLine(Exception):
    """A line that can't be read as a need; ``key`` is its id when it has one."""

    def __init__(self, key: object, message: str) -> None:
        super().__init__(message)
        self.key = key


def parse_line(line: str) -> tuple[str | None, Need]:
    """Read one line.

    Raises:
        BadLine: with a clear message.
    """
    if len(line) > MAX_LINE_CHARACTERS:
        raise BadLine(None, f"line over {MAX_LINE_CHARACTERS} characters")
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadLine(None, f"not JSON: {error}") from None
    if not isinstance(data, dict):
        raise BadLine(None, "not a JSON object")
    key = data.get("id")
    if not isinstance(key, str):
        raise BadLine(key if isinstance(key, (int, float)) else None, "id must be a string")
    text = data.get("text")
    if not isinstance(text, str) or not text.strip():
        raise BadLine(key, "text must be a string that is not empty")
    audience = data.get("audience")
    if audience is not None and audience not in AUDIENCES:
        raise BadLine(key, f"audience must be one of {', '.join(AUDIENCES)}")
    territory = data.get("territory")
    if territory is not None and not isinstance(territory, str):
        raise BadLine(key, "territory must be a string")
    place = resolve(territory, asked=True).territory if territory else None
    return key, Need(text, audience, place, _population(text, place))


def _population(text: str, place: Territory | None) -> int | None:
    """What the person says of the size, else what the gazetteer knows of the commune or EPCI."""
    said = population_said(text)
    if said is None and place and place.kind in ("commune", "epci"):
        return place.population
    return said


def as_json(key: str | None, match: Match) -> dict[str, Any]:
    """The contract's form of a match."""

    def items(ranked: Iterable[tuple[str, float]]) -> list[dict[str, Any]]:
        return [{"id": solution, "score": score} for solution, score in ranked]

    result: dict[str, Any] = {
        "id": key, "decision": match.decision, "shown": match.shown, "solutions": items(match.solutions),
        "door": match.door, "near": list(match.near),
    }  # fmt: skip
    if match.question:
        result["question"] = {
            "text": match.question.text,
            "choices": [
                {"title": choice.title, "solutions": items(choice.solutions)} for choice in match.question.choices
            ],
        }
    return result


def match_lines(lines: Iterable[str], ranker: Ranker) -> Iterator[tuple[str, bool]]:
    """Each answer line and whether its need could be read; empty lines are passed over."""
    for line in lines:
        if not line.strip():
            continue
        try:
            key, need = parse_line(line)
        except BadLine as error:
            yield json.dumps({"id": error.key, "error": str(error)}, ensure_ascii=False), False
            continue
        yield json.dumps(as_json(key, ranker.match(need)), ensure_ascii=False), True
