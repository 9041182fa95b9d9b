"""Tables of the relay: the only place where a contact detail stands, and not for long.

An offer is a summary whose contact detail the last turn asked for; a dossier is an offer that was taken.
"""

from sqlalchemy import JSON, Column, DateTime, ForeignKey, Integer, String, Text

from bot.database import Base


class OfferRow(Base):
    """What would be handed over, while the contact detail is waited for. Holds masked text, like the transcript."""

    __tablename__ = "relay_offer"

    conversation_key = Column(String(32), ForeignKey("gateway_conversation.key", ondelete="CASCADE"), primary_key=True)
    number = Column(String(20), nullable=False)
    """Of the dossier that it becomes."""
    turn = Column(Integer, nullable=False)
    """Number of the turn that asked: the offer holds for the next message only."""
    summary = Column(JSON, nullable=False)
    at = Column(DateTime, nullable=False, index=True)


class DossierRow(Base):
    """A request to be answered. What is personal is emptied once delivered; number and dates stay to be counted."""

    __tablename__ = "relay_dossier"

    number = Column(String(20), primary_key=True)
    conversation_key = Column(String(32), index=True)
    """Only to erase the dossier with its conversation."""
    contact = Column(Text)
    """None once erased."""
    means = Column(String(10), nullable=False)
    """``courriel`` or ``telephone``."""
    summary = Column(JSON)
    at = Column(DateTime, nullable=False)
    delivered_at = Column(DateTime, index=True)
    """When the last of the set channels had it."""
    answered_at = Column(DateTime)
    """When the team said that it answered."""


class DeliveryRow(Base):
    """One dossier by one channel."""

    __tablename__ = "relay_delivery"

    number = Column(String(20), ForeignKey("relay_dossier.number", ondelete="CASCADE"), primary_key=True)
    channel = Column(String(10), primary_key=True)
    key = Column(String(300), nullable=False)
    """What makes a repeat known as one: the Message-ID, or the row's key."""
    attempts = Column(Integer, nullable=False)
    next_at = Column(DateTime, nullable=False)
    """Not before: the end of a try under way, or of the wait after one that failed."""
    done_at = Column(DateTime)
