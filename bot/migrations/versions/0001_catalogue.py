"""The catalogue's tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_TEXTS = (
    "status_note", "details", "conditions", "cost", "getting_started", "prerequisites", "usage",
    "accompaniment", "operator", "problem", "lesson", "studied_with",
)  # fmt: skip
_ADDRESSES = ("contact_url", "site", "statistics", "code")


def upgrade() -> None:
    """Create the entries, their audiences and themes, and the version row."""
    op.create_table(
        "catalogue_entry",
        sa.Column("id", sa.String(120), primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False, index=True),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("programme", sa.String(20)),
        sa.Column("phase", sa.String(30), nullable=False),
        sa.Column("status", sa.String(20)),
        sa.Column("summary", sa.Text, nullable=False),
        sa.Column("min_population", sa.Integer),
        sa.Column("max_population", sa.Integer),
        sa.Column("territories", sa.JSON, nullable=False),
        sa.Column("free", sa.Boolean),
        sa.Column("usage_date", sa.String(7)),
        sa.Column("contact_email", sa.String(200)),
        sa.Column("source", sa.String(500), nullable=False),
        sa.Column("questions", sa.JSON, nullable=False),
        sa.Column("ended", sa.String(7)),
        sa.Column("snapshot", sa.Date, nullable=False),
        *(sa.Column(name, sa.Text) for name in _TEXTS),
        *(sa.Column(name, sa.String(500)) for name in _ADDRESSES),
    )
    for table, column, length in (("catalogue_audience", "audience", 20), ("catalogue_theme", "theme", 40)):
        op.create_table(
            table,
            sa.Column(
                "entry_id", sa.String(120), sa.ForeignKey("catalogue_entry.id", ondelete="CASCADE"), primary_key=True
            ),
            sa.Column(column, sa.String(length), primary_key=True, index=column == "theme"),
            sa.Column("rank", sa.Integer, nullable=False),
        )
    op.create_table(
        "catalogue_version",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("version", sa.String(12), nullable=False),
        sa.Column("loaded_at", sa.DateTime, nullable=False),
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("catalogue_version", "catalogue_theme", "catalogue_audience", "catalogue_entry"):
        op.drop_table(table)
