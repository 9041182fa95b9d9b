"""``orientation relay``: what waits in the queue, and what was answered."""

import sys
from collections.abc import Callable
from typing import Any

from sqlalchemy import select, text, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.console.saying import no_database
from bot.database import sessions, upgrade
from bot.gateway.storage import utcnow
from bot.gateway.tracker import wipe
from bot.impact.writing import relay_answered
from bot.relay import wording
from bot.relay.models import DossierRow
from bot.relay.queue import EMPTY, Dossier
from bot.texts import texts


def relay_command(action: str, number: str | None = None) -> int:
    """``list`` or ``answered NUMBER``; status 1 for a number that isn't there, 2 when the database doesn't answer."""
    try:
        upgrade()
        return _list(sessions()) if action == "list" else answered(sessions(), str(number))
    except SQLAlchemyError as error:
        return no_database(error)


def _list(opened: Callable[[], Session]) -> int:
    """Every dossier that isn't erased nor answered, as the team would get it by e-mail."""
    query = select(DossierRow).where(DossierRow.contact.is_not(None)).order_by(DossierRow.at)
    with opened() as session:
        rows: list[Any] = list(session.scalars(query).all())
    for row in rows:
        dossier = Dossier(row.number, row.contact, row.means, row.summary or {}, row.at, row.number, 0)
        sys.stdout.write(wording.body(dossier) + "\n")
    if not rows:
        sys.stdout.write(texts(__file__).say("verbe.vide") + "\n")
    return 0


def answered(opened: Any, number: str) -> int:
    """Note that a person answered: counted once, and the contact detail goes at once."""
    now = utcnow()
    with opened.begin() as session:
        engine = session.get_bind()
        if engine.dialect.name == "sqlite":
            session.execute(text("PRAGMA secure_delete=ON"))
        this = (DossierRow.number == number.strip().upper(), DossierRow.answered_at.is_(None))
        # Answered from the list alone, it has nowhere to go any more.
        values = {**EMPTY, "answered_at": now}
        statement = update(DossierRow).where(*this).values(**values).execution_options(synchronize_session=False)
        if not session.execute(statement).rowcount:
            sys.stderr.write(texts(__file__).say("verbe.inconnu") + "\n")
            return 1
        relay_answered(session, now)
    wipe(engine)
    sys.stdout.write(texts(__file__).say("verbe.note", numero=number.strip().upper()) + "\n")
    return 0
