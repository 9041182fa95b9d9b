"""Offers: a summary that was agreed to, open until its contact detail comes. All calls block.

An offer ends with a contact detail, a refusal or a new need (:func:`close`), the conversation's erasure, or after
:data:`LIFE`. All calls may raise SQLAlchemyError.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from bot.relay.contact import Contact
from bot.relay.models import DeliveryRow, DossierRow, OfferRow
from bot.relay.queue import apart, new_number

LIFE = dt.timedelta(hours=24)
"""How long a contact detail is waited for after it was last asked for."""
_LONGEST_REMARK = 300


@dataclass(frozen=True)
class Offered:
    """What a turn offers to hand over."""

    summary: Mapping[str, Any]
    replaces: str | None = None
    """Number of the dossier whose contact detail is asked for again."""


@dataclass(frozen=True)
class Standing:
    """The open offer of a conversation."""

    number: str
    """Of the dossier that it becomes."""
    proposed: bool = False
    """Whether an address that was said aloud waits for a yes."""


def keep(session: Session, key: str, offered: Offered, now: dt.datetime) -> None:
    """Keep what is offered. Asked for again, it is the same offer: its number stays, and so does what was agreed to."""
    known: Any = session.get(OfferRow, key)
    same = known is not None and known.replaces == offered.replaces and known.at > now - LIFE
    number = known.number if known is not None and same else new_number(now)
    proposed = {"proposed": known.proposed, "means": known.means} if known is not None and same else {}
    session.execute(apart(delete(OfferRow).where(OfferRow.conversation_key == key)))
    session.expire_all()
    values = {"number": number, "summary": dict(offered.summary), "replaces": offered.replaces, "at": now, **proposed}
    session.execute(insert(OfferRow).values(conversation_key=key, **values))


def standing(session: Session, key: str, now: dt.datetime) -> Standing | None:
    """The offer that waits for a contact detail."""
    query = select(OfferRow).where(OfferRow.conversation_key == key, OfferRow.at > now - LIFE)
    row = session.scalars(query).first()
    return None if row is None else Standing(str(row.number), row.proposed is not None)


def close(session: Session, key: str) -> None:
    """Nothing is waited for any more."""
    session.execute(apart(delete(OfferRow).where(OfferRow.conversation_key == key)))


def forget_old(session: Session, now: dt.datetime) -> None:
    """Erase the offers that nobody took in time."""
    session.execute(apart(delete(OfferRow).where(OfferRow.at <= now - LIFE)))


def propose(session: Session, key: str, contact: Contact) -> None:
    """Keep with the offer an address that was said aloud."""
    values = {"proposed": contact.value, "means": contact.means}
    session.execute(apart(update(OfferRow).where(OfferRow.conversation_key == key).values(values)))


def proposed(session: Session, key: str, number: str) -> Contact | None:
    """The address that was read back, if any."""
    row = _offer(session, key, number)
    return None if row is None or row.proposed is None else Contact(str(row.means), str(row.proposed))


def take(session: Session, key: str, number: str, contact: Contact, remark: str, now: dt.datetime) -> str | None:
    """Turn the offer into a dossier; the same message again is the same dossier.

    The offer stays until its turn is answered (:func:`close`), so that a turn that fails can be tried again.

    Args:
        remark: what the message says beside the detail, masked.

    Returns:
        The dossier's number, or None when the offer is no longer there (the conversation was erased).
    """
    offer = _offer(session, key, number)
    if offer is None:
        return None
    known = session.get(DossierRow, number)
    if known is not None and known.contact == contact.value:
        return number
    summary = dict(offer.summary)
    if remark:
        summary["remark"] = remark[:_LONGEST_REMARK]
    replaced = _own(session, key, offer.replaces)
    if replaced is not None:
        summary = {**dict(replaced.summary or summary), **({"remark": summary["remark"]} if remark else {})}
        if _untried(session, replaced, contact, summary):
            return str(replaced.number)
        summary["replaces"] = replaced.number
        _stop(session, str(replaced.number))
    if known is not None:  # another detail after a turn that failed: the first may be on its way already
        number = new_number(now)
    row = DossierRow(
        number=number, conversation_key=key, contact=contact.value, means=contact.means, summary=summary, at=now
    )
    session.add(row)
    session.flush()
    return number


def _offer(session: Session, key: str, number: str) -> Any:
    query = select(OfferRow).where(OfferRow.conversation_key == key, OfferRow.number == number)
    return session.scalars(query).first()


def _own(session: Session, key: str, number: Any) -> Any:
    """A dossier of this conversation; nobody corrects another's."""
    row = session.get(DossierRow, number) if number else None
    return row if row is not None and row.conversation_key == key else None


def _untried(session: Session, row: Any, contact: Contact, summary: Mapping[str, Any]) -> bool:
    """Correct a dossier in its place, unless a channel was given it already.

    The dossier is held first: a channel that takes it at this moment waits for it, and reads what is written here.
    """
    if row.delivered_at is not None or row.contact is None:
        return False
    if row.contact == contact.value:
        return True  # the same message, sent again
    this = (DossierRow.number == row.number, DossierRow.delivered_at.is_(None))
    held: Any = session.execute(apart(update(DossierRow).where(*this).values(means=DossierRow.means)))
    tried = select(DeliveryRow.number).where(DeliveryRow.number == row.number, DeliveryRow.attempts > 0)
    if not held.rowcount or session.execute(tried).first() is not None:
        return False
    values = {"contact": contact.value, "means": contact.means, "summary": dict(summary)}
    session.execute(apart(update(DossierRow).where(*this).values(values)))
    return True


def _stop(session: Session, number: str) -> None:
    """A dossier with a wrong detail goes to nobody else; one that some channel has is left to be answered for."""
    has = select(DeliveryRow.number).where(DeliveryRow.number == number, DeliveryRow.done_at.is_not(None))
    if session.execute(has).first() is None:
        undelivered = (DossierRow.number == number, DossierRow.delivered_at.is_(None))
        session.execute(apart(delete(DossierRow).where(*undelivered)))
        return
    open_ = (DeliveryRow.number == number, DeliveryRow.done_at.is_(None))
    session.execute(apart(delete(DeliveryRow).where(*open_)))
    # Delivered as far as it goes: otherwise the channels that lack it would be given it again.
    last = select(func.max(DeliveryRow.done_at)).where(DeliveryRow.number == number).scalar_subquery()
    this = (DossierRow.number == number, DossierRow.delivered_at.is_(None))
    session.execute(apart(update(DossierRow).where(*this).values(delivered_at=last)))
