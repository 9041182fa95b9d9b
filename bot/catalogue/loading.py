"""``orientation catalogue load``: the files into the tables, all or nothing, as often as one likes."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.catalogue import overrides
from bot.catalogue.files import Catalogue
from bot.catalogue.models import AudienceRow, EntryRow, ThemeRow, VersionRow
from bot.catalogue.queries import written
from bot.catalogue.schema import Investigation, Solution


@dataclass(frozen=True)
class Loaded:
    """What a load did."""

    solutions: int
    investigations: int
    removed: int
    changed: bool
    """False when the tables held this very version already."""


def _row(entry: Solution | Investigation) -> EntryRow:
    status = entry.status if isinstance(entry, Solution) else None
    return EntryRow(id=entry.id, kind=entry.kind, status=status, document=written(entry))


def _labels(entry: Solution | Investigation) -> list[Any]:
    """The rows of what entries are found by."""
    return [
        *(AudienceRow(entry_id=entry.id, audience=name, rank=rank) for rank, name in enumerate(entry.audiences)),
        *(ThemeRow(entry_id=entry.id, theme=name, rank=rank) for rank, name in enumerate(entry.themes)),
    ]


def load(session: Session, catalogue: Catalogue, now: dt.datetime | None = None) -> Loaded:
    """Write the catalogue into the tables within the session's transaction; the caller commits.

    Entries that have no file any more are removed. A second load of the same version changes nothing. What was
    switched off stays so until its file says it.
    """
    known = set(session.scalars(select(EntryRow.id)))
    current = session.get(VersionRow, 1)
    changed = current is None or current.version != catalogue.version
    wanted = {entry.id for entry in catalogue.entries()}
    if changed:
        for model in (AudienceRow, ThemeRow, EntryRow):
            session.execute(delete(model))
        session.add_all(_row(entry) for entry in catalogue.entries())
        session.flush()
        session.add_all(row for entry in catalogue.entries() for row in _labels(entry))
        stamp = (now or dt.datetime.now(dt.timezone.utc)).replace(tzinfo=None)
        session.merge(VersionRow(id=1, version=catalogue.version, loaded_at=stamp))
        overrides.settle(session, catalogue)
        overrides.apply(session)
    return Loaded(len(catalogue.solutions), len(catalogue.investigations), len(known - wanted), changed)
