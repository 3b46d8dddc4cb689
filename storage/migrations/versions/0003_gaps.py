"""Gaps: what of each source is wanted and was not read yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import storage.db.column_types

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; each source's next turn tells its gaps."""
    op.create_table(
        "gaps",
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("stream", sa.String(), nullable=False, comment="posts or responses"),
        sa.Column("gaps", sa.Integer(), nullable=False),
        sa.Column("begin_at", storage.db.column_types.UTCDateTime(timezone=True), nullable=True),
        sa.Column("end_at", storage.db.column_types.UTCDateTime(timezone=True), nullable=True),
        sa.Column("words", storage.db.column_types.CleanText(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["sources.source_id"], name=op.f("fk_gaps_source_id")),
        sa.PrimaryKeyConstraint("source_id", "stream", name=op.f("pk_gaps")),
        comment="What of each source is wanted and was not read yet; no row where nothing is",
    )
