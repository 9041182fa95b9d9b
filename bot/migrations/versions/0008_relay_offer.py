"""Offers of the relay stay open: no turn bounds them, and they know what they correct and what was read back."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def _offers(*columns: "sa.Column[Any]") -> None:
    """The table made again: an offer lives for a day, and who is in one is asked once more."""
    op.drop_table("relay_offer")
    key = sa.ForeignKey("gateway_conversation.key", ondelete="CASCADE")
    op.create_table(
        "relay_offer",
        sa.Column("conversation_key", sa.String(32), key, primary_key=True),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("summary", sa.JSON, nullable=False),
        *columns,
        sa.Column("at", sa.DateTime, nullable=False, index=True),
    )


def upgrade() -> None:
    """Let an offer stand beyond the next turn."""
    _offers(
        sa.Column("replaces", sa.String(20)),
        sa.Column("proposed", sa.Text),
        sa.Column("means", sa.String(10)),
    )


def downgrade() -> None:
    """Bind it to a turn again."""
    _offers(sa.Column("turn", sa.Integer, nullable=False))
