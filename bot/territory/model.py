"""What a territory is, and what resolving a text gives."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["commune", "epci", "departement", "region"]
Status = Literal["found", "ambiguous", "none"]


@dataclass(frozen=True)
class Territory:
    """A French territory; codes are INSEE's (SIREN for an EPCI), population is in inhabitants.

    ``departement``, ``region`` and ``epci`` are the codes of what it belongs to: of an EPCI, the département and the
    région where most of its people live; of a département or a région, its own code stands in its own field.
    """

    kind: Kind
    code: str
    name: str
    population: int | None
    departement: str | None
    region: str | None
    epci: str | None


@dataclass(frozen=True)
class Resolution:
    """What a text says of where its author is.

    ``candidates``: the territories between which the text doesn't decide, biggest first (empty unless ambiguous).
    ``span``: the characters of the text that name the territory.
    """

    status: Status
    territory: Territory | None = None
    candidates: tuple[Territory, ...] = ()
    span: tuple[int, int] | None = None


NOTHING = Resolution("none")
