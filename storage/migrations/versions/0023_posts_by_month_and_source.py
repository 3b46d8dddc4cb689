"""Posts are counted by month and source without reading them; the views are made anew."""

from __future__ import annotations

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Widen the index of the month."""
    op.drop_index("ix_posts_month", "posts")
    op.create_index("ix_posts_month", "posts", ["month", "source_id"])
