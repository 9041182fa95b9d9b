"""Payloads that offer something to go through: the catalogue's themes, and the summary of a request to people."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.conversation.payloads import choice_lines
from bot.conversation.reply import numbered
from bot.conversation.wording import say


def themes(groups: Sequence[tuple[str, Sequence[Mapping[str, Any]]]], intro: str, outro: str) -> dict[str, Any]:
    """The catalogue's themes by group; each choice has its ``count`` of services. Numbers go on from group to group."""
    drawn: list[dict[str, Any]] = []
    first = 1
    for title, choices in groups:
        drawn.append({"title": title, "choices": numbered(choices, first)})
        first += len(choices)
    blocks = [
        "\n".join([group["title"], *(_theme_line(choice) for choice in group["choices"])]) for group in drawn
    ]  # fmt: skip
    return {
        "type": "themes", "decision": "ask", "text": "\n\n".join([intro, *blocks, outro]), "intro": intro,
        "groups": drawn, "outro": outro,
    }  # fmt: skip


def _theme_line(choice: Mapping[str, Any]) -> str:
    counted = say("themes.ligne", theme=choice["title"], nombre=choice["count"])
    return say("question.choix", rang=choice["position"], titre=counted)


def relay(
    items: Sequence[tuple[str, str, str]], choices: Sequence[Mapping[str, Any]], intro: str, outro: str
) -> dict[str, Any]:
    """What would be handed over (key, label and value of each thing), to be agreed to or corrected."""
    listed = numbered(choices)
    lines = [say("relais.ligne", nom=title, valeur=value) for _key, title, value in items]
    return {
        "type": "relay", "decision": "ask",
        "text": "\n".join([intro, *lines, "", outro, *choice_lines(listed)]), "intro": intro,
        "items": [{"key": key, "title": title, "value": value} for key, title, value in items],
        "outro": outro, "choices": listed,
    }  # fmt: skip
