"""The files against the facts: each difference, and the edit of a file that would settle it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from bot.catalogue.files import Catalogue
from bot.catalogue.overrides import closing_note
from bot.catalogue.schema import STATUS_OF_PHASE, Investigation, Solution
from bot.catalogue.sync.addresses import clean, owner, same_place
from bot.catalogue.sync.facts import ENDED, OWN_INCUBATOR, Phase, Product
from bot.catalogue.sync.gathering import Gathered

Kind = Literal[
    "ended", "doubtful", "reopened", "phase", "link", "contact", "personal", "unsure", "no_link", "new", "study",
    "to_check", "left", "gone",
]  # fmt: skip
"""What a difference is; also the order in which a report tells them."""

KINDS: tuple[Kind, ...] = (
    "ended", "doubtful", "reopened", "phase", "link", "contact", "personal", "unsure", "no_link", "new", "study",
    "to_check", "left", "gone",
)  # fmt: skip


@dataclass(frozen=True)
class Edit:
    """One value of a file: where, and what it becomes."""

    path: tuple[str, ...]
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Change:
    """A difference on one product."""

    kind: Kind
    id: str
    name: str
    field: str = ""
    before: str | None = None
    after: str | None = None
    day: dt.date | None = None
    edits: tuple[Edit, ...] = ()

    @property
    def value(self) -> str:
        """What the source says, as a reviewed difference names it."""
        return self.after or ""


def compare(
    catalogue: Catalogue, gathered: Gathered, day: dt.date, known: frozenset[str] = frozenset()
) -> list[Change]:
    """Every difference on a day, by kind then by name; ``known``: ids whose file is there but can't be read."""
    changes: list[Change] = []
    for solution in catalogue.solutions.values():
        product = gathered.products.get(solution.id)
        changes += _gone(solution, gathered) if product is None else _of_solution(solution, product, gathered, day)
    for study in catalogue.investigations.values():
        changes += _of_study(study, gathered.products.get(study.id), day)
    files = set(catalogue.solutions) | set(catalogue.investigations) | known
    for key, product in gathered.products.items():
        if key not in files:
            changes += _newcomer(product, day)
    return sorted(changes, key=lambda change: (KINDS.index(change.kind), change.name.lower(), change.field))


def _gone(solution: Solution, gathered: Gathered) -> Iterator[Change]:
    if gathered.complete and solution.id not in gathered.unreadable:
        yield Change("gone", solution.id, solution.name)


def _of_solution(solution: Solution, product: Product, gathered: Gathered, day: dt.date) -> Iterator[Change]:
    phase = product.phase_on(day)
    if phase and phase.name in ENDED:
        if solution.status != "ferme":
            yield _ended(solution, phase, day)
        return
    doubt = gathered.doubted.get(solution.id)
    if doubt and solution.status != "ferme":
        yield Change("doubtful", solution.id, solution.name, "phase", solution.phase, doubt.name, doubt.start)
    if phase and phase.name != solution.phase:
        yield _moved_on(solution, phase)
    if product.in_scope() is False:
        yield Change("left", solution.id, solution.name)
    yield from _links(solution, product)
    yield from _contact(solution, product)


def _ended(solution: Solution, phase: Phase, day: dt.date) -> Change:
    """The file keeps its last phase; its status and note say that it is over."""
    since = phase.start or day
    edits = (
        Edit(("status",), solution.status, "ferme"),
        Edit(("status_note",), solution.status_note, closing_note(since)),
    )
    return Change("ended", solution.id, solution.name, "phase", solution.phase, phase.name, since, edits)


def _moved_on(solution: Solution, phase: Phase) -> Change:
    edits = [Edit(("phase",), solution.phase, phase.name)]
    status = STATUS_OF_PHASE[phase.name]
    if solution.status not in ("ferme", status):
        edits.append(Edit(("status",), solution.status, status))
    return Change("phase", solution.id, solution.name, "phase", solution.phase, phase.name, phase.start, tuple(edits))


def _links(solution: Solution, product: Product) -> Iterator[Change]:
    for name in ("site", "statistics", "code"):
        held, said = getattr(solution.links, name), getattr(product, name)
        before, after = (str(held) if held else None), (clean(said) if said else None)
        field = f"links.{name}"
        if after and not same_place(before, after):
            edit = Edit(("links", name), before, after)
            yield Change("link", solution.id, solution.name, field, before, after, edits=(edit,))
        elif before and not after and name == "site":
            yield Change("no_link", solution.id, solution.name, field, before)


def _contact(solution: Solution, product: Product) -> Iterator[Change]:
    """A shared mailbox may be proposed; a person's address is neither shown nor written."""
    before, after, field = solution.contact.email, product.contact, "contact.email"
    if not after or (before or "").lower() == after.lower():
        return
    whose = owner(after, solution.id, solution.name, product.name or "")
    if whose == "shared":
        edit = Edit(("contact", "email"), before, after)
        yield Change("contact", solution.id, solution.name, field, before, after, edits=(edit,))
    elif whose == "unsure":
        yield Change("unsure", solution.id, solution.name, field, before, after)
    elif before:
        yield Change("personal", solution.id, solution.name, field, before)


def _of_study(study: Investigation, product: Product | None, day: dt.date) -> Iterator[Change]:
    phase = product.phase_on(day) if product else None
    if phase and phase.name not in ENDED:
        yield Change("reopened", study.id, study.name, "phase", study.phase, phase.name, phase.start)


def _newcomer(product: Product, day: dt.date) -> Iterator[Change]:
    phase, name = product.phase_on(day), product.name or product.id
    own = OWN_INCUBATOR in (product.incubators or ())
    if phase and phase.name in ENDED:
        if own:
            yield Change("study", product.id, name, "phase", None, phase.name, phase.start)
        return
    scope = product.in_scope()
    if scope is not False and (phase or product.phases == ()):
        kind: Kind = "new" if scope else "to_check"
        yield Change(
            kind, product.id, name, "phase", None, phase.name if phase else None, phase.start if phase else None
        )
