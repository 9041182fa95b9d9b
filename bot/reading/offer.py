"""A request that was agreed to, while its contact detail is waited for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LIFE_SECONDS = 86_400.0
"""How long a contact detail is waited for after it was last asked for; the gateway waits as long."""


@dataclass(frozen=True)
class Offer:
    """What is handed over once the detail comes, as it was shown."""

    summary: dict[str, str] = field(default_factory=dict)
    at: float = 0.0
    """When the detail was last asked for, in seconds since 1970."""

    replaces: str = ""
    """Number of the request whose detail is corrected."""

    tries: int = 0
    """Details that couldn't be read."""

    @classmethod
    def of(cls, value: Any) -> "Offer | None":
        """Read from its JSON form; None when there is none."""
        if not isinstance(value, Mapping) or not isinstance(value.get("summary"), Mapping):
            return None
        at, tries = value.get("at"), value.get("tries")
        return cls(
            {str(key): str(text) for key, text in value["summary"].items()},
            float(at) if isinstance(at, (int, float)) else 0.0,
            str(value.get("replaces") or ""),
            int(tries) if isinstance(tries, int) else 0,
        )
