"""The acts have someone who answers them, and the turns that teach them are sound."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any
from unittest.mock import MagicMock

import pytest
import yaml

from bot.catalogue import load_valid
from bot.conversation.desk import Desk
from bot.folders import ROOT
from bot.reading.acts import Act, acts, names
from bot.reading.naming import plain
from bot.reading.state import AWAITS, KINDS, State
from bot.reading.words import roots
from bot.settings import get_settings

FEWEST_TURNS, MOST_OF_ONE_ACT = 2_500, 300
DATA = ROOT / "data"


def rows(path: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / path).read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def turns() -> list[dict[str, Any]]:
    return rows("reading/turns.jsonl")


@pytest.fixture(scope="module")
def domain() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    return content


class EmptyDesk(Desk):
    """A desk without those who know the acts: only its table counts."""

    def __init__(self) -> None:
        pass

    def __getattr__(self, name: str) -> Any:
        return MagicMock()


def test_every_act_is_answered_at_the_desk_and_nothing_else() -> None:
    assert set(EmptyDesk()._table()) == set(names())


@pytest.mark.parametrize("act", acts(), ids=names())
def test_an_act_has_its_rule_and_its_action(act: Act, domain: dict[str, Any]) -> None:
    rules = yaml.safe_load((DATA / "dialogue" / act.name / "rules.yml").read_text(encoding="utf-8"))["rules"]
    steps = [rule["steps"] for rule in rules]
    assert [{"intent": act.name}, {"action": act.action}] in steps
    assert act.action in domain["actions"]
    assert act.name in domain["intents"]


@pytest.mark.parametrize("act", acts(), ids=names())
def test_an_act_has_its_line_and_examples(act: Act) -> None:
    assert act.line
    assert len(set(act.examples)) >= 2


def test_there_are_enough_turns_and_not_too_many_of_one_act(turns: list[dict[str, Any]]) -> None:
    counts = Counter(turn["act"] for turn in turns)
    assert len(turns) >= FEWEST_TURNS
    assert set(counts) == set(names())
    assert max(counts.values()) <= MOST_OF_ONE_ACT


def test_turns_stand_in_known_contexts(turns: list[dict[str, Any]]) -> None:
    contexts = [row["ctx"] for row in rows("reading/contexts.jsonl")]
    assert len(contexts) == len(set(contexts))
    assert {turn["ctx"] for turn in turns} <= set(contexts)


def test_a_message_has_one_act_in_a_context(turns: list[dict[str, Any]]) -> None:
    said = Counter((turn["ctx"], turn["text"]) for turn in turns)
    assert [key for key, count in said.items() if count > 1] == []
    assert all(turn["text"].strip() for turn in turns)


def test_turns_and_contexts_are_about_services_that_exist(turns: list[dict[str, Any]]) -> None:
    catalogue = load_valid(get_settings().data_dir / "catalogue")
    known = {*catalogue.solutions, *catalogue.investigations}
    assert {key for turn in turns for key in turn.get("refers") or ()} <= known
    assert {key for row in rows("reading/contexts.jsonl") for key in State.of(row["state"]).on_screen} <= known


def test_contexts_are_memories_as_they_are_kept() -> None:
    states = [State.of(row["state"]) for row in rows("reading/contexts.jsonl")]
    assert {state.last.kind for state in states} <= set(KINDS)
    assert {state.last.awaits for state in states} <= {None, *AWAITS}
    assert len({state.last.kind for state in states}) > 5


def texts(value: Any) -> Iterator[str]:
    """What people say in a row of a set, at any depth."""
    if isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key in ("text", "q", "user", "say") and isinstance(item, str):
                yield item
            elif key not in ("bot", "before"):
                yield from texts(item)


def measured() -> Iterator[str]:
    """Texts that only measure."""
    for path in sorted((DATA / "evaluation").glob("*.jsonl")):
        yield from texts(rows(f"evaluation/{path.name}"))
    for path in sorted((DATA / "evaluation" / "conversations").glob("*.yml")):
        yield from texts(yaml.safe_load(path.read_text(encoding="utf-8"))["turns"])


def test_what_measures_is_not_learnt(turns: list[dict[str, Any]]) -> None:
    """What says nothing ("oui", "c'est bon", "2") is everybody's."""
    kept = {plain(text) for text in measured() if any(not root.isdigit() for root in roots(text))}
    assert len(kept) > 1_000
    assert [turn["text"] for turn in turns if plain(turn["text"]) in kept] == []
