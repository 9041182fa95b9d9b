"""Tables of the events.

An event holds no text and no time of day. ``visit`` is a random id: the only way from it to a conversation is
:class:`LinkRow`, erased with the transcript.
"""

from sqlalchemy import Column, Date, DateTime, ForeignKey, Index, Integer, String

from bot.database import Base


class EventRow(Base):
    """Something that happened in a conversation."""

    __tablename__ = "impact_event"
    __table_args__ = (
        Index("ix_impact_event_visit", "visit", "need"),
        Index("ix_impact_event_list", "list_id"),
        Index("ix_impact_event_month", "month", "type"),
    )

    id = Column(Integer, primary_key=True)
    visit = Column(String(22), nullable=False)
    need = Column(Integer, nullable=False)
    """Number of the need within the visit, 0 before the first."""
    month = Column(String(7), nullable=False)
    day = Column(Date, nullable=False)
    type = Column(String(20), nullable=False)
    channel = Column(String(40), nullable=False)
    audience = Column(String(20))
    """Kind of collectivité (or of person), as far as it was said."""
    size = Column(String(12))
    """Class of population (see :mod:`bot.impact.sizes`)."""
    theme = Column(String(40))
    """First theme of the solution, at the time."""
    list_id = Column(String(40))
    solution = Column(String(120))
    rank = Column(Integer)
    answer = Column(String(8))
    """Of feedback: ``oui`` or ``non``."""
    reason = Column(String(20))
    """Of feedback: why not; of an emergency or of a question on a service: its kind."""


class LinkRow(Base):
    """Which visit a conversation is, while its transcript lives."""

    __tablename__ = "impact_link"

    conversation_key = Column(String(32), ForeignKey("gateway_conversation.key", ondelete="CASCADE"), primary_key=True)
    visit = Column(String(22), nullable=False)
    need = Column(Integer, nullable=False)
    """Number of the last need."""
    since = Column(DateTime, nullable=False, index=True)


class SinceRow(Base):
    """The first month in which a kind was counted as it is now: before it, the kind was not measured."""

    __tablename__ = "impact_since"

    kind = Column(String(20), primary_key=True)
    month = Column(String(7), nullable=False)


class PlaceRow(Base):
    """A territory that was said in a month: tied to no visit, it only serves to count distinct ones."""

    __tablename__ = "impact_place"

    month = Column(String(7), primary_key=True)
    kind = Column(String(12), primary_key=True)
    code = Column(String(9), primary_key=True)
