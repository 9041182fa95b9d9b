"""What an action tells the gateway of a turn for the statistics, beside what people read.

It travels as a control payload, which the gateway never shows: what it holds isn't in the payloads of the contract.
"""

from collections.abc import Sequence
from typing import Any

from bot.conversation.reply import Asked
from bot.impact.sizes import size_class
from bot.reading.state import DETAIL, URGENT, State

ACTION = "note"


def note(before: State, after: State, asked: Sequence[Asked] = ()) -> dict[str, Any]:
    """The control payload of a turn: whether it brought a new need, what is known of who asks, what was asked of files.

    Of a question, the kind alone: one of a closed list.
    """
    place = after.territoire
    return {
        "type": "control", "action": ACTION, "new_need": _new_need(before.said, after.said),
        "audience": after.role or (place["kind"] if place else None), "size": size_class(after.size),
        "place": {"kind": place["kind"], "code": str(place["code"])} if place else None,
        "emergency": after.last.mark[len(URGENT) :] if _new_emergency(before, after) else None,
        "relay_again": bool(before.offer and after.offer),
        "opened": after.current if after.last.kind == DETAIL and after.last is not before.last else None,
        "asked": [{"service": item.service, "kind": item.kind, "answered": item.answered} for item in asked],
    }  # fmt: skip


def _new_emergency(before: State, after: State) -> bool:
    """Whether an emergency was said; one that is still talked of is the same."""
    return after.last.mark.startswith(URGENT) and after.last.mark != before.last.mark


def _new_need(before: str, after: str) -> bool:
    """A need that is only completed is the same one."""
    return bool(after) and not (before and after.startswith(before))
