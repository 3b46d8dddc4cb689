"""Codings answer three questions: what the strategy is, what hinders, and what supports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; what was coded before answers what hinders."""
    with op.batch_alter_table("codings") as table:
        table.alter_column("obstacle", existing_type=sa.String(), nullable=True)
        table.alter_column("object", existing_type=sa.String(), nullable=True)
        table.add_column(sa.Column("question", sa.String(), nullable=False, server_default="hindering"))
        for name in ("factor", "stage", "element", "informant", "period"):
            table.add_column(sa.Column(name, sa.String(), nullable=True))
        table.add_column(sa.Column("own_message", sa.Boolean(), nullable=False, server_default=sa.false()))
