"""``orientation catalogue load``: the files into the tables, all or nothing, as often as one likes."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.catalogue import overrides
from bot.catalogue.files import Catalogue
from bot.catalogue.models import AudienceRow, EntryRow, ThemeRow, VersionRow
from bot.catalogue.schema import Investigation, Solution


@dataclass(frozen=True)
class Loaded:
    """What a load did."""

    solutions: int
    investigations: int
    removed: int
    changed: bool
    """False when the tables held this very version already."""


def _columns(entry: Solution | Investigation) -> dict[str, Any]:
    """The scalar columns of an entry."""
    shared: dict[str, Any] = {
        "id": entry.id, "kind": entry.kind, "name": entry.name, "programme": entry.programme,
        "phase": entry.phase, "summary": entry.summary, "operator": entry.operator,
        "contact_email": entry.contact.email, "contact_url": entry.contact.url, "site": entry.links.site,
        "statistics": entry.links.statistics, "code": entry.links.code, "source": entry.source,
        "snapshot": entry.snapshot,
    }  # fmt: skip
    if isinstance(entry, Investigation):
        return {
            **shared, "territories": [], "questions": [], "ended": entry.ended, "problem": entry.problem,
            "lesson": entry.lesson, "studied_with": entry.with_,
        }  # fmt: skip
    return {
        **shared, "status": entry.status, "status_note": entry.status_note, "details": entry.details,
        "min_population": entry.eligibility.min_population, "max_population": entry.eligibility.max_population,
        "territories": entry.eligibility.territories, "conditions": entry.eligibility.conditions,
        "free": entry.cost.free, "cost": entry.cost.text, "getting_started": entry.getting_started,
        "prerequisites": entry.prerequisites, "usage": entry.usage.text if entry.usage else None,
        "usage_date": entry.usage.date if entry.usage else None, "accompaniment": entry.accompaniment,
        "questions": [question.dict() for question in entry.questions],
    }  # fmt: skip


def _row(entry: Solution | Investigation) -> EntryRow:
    row = EntryRow(**_columns(entry))
    row.audiences = [AudienceRow(audience=name, rank=rank) for rank, name in enumerate(entry.audiences)]
    row.themes = [ThemeRow(theme=name, rank=rank) for rank, name in enumerate(entry.themes)]
    return row


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
        stamp = (now or dt.datetime.now(dt.timezone.utc)).replace(tzinfo=None)
        session.merge(VersionRow(id=1, version=catalogue.version, loaded_at=stamp))
        overrides.settle(session, catalogue)
        overrides.apply(session)
    return Loaded(len(catalogue.solutions), len(catalogue.investigations), len(known - wanted), changed)
