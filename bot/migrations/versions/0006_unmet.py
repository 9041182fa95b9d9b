"""Groups of unmet needs: no text of people, and members that go with the lines of the transcripts."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "unmet_group",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("title", sa.String(160)),
        sa.Column("needs", sa.Integer, nullable=False),
        sa.Column("kinds", sa.JSON, nullable=False),
        sa.Column("sizes", sa.JSON, nullable=False),
        sa.Column("nearest", sa.JSON, nullable=False),
        sa.Column("studies", sa.JSON, nullable=False),
        sa.Column("first_month", sa.String(7), nullable=False),
        sa.Column("last_month", sa.String(7), nullable=False),
        sa.Column("solution", sa.String(120)),
        sa.Column("grouped_at", sa.DateTime, nullable=False),
        sqlite_autoincrement=True,
    )
    message = sa.ForeignKey("gateway_message.id", ondelete="CASCADE")
    group = sa.ForeignKey("unmet_group.id", ondelete="CASCADE")
    op.create_table(
        "unmet_member",
        sa.Column("message_id", sa.Integer, message, primary_key=True),
        sa.Column("group_id", sa.Integer, group, nullable=False),
        sa.Index("ix_unmet_member_group", "group_id"),
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("unmet_member", "unmet_group"):
        op.drop_table(table)
