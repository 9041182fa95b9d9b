"""The queue: dossiers and their deliveries. All calls block and may raise SQLAlchemyError."""

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.relay.models import DeliveryRow, DossierRow

SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""What is read and said without mistake."""
LONGEST_WAIT = dt.timedelta(days=90)
"""What nobody could be given by then is erased all the same: a contact detail isn't kept for ever."""
COUNTED = dt.timedelta(days=365)
"""How long an emptied dossier's number is kept, to be said answered."""


def new_number(now: dt.datetime) -> str:
    """A dossier number: the day, then six signs by chance."""
    return f"R{now:%y%m%d}-" + "".join(secrets.choice(SIGNS) for _ in range(6))


def forget_old(session: Session, now: dt.datetime, keep: dt.timedelta) -> int:
    """Empty what was delivered long enough ago, and what nobody could be given; how many dossiers."""
    full = DossierRow.contact.is_not(None)
    old = or_(DossierRow.delivered_at <= now - keep, DossierRow.at <= now - LONGEST_WAIT)
    emptied: Any = session.execute(apart(update(DossierRow).where(full, old).values(**EMPTY)))
    session.execute(apart(delete(DossierRow).where(~full, DossierRow.at <= now - COUNTED)))
    return int(emptied.rowcount)


EMPTY: dict[str, Any] = {"contact": None, "summary": None, "conversation_key": None}
"""What an erased dossier holds no more."""


def apart(statement: Any) -> Any:
    """A statement run apart from the session. Rows aren't in the session: nothing has to be kept in step."""
    return statement.execution_options(synchronize_session=False)


@dataclass(frozen=True)
class Dossier:
    """What is handed over."""

    number: str
    contact: str
    means: str
    summary: Mapping[str, Any]
    at: dt.datetime
    key: str
    """Of this delivery: the Message-ID, or the row's key."""
    attempts: int

    def __repr__(self) -> str:
        """Never what people gave."""
        return f"Dossier({self.number})"


class Queue:
    """The dossiers to deliver, shared by all gateways of a database."""

    def __init__(self, sessions: Any) -> None:
        self._sessions = sessions

    def open(self) -> int:
        """How many dossiers aren't delivered."""
        with self._sessions() as session:
            return len(session.scalars(_undelivered()).all())

    def prepare(self, channels: Mapping[str, str], now: dt.datetime) -> None:
        """Write the deliveries that dossiers lack; ``channels``: name, and form of its key."""
        with self._sessions() as session:
            numbers = list(session.scalars(_undelivered()).all())
            query = select(DeliveryRow).where(DeliveryRow.number.in_(numbers))
            known = {(row.number, row.channel): row.done_at for row in session.scalars(query)}
        for number in numbers:
            for channel, form in channels.items():
                if (number, channel) not in known:
                    self._add(number, channel, form.format(number=number), now)
            if channels and all(known.get((number, channel)) for channel in channels):
                with self._sessions.begin() as session:  # another channel was expected, and is set no more
                    _deliver(session, number, now)

    def _add(self, number: str, channel: str, key: str, now: dt.datetime) -> None:
        values = {"number": number, "channel": channel, "key": key, "attempts": 0, "next_at": now}
        try:
            with self._sessions.begin() as session:
                session.execute(insert(DeliveryRow).values(values))
        except IntegrityError:
            pass  # another gateway wrote it just now, or the dossier was erased

    def claim(self, channel: str, now: dt.datetime, lease: dt.timedelta) -> Dossier | None:
        """Take the oldest dossier due by a channel; whoever is killed with it leaves it to others after the lease."""
        due = (DeliveryRow.channel == channel, DeliveryRow.done_at.is_(None), DeliveryRow.next_at <= now)
        with self._sessions.begin() as session:
            full = select(DossierRow.number).where(DossierRow.contact.is_not(None))
            query = select(DeliveryRow.number).where(*due, DeliveryRow.number.in_(full))
            row = session.execute(query.order_by(DeliveryRow.next_at).limit(1)).first()
            if row is None:
                return None
            mine = (*due, DeliveryRow.number == row.number)
            values = {"attempts": DeliveryRow.attempts + 1, "next_at": now + lease}
            if not session.execute(apart(update(DeliveryRow).where(*mine).values(values))).rowcount:
                return None
            return _dossier(session, str(row.number), channel)

    def done(self, number: str, channel: str, channels: Sequence[str], now: dt.datetime) -> None:
        """A channel has it; with the last of them the dossier is delivered."""
        with self._sessions.begin() as session:
            this = (DeliveryRow.number == number, DeliveryRow.channel == channel)
            session.execute(apart(update(DeliveryRow).where(*this).values(done_at=now)))
            query = select(DeliveryRow.channel).where(DeliveryRow.number == number, DeliveryRow.done_at.is_not(None))
            if set(channels) <= set(session.scalars(query).all()):
                _deliver(session, number, now)

    def later(self, number: str, channel: str, at: dt.datetime) -> None:
        """A try failed: not before that time."""
        this = (DeliveryRow.number == number, DeliveryRow.channel == channel)
        with self._sessions.begin() as session:
            session.execute(apart(update(DeliveryRow).where(*this).values(next_at=at)))


def _undelivered() -> Any:
    full = DossierRow.contact.is_not(None)
    return select(DossierRow.number).where(DossierRow.delivered_at.is_(None), full).order_by(DossierRow.at)


def _deliver(session: Session, number: str, now: dt.datetime) -> None:
    this = (DossierRow.number == number, DossierRow.delivered_at.is_(None))
    session.execute(apart(update(DossierRow).where(*this).values(delivered_at=now)))


def _dossier(session: Session, number: str, channel: str) -> Dossier | None:
    """None when it was emptied meanwhile."""
    # Held until the claim is written: a contact detail that is being corrected is waited for.
    row: Any = session.get(DossierRow, number, with_for_update=True)
    delivery: Any = session.get(DeliveryRow, (number, channel))
    if row is None or delivery is None or row.contact is None:
        return None
    return Dossier(
        number, str(row.contact), str(row.means), dict(row.summary or {}), row.at, str(delivery.key),
        int(delivery.attempts),
    )  # fmt: skip
