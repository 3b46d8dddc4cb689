"""The views of obstacles and of triangulation read the labels first, and only the responses that name an obstacle."""

from __future__ import annotations

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change no table: the views, which are made again after each migration, are what changed."""
