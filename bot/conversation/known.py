"""What is known of the person and of their need, for channels that keep it in sight."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.conversation.payloads import recalled
from bot.reading.state import State
from bot.territory import Kind, by_code
from bot.texts import texts

_KINDS: dict[int, Kind] = {2: "departement", 3: "departement", 5: "commune", 9: "epci"}
"""Kind of a bare code, by its length; a région's needs its kind ("region:53"), since départements have such codes."""


def known(state: State) -> dict[str, Any]:
    """The control message that says it: ``known`` has all its keys, null for what is unknown.

    ``territory``: kind, code, name and département (its code, null for a région or a département itself);
    ``population``: inhabitants, as said, else those of the commune or EPCI; ``role`` and ``role_label``: who asks, an
    audience and its words; ``need``: the current need as it is recalled.
    """
    place, role = state.place, state.role
    labels = texts(__file__).get("qui")
    return {
        "type": "control", "action": "known",
        "known": {
            "territory": {
                "kind": place.kind, "code": place.code, "name": place.name,
                "departement": place.departement if place.kind in ("commune", "epci") else None,
            } if place else None,
            "population": state.size,
            "role": role, "role_label": labels.get(role) if role else None,
            "need": _title(state),
        },
    }  # fmt: skip


def _title(state: State) -> str | None:
    """The need as named, else its beginning."""
    need = state.need
    return (need.title or recalled(need.text) or None) if need else None


def placed(state: State, metadata: Any) -> State:
    """The state with the territory that a site says it is of (``{"territory": code}``), when the person named none.

    A code is bare ("18279", "18") or has its kind ("region:53"); one that doesn't exist is passed over.
    """
    code = metadata.get("territory") if isinstance(metadata, Mapping) else None
    if state.territoire or not isinstance(code, str):
        return state
    kind, _, bare = code.rpartition(":")
    place = by_code(kind or _KINDS.get(len(bare), "commune"), bare)  # type: ignore[arg-type]
    if place is None:
        return state
    return replace(state, territoire={"kind": place.kind, "code": place.code, "name": place.name})
