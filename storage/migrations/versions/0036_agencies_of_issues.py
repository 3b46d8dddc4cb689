"""Keep which agency a person at the desk says an issue concerns."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import storage.db.column_types

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

CleanText = storage.db.column_types.CleanText


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "issue_agencies",
        sa.Column("issue", CleanText(), nullable=False),
        sa.Column("agency", CleanText(), nullable=False),
        sa.Column("confirmed_by", sa.String(), nullable=False),
        sa.Column("confirmed_at", storage.db.column_types.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("issue", name=op.f("pk_issue_agencies")),
        comment="Which agency an issue concerns, as a person confirmed at the desk",
    )
