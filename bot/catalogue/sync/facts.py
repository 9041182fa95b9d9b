"""What a source says of a product, the same for every source; ``None`` is what it doesn't speak of."""

import datetime as dt
from dataclasses import dataclass, field, fields, replace

from bot.catalogue.schema import STATUS_OF_PHASE

ENDED = ("abandon", "abandon-investigation")
"""Phases of a product that has ended."""

PHASES = (*STATUS_OF_PHASE, *ENDED)
"""Every phase that a source may name."""

OWN_INCUBATOR = "anct"
"""Its products are all in the catalogue, whoever uses them."""

_LOCAL_USERS = "collectivit"


@dataclass(frozen=True)
class Phase:
    """A phase and the day it began; a table may not know the day."""

    name: str
    start: dt.date | None


@dataclass(frozen=True)
class Product:
    """The facts on one product."""

    id: str
    name: str | None = None
    phases: tuple[Phase, ...] = ()
    incubators: tuple[str, ...] | None = None
    users: tuple[str, ...] | None = None
    site: str | None = None
    statistics: str | None = None
    code: str | None = None
    contact: str | None = None
    topics: tuple[str, ...] | None = None
    sponsors: tuple[str, ...] | None = None

    def phase_on(self, day: dt.date) -> Phase | None:
        """The last phase that had begun on a day; None when none had."""
        begun = [phase for phase in self.phases if (phase.start or dt.date.min) <= day]
        return max(reversed(begun), key=lambda phase: phase.start or dt.date.min) if begun else None

    def in_scope(self) -> bool | None:
        """Whether its incubator or its users place it in the catalogue; None when the source can't tell."""
        if OWN_INCUBATOR in (self.incubators or ()):
            return True
        if self.users is None:
            return None
        return any(user.lower().startswith(_LOCAL_USERS) for user in self.users)

    def completed_by(self, other: "Product") -> "Product":
        """These facts, those that the other source speaks of taken from it."""
        said = {item.name: getattr(other, item.name) for item in fields(other)}
        if not other.phases:
            del said["phases"]
        return replace(self, **{key: value for key, value in said.items() if value is not None})


class SourceError(Exception):
    """A source that can't be read at all; the message is one French line."""


@dataclass
class Source:
    """What was read of one source: its products, and what in it could not be read (French lines)."""

    label: str
    products: dict[str, Product] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    unreadable: set[str] = field(default_factory=set)
    """Ids that stand in the source but can't be trusted: neither compared nor taken for gone."""

    def add(self, product: Product) -> None:
        """Keep a product; one that stands twice is set aside, nothing says which is right."""
        from bot.catalogue.sync.reading import say

        if product.id in self.products or product.id in self.unreadable:
            self.products.pop(product.id, None)
            self.set_aside(product.id, say("faute.double"))
        else:
            self.products[product.id] = product

    def set_aside(self, key: str, why: str) -> None:
        """Note what can't be read of a product (or of a place in the source, when it has no id)."""
        self.unreadable.add(key)
        self.faults.append(f"{self.label} : {key} : {why}")
