"""A view of the places that posts name; all views are made anew after a migration."""

from __future__ import annotations

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change no table."""
