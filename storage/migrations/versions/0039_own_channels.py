"""Missed channels are told among own channels alone, and half-lives of posts whose final count is known."""

from __future__ import annotations

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change no table: the views, which are made again after each migration, are what changed."""
