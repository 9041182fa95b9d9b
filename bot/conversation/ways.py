"""What may be clicked instead of typed: on a card, under a list, in place of a sentence that named a command."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.catalogue.schema import Solution
from bot.conversation import facts
from bot.conversation.reply import button
from bot.conversation.wording import say

START, COST = "start", "cost"
"""What a card offers to ask, where the file knows."""


def others() -> dict[str, str]:
    """Other services for the same need."""
    return button(say("voies.autres"), "autres_resultats")


def somebody() -> dict[str, str]:
    """A person instead of the assistant."""
    return button(say("voies.quelquun"), "contact_humain")


def forum() -> dict[str, str]:
    """The question, asked to other collectivités."""
    return button(say("voies.forum"), "pairs")


def themes() -> dict[str, str]:
    """The catalogue by themes."""
    return button(say("voies.themes"), "themes")


def rest() -> dict[str, str]:
    """The need that was said with another and waits."""
    return button(say("voies.suite"), "retour")


def under_list() -> list[dict[str, str]]:
    """What may be done with a list as a whole."""
    return [others(), somebody()]


def opened(item: Solution) -> dict[str, str]:
    """A service in full, under its name."""
    return button(item.name, "detailler", solution=item.id)


def asked(item: Solution, topic: str, title: str) -> dict[str, str]:
    """A question on a service, as a choice; ``topic`` says which (see :mod:`bot.conversation.following`)."""
    return button(title, "question", solution=item.id, choix=topic)


def knows(item: Solution, topic: str) -> bool:
    """Whether a file says how to begin, or the price."""
    if topic == START:
        return bool(item.getting_started) and item.status not in facts.NOT_USABLE
    return facts.cost_known(item) is not None


def on_card(item: Solution, opens: bool = True) -> list[dict[str, Any]]:
    """The actions of a card: its site first, the service in full when the card doesn't show it (``opens``), then what
    its file knows. ``label`` names the service too: for screen readers, and for the transcript.
    """
    known: dict[str, dict[str, Any]] = {"site": {"title": say("carte.site"), "url": item.url}}
    if opens:
        known["plus"] = button(say("carte.plus"), "detailler", solution=item.id)
        for topic in (START, COST):
            if knows(item, topic):
                known[topic] = asked(item, topic, say(f"carte.{topic}"))
    return [{**action, "label": say(f"carte.{key}_de", nom=item.name)} for key, action in known.items()]


def addresses(actions: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The actions that anybody may follow, without a conversation."""
    return [dict(action) for action in actions if "url" in action]
