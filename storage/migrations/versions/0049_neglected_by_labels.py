"""A dimension is neglected by labelled posts alone."""

from __future__ import annotations

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change no table: the views, which are made again after each migration, are what changed."""
