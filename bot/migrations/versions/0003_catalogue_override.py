"""Dated decisions on the catalogue's entries that the files don't say yet."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the table; its rows outlive those of the entries, which each load writes anew."""
    op.create_table(
        "catalogue_override",
        sa.Column("entry_id", sa.String(120), primary_key=True),
        sa.Column("state", sa.String(4), nullable=False),
        sa.Column("ended", sa.Date, nullable=False),
        sa.Column("decided_at", sa.DateTime, nullable=False),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("catalogue_override")
