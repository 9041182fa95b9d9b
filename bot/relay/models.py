"""Tables of the relay: the only place where a contact detail stands, and not for long.

An offer is a summary whose contact detail is waited for; a dossier is an offer that was taken.
"""

from sqlalchemy import JSON, Column, DateTime, ForeignKey, Integer, String, Text

from bot.database import Base


class OfferRow(Base):
    """What would be handed over, while the contact detail is waited for. Holds masked text, like the transcript."""

    __tablename__ = "relay_offer"

    conversation_key = Column(String(32), ForeignKey("gateway_conversation.key", ondelete="CASCADE"), primary_key=True)
    number = Column(String(20), nullable=False)
    """Of the dossier that it becomes."""
    summary = Column(JSON, nullable=False)
    replaces = Column(String(20))
    """Number of the dossier whose contact detail is to be corrected."""
    proposed = Column(Text)
    """A contact detail that was said aloud and read back, until the person says yes."""
    means = Column(String(10))
    """Its means."""
    at = Column(DateTime, nullable=False, index=True)
    """When it was last asked for."""


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
