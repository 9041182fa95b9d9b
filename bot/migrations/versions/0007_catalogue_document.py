"""Entries of the catalogue as documents: a field of the files is no column any more.

The rows come from the files: they are emptied here, and the next ``orientation catalogue load`` fills them.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_ENTRY = sa.ForeignKey("catalogue_entry.id", ondelete="CASCADE")
_OF_ENTRIES = ("catalogue_theme", "catalogue_audience", "catalogue_entry")


def _entries(*columns: "sa.Column[Any]") -> None:
    for table in _OF_ENTRIES:
        op.drop_table(table)
    op.create_table("catalogue_entry", *columns)
    for table, column, length in (("catalogue_audience", "audience", 20), ("catalogue_theme", "theme", 40)):
        op.create_table(
            table,
            sa.Column("entry_id", sa.String(120), _ENTRY.copy(), primary_key=True),
            sa.Column(column, sa.String(length), primary_key=True, index=column == "theme"),
            sa.Column("rank", sa.Integer, nullable=False),
        )
    op.execute("UPDATE catalogue_version SET version = ''")


def upgrade() -> None:
    """Make the entries' table again, with the document."""
    _entries(
        sa.Column("id", sa.String(120), primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False, index=True),
        sa.Column("status", sa.String(20)),
        sa.Column("document", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """Nothing: an older version finds its own tables only in a database of its own time."""
    raise NotImplementedError("restore a backup of the older version")
