"""What conversations ask of the catalogue's tables."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.catalogue.models import EntryRow, OverrideRow, ThemeRow, VersionRow


def entries(session: Session, ids: Sequence[str]) -> list[EntryRow]:
    """The entries of these ids, in the order asked; unknown ids are left out."""
    rows = {row.id: row for row in session.scalars(select(EntryRow).where(EntryRow.id.in_(ids)))}
    return [rows[key] for key in ids if key in rows]


_OFF = select(OverrideRow.entry_id).where(OverrideRow.state == "off")


def switched_off(session: Session) -> frozenset[str]:
    """Ids of the ended products that must not be proposed any more, whatever the trained ranking knows."""
    return frozenset(str(key) for key in session.scalars(_OFF))


def solutions_of_theme(session: Session, theme: str) -> list[EntryRow]:
    """The solutions of a theme: usable ones first, those under study last, then by name."""
    query = (
        select(EntryRow)
        .join(ThemeRow, ThemeRow.entry_id == EntryRow.id)
        .where(ThemeRow.theme == theme, EntryRow.kind == "solution", EntryRow.id.not_in(_OFF))
    )
    rows = session.scalars(query).unique().all()
    return sorted(rows, key=lambda row: (row.status == "a_l_etude", row.name.lower()))


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
    """Id and name of every solution."""
    query = select(EntryRow.id, EntryRow.name).where(EntryRow.kind == "solution")
    return {key: name for key, name in session.execute(query)}


def version(session: Session) -> tuple[str, int] | None:
    """The loaded version and its number of solutions, or None before the first load."""
    row = session.get(VersionRow, 1)
    if row is None:
        return None
    count = session.scalar(select(func.count()).select_from(EntryRow).where(EntryRow.kind == "solution"))
    return str(row.version), int(count or 0)
