"""Find the posts of a place, and those of an engagement that few have, without looking through all posts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the two indexes."""
    placed = sa.text("current AND places IS NOT NULL")
    op.create_index("ix_labels_places", "labels", ["places", "post_id"], sqlite_where=placed, postgresql_where=placed)
    op.create_index("ix_engagement_level", "engagement", ["level", "post_id"])
