"""The relay's queue: what is offered, what was taken, and its deliveries."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the tables."""
    key = sa.ForeignKey("gateway_conversation.key", ondelete="CASCADE")
    op.create_table(
        "relay_offer",
        sa.Column("conversation_key", sa.String(32), key, primary_key=True),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("summary", sa.JSON, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False, index=True),
    )
    op.create_table(
        "relay_dossier",
        sa.Column("number", sa.String(20), primary_key=True),
        sa.Column("conversation_key", sa.String(32), index=True),
        sa.Column("contact", sa.Text),
        sa.Column("means", sa.String(10), nullable=False),
        sa.Column("summary", sa.JSON),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("delivered_at", sa.DateTime, index=True),
        sa.Column("answered_at", sa.DateTime),
    )
    dossier = sa.ForeignKey("relay_dossier.number", ondelete="CASCADE")
    op.create_table(
        "relay_delivery",
        sa.Column("number", sa.String(20), dossier, primary_key=True),
        sa.Column("channel", sa.String(10), primary_key=True),
        sa.Column("key", sa.String(300), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_at", sa.DateTime, nullable=False),
        sa.Column("done_at", sa.DateTime),
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("relay_delivery", "relay_dossier", "relay_offer"):
        op.drop_table(table)
