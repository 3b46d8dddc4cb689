"""A response keeps the name of its issue when its text goes for its age, so that a running quarter counts it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.db.column_types import CleanText

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

COMMENT = "name of its issue in the quarter, where its text goes before the quarter is over"
COUNTED = sa.text("issue IS NOT NULL")


def upgrade() -> None:
    """Add the column, and an index by which names that are too old are found."""
    op.add_column("responses", sa.Column("issue", CleanText, comment=COMMENT))
    op.create_index(
        "ix_responses_issue",
        "responses",
        ["source_id", "published_at"],
        sqlite_where=COUNTED,
        postgresql_where=COUNTED,
    )
