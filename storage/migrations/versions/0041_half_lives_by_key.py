"""Half-lives are found look by look through keys, and one wording of a source's columns serves all views."""

from __future__ import annotations

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change no table: the views, which are made again after each migration, are what changed."""
