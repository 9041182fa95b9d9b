"""The gateway's tables."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def _conversation(primary_key: bool = False) -> Any:
    key = sa.ForeignKey("gateway_conversation.key", ondelete="CASCADE")
    return sa.Column("conversation_key", sa.String(32), key, nullable=False, primary_key=primary_key)


def upgrade() -> None:
    """Create conversations, transcripts, choices, stored answers, and the ids to erase again."""
    op.create_table(
        "gateway_conversation",
        sa.Column("key", sa.String(32), primary_key=True),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("started_at", sa.DateTime, nullable=False),
        sa.Column("seen_at", sa.DateTime, nullable=False, index=True),
    )
    op.create_table(
        "gateway_message",
        sa.Column("id", sa.Integer, primary_key=True),
        _conversation(),
        sa.Column("message_id", sa.String(255)),
        sa.Column("author", sa.String(6), nullable=False),
        sa.Column("entry", sa.JSON, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False, index=True),
        sa.Index("ix_gateway_message_conversation", "conversation_key", "message_id"),
    )
    op.create_table(
        "gateway_choice",
        sa.Column("token", sa.String(24), primary_key=True),
        _conversation(),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(6), nullable=False),
        sa.Column("position", sa.Integer),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False, index=True),
        sa.Index("ix_gateway_choice_conversation", "conversation_key", "turn"),
    )
    op.create_table(
        "gateway_answer",
        _conversation(primary_key=True),
        sa.Column("message_id", sa.String(255), primary_key=True),
        sa.Column("entries", sa.JSON, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False, index=True),
    )
    op.create_table(
        "gateway_erased",
        sa.Column("rasa_id", sa.String(32), primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False),
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("gateway_erased", "gateway_answer", "gateway_choice", "gateway_message", "gateway_conversation"):
        op.drop_table(table)
