"""What conversations ask of the catalogue's tables."""

from collections.abc import Sequence
from functools import lru_cache

from pydantic import parse_raw_as
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.catalogue.models import EntryRow, OverrideRow, ThemeRow, VersionRow
from bot.catalogue.schema import Entry, Investigation, Solution, Status


def written(entry: Solution | Investigation) -> str:
    """An entry as it is kept in the tables: JSON, without example needs."""
    kept = entry.copy(update={"examples": []}) if isinstance(entry, Solution) else entry
    return kept.json(by_alias=True, ensure_ascii=False)


@lru_cache(maxsize=1024)  # of the same bytes the same entry: no load goes unseen
def _read(document: str) -> Solution | Investigation:
    entry: Solution | Investigation = parse_raw_as(Entry, document)  # type: ignore[arg-type]
    return entry


def entries(session: Session, ids: Sequence[str]) -> list[Solution | Investigation]:
    """The entries of these ids, in the order asked; unknown ids are left out."""
    query = select(EntryRow.id, EntryRow.document).where(EntryRow.id.in_(ids))
    found = {key: _read(document) for key, document in session.execute(query)}
    return [found[key] for key in ids if key in found]


def solutions(session: Session, ids: Sequence[str]) -> list[Solution]:
    """Of these ids the solutions, in the order asked."""
    return [entry for entry in entries(session, ids) if isinstance(entry, Solution)]


def studies(session: Session, ids: Sequence[str]) -> list[Investigation]:
    """Of these ids the ended studies, in the order asked."""
    return [entry for entry in entries(session, ids) if isinstance(entry, Investigation)]


_OFF = select(OverrideRow.entry_id).where(OverrideRow.state == "off")


def proposable(session: Session) -> dict[str, Status]:
    """Id and status of every solution that may be proposed: ended products that were switched off are left out."""
    query = select(EntryRow.id, EntryRow.status).where(EntryRow.kind == "solution", EntryRow.id.not_in(_OFF))
    return {key: status for key, status in session.execute(query)}


def solutions_of_theme(session: Session, theme: str) -> list[Solution]:
    """The solutions of a theme: usable ones first, those under study last, then by name."""
    query = (
        select(EntryRow.id)
        .join(ThemeRow, ThemeRow.entry_id == EntryRow.id)
        .where(ThemeRow.theme == theme, EntryRow.kind == "solution", EntryRow.id.not_in(_OFF))
    )
    found = solutions(session, session.scalars(query).all())
    return sorted(found, key=lambda item: (item.status == "a_l_etude", item.name.lower()))


def theme_counts(session: Session) -> dict[str, int]:
    """How many solutions each theme has."""
    query = (
        select(ThemeRow.theme, func.count())
        .join(EntryRow, EntryRow.id == ThemeRow.entry_id)
        .where(EntryRow.kind == "solution", EntryRow.id.not_in(_OFF))
        .group_by(ThemeRow.theme)
    )
    return {theme: count for theme, count in session.execute(query)}


def names(session: Session) -> dict[str, str]:
    """Id and name of every entry, studies included."""
    return {key: _read(document).name for key, document in session.execute(select(EntryRow.id, EntryRow.document))}


def all_solutions(session: Session) -> list[Solution]:
    """Every solution, by id."""
    query = select(EntryRow.document).where(EntryRow.kind == "solution").order_by(EntryRow.id)
    found = [_read(document) for document in session.scalars(query)]
    return [entry for entry in found if isinstance(entry, Solution)]


def version(session: Session) -> tuple[str, int] | None:
    """The loaded version and its number of solutions, or None before the first load."""
    row = session.get(VersionRow, 1)
    if row is None:
        return None
    count = session.scalar(select(func.count()).select_from(EntryRow).where(EntryRow.kind == "solution"))
    return str(row.version), int(count or 0)
