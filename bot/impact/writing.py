"""Events into the tables. All calls block and may raise SQLAlchemyError."""

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from bot.catalogue.models import ThemeRow
from bot.gateway.models import ConversationRow
from bot.impact.models import EventRow, LinkRow, PlaceRow
from bot.impact.record import FEEDBACK, LISTED, NEAR, NEED, NOTHING, PEOPLE, RELAY_ANSWERED, Event, Record

PARIS = ZoneInfo("Europe/Paris")
"""Where people's days begin and end."""


def when(now: dt.datetime) -> dict[str, Any]:
    """Month and day in France of a moment (UTC, without a zone)."""
    there = now.replace(tzinfo=dt.timezone.utc).astimezone(PARIS)
    return {"month": f"{there:%Y-%m}", "day": there.date()}


@dataclass(frozen=True)
class Kept:
    """A record of a conversation; ``generation`` is None for what a page posts on what was shown to it."""

    key: str
    generation: int | None
    record: Record


def write(session: Session, kept: Kept, now: dt.datetime) -> int:
    """Write a record, unless the conversation was erased since; how many events."""
    if not kept.record.events or not _still_there(session, kept):
        return 0
    link = _link(session, kept, now)
    if link is None:
        return 0
    common = {
        **when(now), "channel": kept.record.channel,
        "audience": kept.record.audience, "size": kept.record.size,
    }  # fmt: skip
    written = 0
    for event in kept.record.events:
        link.need += event.type == NEED
        row = _row(session, link, event, posted=kept.generation is None)
        if row is not None:
            session.execute(insert(EventRow).values(**common, **row))
            written += 1
    return written


def _still_there(session: Session, kept: Kept) -> bool:
    """Take the conversation while it is the one that spoke: an erasure under way waits for this, or is seen here."""
    same = update(ConversationRow).where(ConversationRow.key == kept.key)
    if kept.generation is not None:
        same = same.where(ConversationRow.generation == kept.generation)
    same = same.values(turn=ConversationRow.turn).execution_options(synchronize_session=False)
    result: Any = session.execute(same)
    return bool(result.rowcount)


def _link(session: Session, kept: Kept, now: dt.datetime) -> Any:
    """The conversation's link; a new one unless the record only follows what was shown."""
    link = session.get(LinkRow, kept.key)
    if link is None and kept.generation is not None:
        link = LinkRow(conversation_key=kept.key, visit=secrets.token_urlsafe(16), need=0, since=now)
        session.add(link)
        session.flush()
    return link


def _row(session: Session, link: Any, event: Event, *, posted: bool) -> dict[str, Any] | None:
    """The columns of an event; None for one that is about no list of this visit, or was posted before."""
    row: dict[str, Any] = {
        "visit": link.visit, "need": link.need, "type": event.type, "list_id": event.list_id, "rank": event.rank,
        "solution": event.solution, "answer": event.answer, "reason": event.reason,
    }  # fmt: skip
    if event.type == LISTED:
        return {**row, "theme": _theme(session, event.solution)}
    if event.type in (NOTHING, NEAR):
        return row  # of this need, wherever the same service was listed
    if event.type == FEEDBACK or event.solution:
        shown = _shown(session, link.visit, event)
        if shown is not None:
            row.update(need=shown.need, list_id=shown.list_id, theme=shown.theme if event.solution else None)
        elif posted or event.list_id:
            return None
    if posted and _known(session, row):
        return None
    return row


def _shown(session: Session, visit: str, event: Event) -> Any:
    """The line of the list that an event is about: of its id, else the last that showed the solution."""
    query = select(EventRow).where(EventRow.visit == visit, EventRow.type == LISTED)
    if event.list_id:
        query = query.where(EventRow.list_id == event.list_id)
    if event.solution:
        query = query.where(EventRow.solution == event.solution)
    return session.scalars(query.order_by(EventRow.id.desc()).limit(1)).first()


def _known(session: Session, row: dict[str, Any]) -> bool:
    """Whether the same was posted already: a card opened twice counts once."""
    same = [getattr(EventRow, name) == row[name] for name in ("visit", "type", "list_id", "solution")]
    return session.scalars(select(EventRow.id).where(*same).limit(1)).first() is not None


def _theme(session: Session, solution: str | None) -> str | None:
    query = select(ThemeRow.theme).where(ThemeRow.entry_id == solution).order_by(ThemeRow.rank).limit(1)
    return session.scalars(query).first()


def write_places(session: Session, records: Sequence[Record], now: dt.datetime) -> None:
    """Keep which territories people said this month, apart from everything else."""
    said = {record.place for record in records if record.place and record.channel in PEOPLE}
    for kind, code in sorted(said):
        session.merge(PlaceRow(month=when(now)["month"], kind=kind, code=code))


def relay_answered(session: Session, now: dt.datetime, channel: str = "relais") -> None:
    """Somebody was answered by a person: counted alone, since what holds their address knows no visit."""
    session.execute(
        insert(EventRow).values(
            visit=secrets.token_urlsafe(16), need=0, **when(now), type=RELAY_ANSWERED, channel=channel,
        )
    )  # fmt: skip
