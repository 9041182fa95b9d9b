"""What an action tells the gateway of a turn for the statistics, beside what people read.

It travels as a control payload, which the gateway never shows: what it holds isn't in the payloads of the contract.
"""

from typing import Any

from bot.conversation.state import State
from bot.impact.sizes import size_class

ACTION = "note"
OPENS = "action_detailler"
"""The action that opens a card where there are no cards to click."""


def note(action: str, before: State, after: State) -> dict[str, Any]:
    """The control payload of a turn: whether it brought a new need, and what is known of who asks."""
    place = after.territoire
    return {
        "type": "control", "action": ACTION, "new_need": _new_need(before.besoin, after.besoin),
        "audience": after.role or (place["kind"] if place else None), "size": size_class(after.size),
        "place": {"kind": place["kind"], "code": str(place["code"])} if place else None,
        "opened": after.courante if action == OPENS else None,
    }  # fmt: skip


def _new_need(before: str | None, after: str | None) -> bool:
    """A need that is only completed is the same one."""
    return bool(after) and not (before and str(after).startswith(before))
