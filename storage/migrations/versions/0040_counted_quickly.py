"""Count a source's posts and find the best scores without looking through all posts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both indexes; few posts are deleted, so that the first stays small."""
    deleted, scored = sa.text("deleted_at IS NOT NULL"), sa.text("score IS NOT NULL")
    op.create_index("ix_posts_deleted", "posts", ["source_id"], sqlite_where=deleted, postgresql_where=deleted)
    op.create_index(
        "ix_engagement_score", "engagement", ["score", "post_id"], sqlite_where=scored, postgresql_where=scored
    )
