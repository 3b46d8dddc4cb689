"""The newest response whose text has gone for its age is found by an index: without one, all were looked at."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

EXPIRED = sa.text("expired_at IS NOT NULL")


def upgrade() -> None:
    """Add the index."""
    op.create_index(
        "ix_responses_expired",
        "responses",
        ["source_id", "published_at"],
        sqlite_where=EXPIRED,
        postgresql_where=EXPIRED,
    )
