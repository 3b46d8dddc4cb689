"""Growth of engagement and what the strategy consists of, counted by the night; indexes of the responses."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None
COUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the two tables, which the next night fills, and the indexes."""
    op.create_table(
        "growth",
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("grouped_by", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=True),
        sa.Column("age_hours", sa.Integer(), nullable=False),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.Column("median_share", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["source_id"], ["sources.source_id"], name=op.f("fk_growth_source_id_sources")),
        comment="How much of their final interactions each source's posts had at each age",
    )
    op.create_index("ix_growth_source_id", "growth", ["source_id"])
    op.create_table(
        "strategy_counts",
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("period_type", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("aspect", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=True),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.Column("interactions", COUNT, nullable=True),
        sa.Column("period_posts", sa.Integer(), nullable=False),
        sa.Column("period_interactions", COUNT, nullable=True),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.source_id"], name=op.f("fk_strategy_counts_source_id_sources")
        ),
        comment="What each source's posts of each period were about, with the period's own posts in all",
    )
    op.create_index("ix_strategy_counts_source_id", "strategy_counts", ["source_id", "period_type", "period"])
    op.create_index("ix_strategy_counts_period", "strategy_counts", ["period_type", "period"])
    op.create_index("ix_responses_iso_week", "responses", ["iso_week"])
    op.create_index("ix_responses_source_id", "responses", ["source_id", "published_at"])
