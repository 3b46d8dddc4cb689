"""Shares of interactions rest on comparable ones alone, with the age of the youngest post; agencies have a view."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None
COUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Change the columns; the next night fills them."""
    with op.batch_alter_table("strategy_counts") as table:
        comment = "with comparable interactions"
        table.add_column(sa.Column("compared_posts", sa.Integer(), nullable=False, server_default="0", comment=comment))
        table.add_column(sa.Column("compared_interactions", COUNT))
        table.add_column(sa.Column("youngest_age_hours", sa.Float()))
        table.add_column(sa.Column("period_compared_posts", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("period_compared_interactions", COUNT))
        table.drop_column("period_interactions")
