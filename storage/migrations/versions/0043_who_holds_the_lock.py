"""The lock of a run is a row that its holder keeps alive (PostgreSQL)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.db.column_types import UTCDateTime

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table, unless the lock under which the store is upgraded has made it."""
    op.create_table(
        "run_locks",
        sa.Column("name", sa.String(), nullable=False, comment="run, or lane and the lane's name"),
        sa.Column(
            "holder", sa.String(), nullable=False, comment="made up by the holder; what it writes is proved by it"
        ),
        sa.Column(
            "beat_at", UTCDateTime(), nullable=False, comment="the holder's last sign of life, by the server's clock"
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_run_locks")),
        comment="Who is at work on the store (PostgreSQL; on SQLite a locked file tells it)",
        if_not_exists=True,
    )
