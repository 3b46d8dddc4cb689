"""The places of posts have their kecamatan, and sums of money end after six decimals."""

from __future__ import annotations

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change no table: the views, which are made again after each migration, are what changed."""
