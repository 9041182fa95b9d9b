"""Tables of the gateway: conversations, what was shown, choices, stored answers.

What people wrote stands here masked only. Times are UTC without zone, as everywhere in the product.
"""

from typing import Any

from sqlalchemy import JSON, Column, DateTime, ForeignKey, Index, Integer, String, Text

from bot.database import Base


def _conversation(primary_key: bool = False) -> Any:
    key = ForeignKey("gateway_conversation.key", ondelete="CASCADE")
    return Column(String(32), key, nullable=False, primary_key=primary_key)


class ConversationRow(Base):
    """A conversation of a caller's sender; ``key`` is an HMAC. Each erasure gives it a new generation."""

    __tablename__ = "gateway_conversation"

    key = Column(String(32), primary_key=True)
    generation = Column(Integer, nullable=False)
    turn = Column(Integer, nullable=False)
    """Number of the last answered turn, 0 before the first."""
    started_at = Column(DateTime, nullable=False)
    seen_at = Column(DateTime, nullable=False, index=True)


class MessageRow(Base):
    """One line of a transcript: ``author`` is ``person`` or ``bot``, ``entry`` is what was shown."""

    __tablename__ = "gateway_message"
    __table_args__ = (Index("ix_gateway_message_conversation", "conversation_key", "message_id"),)

    id = Column(Integer, primary_key=True)
    conversation_key = _conversation()
    message_id = Column(String(255))
    author = Column(String(6), nullable=False)
    entry = Column(JSON, nullable=False)
    at = Column(DateTime, nullable=False, index=True)


class ChoiceRow(Base):
    """A choice offered, or an item of a list (``kind`` is ``choice`` or ``list``); ``position`` is its number."""

    __tablename__ = "gateway_choice"
    __table_args__ = (Index("ix_gateway_choice_conversation", "conversation_key", "turn"),)

    token = Column(String(24), primary_key=True)
    conversation_key = _conversation()
    turn = Column(Integer, nullable=False)
    kind = Column(String(6), nullable=False)
    position = Column(Integer)
    title = Column(Text, nullable=False)
    payload = Column(Text, nullable=False)
    at = Column(DateTime, nullable=False, index=True)


class AnswerRow(Base):
    """The answer given to a message id, returned again within 24 h."""

    __tablename__ = "gateway_answer"

    conversation_key = _conversation(primary_key=True)
    message_id = Column(String(255), primary_key=True)
    entries = Column(JSON, nullable=False)
    at = Column(DateTime, nullable=False, index=True)


class ErasedRow(Base):
    """A sender id of Rasa's to erase again: a turn that Rasa hadn't ended writes its events back."""

    __tablename__ = "gateway_erased"

    rasa_id = Column(String(32), primary_key=True)
    at = Column(DateTime, nullable=False)
