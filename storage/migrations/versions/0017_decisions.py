"""The decisions that reports ask for are kept, with what became of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import storage.db.column_types

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; the next report fills it."""
    op.create_table(
        "decisions",
        sa.Column("iso_week", sa.String(), nullable=False),
        sa.Column(
            "decision",
            storage.db.column_types.CleanText(),
            nullable=False,
            comment="the request of that week's report, in its language",
        ),
        sa.Column("done", sa.Boolean(), nullable=True, comment="as a person noted; empty while nobody did"),
        sa.Column("note", storage.db.column_types.CleanText(), nullable=True),
        sa.PrimaryKeyConstraint("iso_week", name=op.f("pk_decisions")),
        comment="The decision that each week's report asked for, and what became of it",
    )


def downgrade() -> None:
    """Take it away again."""
    op.drop_table("decisions")
