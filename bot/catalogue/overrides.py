"""Dated decisions on the tables that the files don't say yet: an ended product is switched off before anyone edits it.

``off``: the source says that the product has ended. ``kept``: a person reopened it, against the source, for that end.
A decision lives until the file says the same (or, for ``kept``, until the source gives another end).
"""

import datetime as dt

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.catalogue import queries
from bot.catalogue.files import Catalogue
from bot.catalogue.models import EntryRow, OverrideRow, VersionRow
from bot.texts import texts


def day_in_words(day: dt.date) -> str:
    """A date as it is said in French."""
    months = texts(__file__).get("mois")
    return texts(__file__).say("jour", jour="1er" if day.day == 1 else day.day, mois=months[day.month - 1], an=day.year)


def closing_note(ended: dt.date) -> str:
    """The sentence that an ended product's entry shows, in the tables and in its file."""
    return texts(__file__).say("coupe", jour=day_in_words(ended))


def _closed_in_files(catalogue: Catalogue) -> set[str]:
    """Ids that the files don't propose: closed, turned into a study, or without a file."""
    return {key for key, item in catalogue.solutions.items() if item.status == "ferme"} | set(catalogue.investigations)


def settle(session: Session, catalogue: Catalogue) -> list[str]:
    """Forget the decisions that the files now say themselves; returns their ids."""
    said = _closed_in_files(catalogue)
    rows = [row for row in session.scalars(select(OverrideRow)) if row.entry_id in said or _no_file(row, catalogue)]
    for row in rows:
        session.delete(row)
    return [str(row.entry_id) for row in rows]


def _no_file(row: OverrideRow, catalogue: Catalogue) -> bool:
    return row.entry_id not in catalogue.solutions and row.entry_id not in catalogue.investigations


def apply(session: Session) -> None:
    """Close in the entries what is switched off, whatever the files say; as often as one likes."""
    session.flush()
    ended = {row.entry_id: row.ended for row in session.scalars(select(OverrideRow).where(OverrideRow.state == "off"))}
    for solution in queries.solutions(session, list(ended)):
        closed = solution.copy(update={"status": "ferme", "status_note": closing_note(ended[solution.id])})
        values = {"status": closed.status, "document": queries.written(closed)}
        session.execute(update(EntryRow).where(EntryRow.id == solution.id).values(**values))


def switch_off(session: Session, entry_id: str, ended: dt.date, now: dt.datetime | None = None) -> bool:
    """Switch an ended product off within the session's transaction; False when a person kept it for this very end."""
    row = session.get(OverrideRow, entry_id)
    if row is not None and row.state == "kept" and row.ended == ended:
        return False
    if row is None or row.state != "off" or row.ended != ended:
        session.merge(OverrideRow(entry_id=entry_id, state="off", ended=ended, decided_at=_stamp(now)))
    apply(session)
    return True


def keep_open(session: Session, entry_id: str, now: dt.datetime | None = None) -> bool:
    """A person reopens what was switched off; the next load writes the file's state again. False when nothing was."""
    row = session.get(OverrideRow, entry_id)
    if row is None or row.state != "off":
        return False
    row.state, row.decided_at = "kept", _stamp(now)
    version = session.get(VersionRow, 1)
    if version is not None:
        version.version = ""
    return True


def _stamp(now: dt.datetime | None) -> dt.datetime:
    return (now or dt.datetime.now(dt.timezone.utc)).replace(tzinfo=None)
