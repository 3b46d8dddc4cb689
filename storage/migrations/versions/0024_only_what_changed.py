"""Each step of the analysis notes what it was computed from, so that it is computed anew only where that changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; the next night computes everything once."""
    op.create_table(
        "analysis_marks",
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False, comment="engagement or strategy"),
        sa.Column("digest", sa.String(), nullable=False, comment="of all that it was computed from"),
        sa.ForeignKeyConstraint(["source_id"], ["sources.source_id"], name=op.f("fk_analysis_marks_source_id_sources")),
        sa.PrimaryKeyConstraint("source_id", "step", name=op.f("pk_analysis_marks")),
        comment="What the analysis of each source was last computed from",
    )
