"""The view of topics by week reads on PostgreSQL only what a query asks of it."""

from __future__ import annotations

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change no table: the views, which are made again after each migration, are what changed."""
