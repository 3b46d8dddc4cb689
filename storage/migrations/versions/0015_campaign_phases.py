"""Campaigns by weeks: ratios with their intervals, and each channel before, during and after."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None
COUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the columns and the table; the next night fills them."""
    op.add_column("campaign_channels", sa.Column("weeks_compared", sa.Integer(), nullable=False, server_default="0"))
    for name in ("posts_median", "others_median", "score_ratio", "ratio_low", "ratio_high"):
        op.add_column("campaign_channels", sa.Column(name, sa.Float()))
    op.create_table(
        "campaign_phases",
        sa.Column("campaign", sa.Text(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False, comment="before, during or after"),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False, comment="of them, those of which all posts are known"),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.Column("campaign_posts", sa.Integer(), nullable=False),
        sa.Column("programme_posts", sa.Integer(), nullable=False),
        sa.Column("labelled_posts", sa.Integer(), nullable=False),
        sa.Column("interactions", COUNT, nullable=True),
        sa.Column("youngest_age_hours", sa.Float(), nullable=True),
        sa.Column("scored_posts", sa.Integer(), nullable=False),
        sa.Column("median_score", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign"], ["campaigns.campaign"], name=op.f("fk_campaign_phases_campaign_campaigns"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.source_id"], name=op.f("fk_campaign_phases_source_id_sources")
        ),
        sa.PrimaryKeyConstraint("campaign", "source_id", "phase", name=op.f("pk_campaign_phases")),
        comment="Each channel of a campaign as long before it, during it, and after it",
    )
