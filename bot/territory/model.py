"""What a territory is, and what resolving a text gives."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["commune", "epci", "departement", "region"]
Status = Literal["found", "ambiguous", "none"]
Reason = Literal["name", "postal_code", "contradiction"]


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
    reason: Reason | None = None
    """Why there are candidates: they bear one name; they have one postal code; the text says a commune and a
    département where none of that name is (both are then candidates)."""

    more: int = 0
    """Candidates left out of ``candidates``: the right one may be among them."""

    stated: bool = False
    """Whether the text says that its author is there ("maire de X", "X" alone, "nous sommes à X"), and doesn't only
    mention the place: what was stated before is replaced by what is stated, not by a mention."""

    landmark: str | None = None
    """With status "none": a well-known place that the text names and that is no territory ("les Cévennes")."""


NOTHING = Resolution("none")
