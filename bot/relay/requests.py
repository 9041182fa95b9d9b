"""Requests that have a number: where they stand, what waits, and what becomes of them with their conversation.

All calls block and may raise SQLAlchemyError.
"""

import datetime as dt
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from bot.relay.models import DeliveryRow, DossierRow
from bot.relay.queue import EMPTY, SIGNS, apart

Outcome = Literal["none", "kept", "cancelled", "already_sent"]
"""What became of a conversation's request when the conversation was erased."""
Wish = Literal["keep", "cancel"]
WISHES: Collection[str] = ("keep", "cancel")

NUMBER = re.compile(rf"(?<!\w)R\d{{6}}-[{SIGNS}]{{6}}(?!\w)", re.IGNORECASE)
"""A request's number, as people write it."""

WAITING, SENT, ANSWERED = "attend", "transmise", "repondue"
"""Where a request stands: nobody has it yet, somebody has it, somebody answered."""


@dataclass(frozen=True)
class Request:
    """A request and where it stands; nothing of what it says."""

    number: str
    state: str
    at: dt.datetime
    """When it was made."""
    since: dt.datetime
    """When it came to stand there."""
    held: bool = True
    """Whether what it says is still here."""


def numbers(text: str) -> tuple[str, ...]:
    """The numbers of requests that a text cites."""
    return tuple(dict.fromkeys(match[0].upper() for match in NUMBER.finditer(text)))


def find(session: Session, number: str) -> Request | None:
    """A request by its number; None when no request has it, or has it no more."""
    row = session.get(DossierRow, number.strip().upper())
    request = None if row is None else _request(session, row)
    # One that nobody could be given in three months was erased: it waits for nothing any more.
    return None if request is None or (request.state == WAITING and not request.held) else request


def waiting_of(session: Session, key: str) -> Request | None:
    """The request of a conversation that hasn't left, the newest; else one that has."""
    query = select(DossierRow).where(DossierRow.conversation_key == key).order_by(DossierRow.at.desc())
    found = [_request(session, row) for row in session.scalars(query)]
    return next((one for one in found if one.state == WAITING), found[0] if found else None)


def waiting(session: Session, now: dt.datetime) -> tuple[int, int | None]:
    """How many requests wait to be handed over, and for how many seconds the oldest has; None when none does."""
    query = select(func.count(), func.min(DossierRow.at)).where(
        DossierRow.delivered_at.is_(None), DossierRow.contact.is_not(None)
    )
    count, oldest = session.execute(query).one()
    return int(count), None if oldest is None else max(0, int((now - oldest).total_seconds()))


def forget(session: Session, key: str, wish: Wish) -> tuple[Outcome, str | None]:
    """See to the requests of a conversation that is erased.

    What was handed over is emptied. What wasn't goes nowhere any more, or is kept without its tie to the conversation.

    Returns:
        What became of them, and the number that this is said of.
    """
    of_it = DossierRow.conversation_key == key
    request = waiting_of(session, key)
    if request is None:
        return "none", None
    if request.state != WAITING:
        session.execute(apart(update(DossierRow).where(of_it).values(**EMPTY)))
        return "already_sent", request.number
    has = select(DeliveryRow.number).where(DeliveryRow.done_at.is_not(None))
    unsent = (of_it, DossierRow.delivered_at.is_(None), DossierRow.number.not_in(has))
    if wish == "keep":
        session.execute(apart(update(DossierRow).where(*unsent).values(conversation_key=None)))
    else:
        session.execute(apart(delete(DossierRow).where(*unsent)))
    session.execute(apart(update(DossierRow).where(of_it).values(**EMPTY)))
    return ("kept" if wish == "keep" else "cancelled"), request.number


def _request(session: Session, row: Any) -> Request:
    held = row.contact is not None
    if row.answered_at is not None:
        return Request(str(row.number), ANSWERED, row.at, row.answered_at, held)
    query = select(func.min(DeliveryRow.done_at)).where(DeliveryRow.number == row.number)
    sent = row.delivered_at or session.scalars(query).first()
    if sent is not None:
        return Request(str(row.number), SENT, row.at, sent, held)
    return Request(str(row.number), WAITING, row.at, row.at, held)
