"""Find the posts of a label that few have without looking through all posts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index over current labels."""
    op.create_index(
        "ix_labels_answers",
        "labels",
        ["topic", "programme_level", "message_function", "stage", "audience", "post_id"],
        sqlite_where=sa.text("current"),
        postgresql_where=sa.text("current"),
    )
