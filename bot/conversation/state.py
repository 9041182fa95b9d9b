"""What is known of a conversation: the engine's slots, typed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, cast

from bot.catalogue.schema import AUDIENCES, Audience
from bot.territory import Territory, by_code


@dataclass(frozen=True)
class State:
    """One field a slot, same names (French without accents: the domain's words)."""

    besoin: str | None = None
    """The need, as said so far."""

    role: str | None = None
    """Audience of the person (see the catalogue's audiences)."""

    territoire: dict[str, Any] | None = None
    """Kind, code and name of the territory."""

    population: float | None = None
    """Inhabitants, as said."""

    liste: list[str] = field(default_factory=list)
    """Ids shown last, in the order of their numbers."""

    vus: list[str] = field(default_factory=list)
    """Ids shown for this need and refused, or passed over for others."""

    courante: str | None = None
    """Id of the solution that is talked about."""

    gratuit: bool = False
    """The person wants what costs nothing."""

    refus: float = 0.0
    """How many lists were refused for this need."""

    attente: str | None = None
    """What the last sentence waits for: besoin, precision, relais, effacement, or a step of the relay
    (see :mod:`bot.conversation.relaying`)."""

    @classmethod
    def from_slots(cls, slots: Mapping[str, Any]) -> "State":
        """Read the engine's slots; what is absent or of another type takes its default."""
        known: dict[str, Any] = {}
        for item in fields(cls):
            value = slots.get(item.name)
            if value is None:
                continue
            known[item.name] = value
        state = cls(**known)
        return replace(
            state,
            role=state.role if state.role in AUDIENCES else None,
            liste=[str(key) for key in state.liste],
            vus=[str(key) for key in state.vus],
        )

    def slots(self) -> dict[str, Any]:
        """Every field, as slots."""
        return asdict(self)

    def change(self, **values: Any) -> "State":
        """A copy with other values."""
        return replace(self, **values)

    def for_new_need(self, need: str | None) -> "State":
        """Role and territory stay; all that belongs to the former need goes."""
        return State(besoin=need, role=self.role, territoire=self.territoire, population=self.population)

    @property
    def audience(self) -> Audience | None:
        """The role, typed."""
        return cast("Audience | None", self.role)

    @property
    def place(self) -> Territory | None:
        """The territory, from the gazetteer."""
        if not self.territoire:
            return None
        return by_code(self.territoire["kind"], str(self.territoire["code"]))

    @property
    def size(self) -> int | None:
        """Inhabitants: as said, else those of the commune or EPCI."""
        if self.population is not None:
            return int(self.population)
        place = self.place
        return place.population if place and place.kind in ("commune", "epci") else None
