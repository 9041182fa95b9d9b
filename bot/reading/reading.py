"""One message as it was understood."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

ENTITY = "lecture"
"""Name of the entity that carries a reading through the engine."""


@dataclass(frozen=True)
class Reading:
    """What a person does with a message, about what, and what else the message says."""

    act: str
    confidence: float = 0.0
    """Probability of the act."""

    ranking: tuple[tuple[str, float], ...] = ()
    """The likeliest acts with their probabilities, best first."""

    about: tuple[str, ...] = ()
    """Ids of the services that it refers to."""

    explicit: bool = False
    """Whether they are pointed at, rather than meant for want of others."""

    named: tuple[str, ...] = ()
    """Those that are named or linked."""

    ranks: tuple[int, ...] = ()
    choice: str | None = None
    """Value of the choice of ours that it picks."""

    need: str = ""
    """The need that it says by itself: without greeting, announcement and what it rejects."""

    parts: tuple[str, ...] = ()
    """The needs that it holds, when several."""

    rejected: tuple[str, ...] = ()
    """What it says that it isn't about, in its words."""

    language: str = "fr"
    fields: Mapping[str, Any] = field(default_factory=dict)
    """Role, territory, homonyms and population that it says."""

    def as_json(self) -> dict[str, Any]:
        """Its JSON form, as the engine carries it."""
        return asdict(self)

    @classmethod
    def of(cls, value: Any) -> "Reading | None":
        """Read its JSON form; None when it is none, or of another version."""
        if not isinstance(value, Mapping) or not isinstance(value.get("act"), str):
            return None
        try:
            return cls(
                value["act"], float(value["confidence"]),
                tuple((str(act), float(share)) for act, share in value["ranking"]),
                tuple(value["about"]), bool(value["explicit"]), tuple(value["named"]), tuple(value["ranks"]),
                value["choice"], str(value["need"]), tuple(value["parts"]), tuple(value["rejected"]),
                str(value["language"]), dict(value["fields"]),
            )  # fmt: skip
        except (KeyError, TypeError, ValueError):
            return None
