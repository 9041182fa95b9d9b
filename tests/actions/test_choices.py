"""Choices of ours: what was picked, as the gateway sends it, is what the desk is asked."""

from collections.abc import Callable
from typing import Any

import pytest
import yaml
from engine_turns import run

from actions import choices
from actions.acts import ACTIONS
from actions.base import DeskAction
from bot.conversation import Reply, State
from bot.conversation.desk import Desk
from bot.conversation.reply import button
from bot.folders import ROOT
from bot.gateway.choices import outgoing, pick
from bot.impact.record import choice_of

DOMAIN = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
ASKED = button("Prix", "question", solution="a", choix="cost")
OF_ACT = {action().name(): action for action in ACTIONS}


class Chosen:
    """A desk that says which of its parts was asked, and with what."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self.showing = self.feedback = self.following = self

    def _said(self, *what: Any) -> Reply:
        self.asked.append(what)
        return Reply(State()).say("x")

    def pick(self, state: State, choose: Callable[[State], Reply]) -> Reply:
        return choose(state)

    def chosen(self, state: State, choice: str) -> Reply:
        return self._said("chosen", choice)

    def question(self, state: State, key: str | None, topic: str | None) -> Reply:
        return self._said("question", key, topic)

    def one(self, state: State, key: str | None) -> Reply:
        return self._said("one", key)

    def refused(self, state: State, list_id: str, services: str, reason: str | None) -> Reply:
        return self._said("refused", list_id, services, reason)

    def theme(self, state: State, theme: str | None) -> Reply:
        return self._said("theme", theme)


@pytest.mark.parametrize(
    ("action", "entities", "expected"),
    [
        (choices.Choisir, {"choix": "ban"}, ("chosen", "ban")),
        (choices.Choisir, {}, ("chosen", "autre")),
        (choices.Detailler, {"solution": "ban"}, ("one", "ban")),
        (choices.Detailler, {}, ("one", None)),
        (choices.Avis, {"liste_id": "l1", "services": "a,b"}, ("refused", "l1", "a,b", None)),
        (choices.Avis, {"liste_id": "l1", "services": "a,b", "raison": "taille"}, ("refused", "l1", "a,b", "taille")),
        (OF_ACT["action_themes"], {"theme": "eau"}, ("theme", "eau")),
        (OF_ACT["action_themes"], {}, ("theme", None)),
        (OF_ACT["action_question"], {"solution": "ban", "choix": "cost"}, ("question", "ban", "cost")),
        (OF_ACT["action_question"], {}, ("question", None, None)),
    ],
)
async def test_a_choice_says_what_was_picked(
    action: type[DeskAction], entities: dict[str, str], expected: tuple[Any, ...]
) -> None:
    desk = Chosen()
    await run(action(), desk, "/x", **entities)
    assert desk.asked == [expected]


async def test_a_number_of_a_list_is_the_service_that_it_shows() -> None:
    items = [{"id": "a", "position": 1, "name": "A"}, {"id": "b", "position": 2, "name": "B"}]
    offered = outgoing([{"custom": {"type": "solutions", "solutions": items}}]).choices
    picked = pick("2", offered)
    assert picked
    intent, entities = choice_of(picked.payload)
    assert intent == "detailler" and set(entities) <= set(DOMAIN["entities"])
    desk = Chosen()
    await run(choices.Detailler(), desk, picked.payload, intent, **entities)
    assert desk.asked == [("one", "b")]


async def test_an_action_of_a_card_is_one_that_the_engine_knows() -> None:
    card = {"id": "a", "position": 1, "name": "A", "actions": [{**ASKED, "label": "Prix, pour A"}]}
    picked = pick("prix, pour a", outgoing([{"custom": {"type": "solutions", "solutions": [card]}}]).choices)
    assert picked
    intent, entities = choice_of(picked.payload)
    assert intent in DOMAIN["intents"] and set(entities) <= set(DOMAIN["entities"])
    desk = Chosen()
    await run(OF_ACT[f"action_{intent}"](), desk, picked.payload, intent, **entities)
    assert desk.asked == [("question", "a", "cost")]


def test_what_the_actions_ask_of_the_desk_is_there() -> None:
    for name in ("serve", "theme", "chosen", "read_ahead"):
        assert callable(getattr(Desk, name))
