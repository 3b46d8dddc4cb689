"""Nights may be shared by workers: the jobs of such a night."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.db.column_types import CleanText, UTCDateTime

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; nights of one process leave it empty."""
    op.create_table(
        "night_jobs",
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("job", CleanText(), nullable=False, comment="kind and subject with a colon between"),
        sa.Column("kind", sa.String(), nullable=False, comment="source, looks, responses, spans, labels or closing"),
        sa.Column("subject", CleanText(), nullable=False, comment="the source, or the number of the range of posts"),
        sa.Column("priority", sa.Integer(), nullable=False, server_default="0", comment="the highest is done first"),
        sa.Column("state", CleanText(), nullable=True, comment="JSON: what the job goes on with, then how it ended"),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("exit_code", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name=op.f("fk_night_jobs_run_id_runs")),
        sa.PrimaryKeyConstraint("run_id", "job", name=op.f("pk_night_jobs")),
        comment="The work of nights that workers share; empty where nights run in one process",
    )
