"""Unmet needs, read from the transcripts. Texts are masked there already; nothing of them is kept elsewhere."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.gateway.models import ChoiceRow, MessageRow
from bot.impact.models import EventRow, LinkRow
from bot.impact.record import FEEDBACK
from bot.impact.unmet.outcomes import Line, outcomes


@dataclass(frozen=True)
class Unmet:
    """A need that a conversation left unmet."""

    id: int
    """Of the transcript's line with the first answer to it."""
    conversation: str
    text: str
    kind: str
    """What went wrong: ``aucun``, ``refus``, ``avis``, or the reason that was given for a bad opinion."""
    month: str
    size: str | None


def read(session: Session, conversations: Collection[str] | None = None) -> list[Unmet]:
    """The unmet needs of these conversations (of all of them), oldest first."""
    opinions, sizes, picked = _opinions(session), _sizes(session), _picked(session, conversations)
    found: list[Unmet] = []
    for key, lines in _transcripts(session, conversations):
        for one in outcomes(lines, picked.get(key, {}), opinions.get(key, {})):
            month = f"{one.at:%Y-%m}"
            found.append(Unmet(one.id, key, one.text, str(one.kind), month, sizes.get(key)))
    # Transcripts come by their key, which says nothing of time; their lines' ids do.
    return sorted(found, key=lambda need: need.id)


def people_texts(session: Session) -> list[str]:
    """All that people wrote and that is still kept."""
    query = select(MessageRow.entry).where(MessageRow.author == "person")
    return [str(entry.get("text", "")) for entry in session.scalars(query)]


def _transcripts(session: Session, conversations: Collection[str] | None) -> Iterator[tuple[str, list[Line]]]:
    query = select(MessageRow.conversation_key, MessageRow.id, MessageRow.author, MessageRow.entry, MessageRow.at)
    if conversations is not None:
        query = query.where(MessageRow.conversation_key.in_(list(conversations)))
    rows: Any = session.execute(query.order_by(MessageRow.conversation_key, MessageRow.id)).all()
    for key, group in groupby(rows, key=lambda row: row[0]):
        yield key, [Line(*row[1:]) for row in group]


def _picked(session: Session, conversations: Collection[str] | None) -> Mapping[str, dict[str, str]]:
    """By conversation: titles of its choices with what they meant. A person's line that is one is no text."""
    query = select(ChoiceRow.conversation_key, ChoiceRow.title, ChoiceRow.payload)
    if conversations is not None:
        query = query.where(ChoiceRow.conversation_key.in_(list(conversations)))
    found: dict[str, dict[str, str]] = {}
    for key, title, payload in session.execute(query):
        found.setdefault(key, {})[title] = payload
    return found


def _opinions(session: Session) -> dict[str, dict[str, str]]:
    """By conversation: list id -> ``oui``, or why not. Events hold them, since all lists' buttons read the same."""
    query = (
        select(LinkRow.conversation_key, EventRow.list_id, EventRow.answer, EventRow.reason)
        .join(EventRow, EventRow.visit == LinkRow.visit)
        .where(EventRow.type == FEEDBACK, EventRow.list_id.is_not(None))
        .order_by(EventRow.id)
    )
    found: dict[str, dict[str, str]] = {}
    for key, list_id, answer, reason in session.execute(query):
        found.setdefault(key, {})[list_id] = "oui" if answer == "oui" else reason or "avis"
    return found


def _sizes(session: Session) -> dict[str, str]:
    """By conversation: the last class of population that was known."""
    query: Any = (
        select(LinkRow.conversation_key, EventRow.size)
        .join(EventRow, EventRow.visit == LinkRow.visit)
        .where(EventRow.size.is_not(None))
        .order_by(EventRow.id)
    )
    rows: Sequence[Any] = session.execute(query).all()
    return {key: size for key, size in rows}
