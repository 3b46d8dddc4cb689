"""Each value tells how it was seen; further counts of posts have a table of their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.db.column_types import UTCDateTime

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

SEEN = "how {} seen, where a platform leaves a choice"


def upgrade() -> None:
    """Add the columns and the table; what was seen before came the platform's one way."""
    op.add_column("snapshots", sa.Column("method", sa.String(), comment=SEEN.format("they were")))
    op.add_column("accounts", sa.Column("method", sa.String(), comment=SEEN.format("it was")))
    op.create_table(
        "insights",
        sa.Column("post_id", sa.String(), nullable=False),
        sa.Column("observed_at", UTCDateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(), nullable=False, comment="as the platform calls it"),
        sa.Column("value", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("method", sa.String()),
        sa.ForeignKeyConstraint(["post_id"], ["posts.post_id"], name=op.f("fk_insights_post_id_posts")),
        sa.PrimaryKeyConstraint("post_id", "observed_at", "name", name=op.f("pk_insights")),
        comment="Further counts of each post each time they were told; one that was not told has no row",
    )
