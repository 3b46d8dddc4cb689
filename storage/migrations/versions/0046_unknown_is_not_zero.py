"""Before what is known there are no counts of 0, a change is by whole days, and a mean rate waits for five posts."""

from __future__ import annotations

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change no table: the views, which are made again after each migration, are what changed."""
