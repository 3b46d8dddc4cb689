"""Tables of campaigns, their plans, and activities beside the channels."""

from __future__ import annotations

from sqlalchemy import Column, Date, Float, ForeignKey, Integer, String, Table

from storage.db.column_types import CleanText
from storage.schema.tables.base import Count, metadata

campaigns = Table(
    "campaigns",
    metadata,
    Column("campaign", CleanText, primary_key=True),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("computed_from", String, comment="digests of what its posts and figures rest on, and of these"),
    comment="The configured campaigns",
)

campaign_posts = Table(
    "campaign_posts",
    metadata,
    Column("campaign", ForeignKey("campaigns.campaign", ondelete="CASCADE"), primary_key=True),
    Column("post_id", ForeignKey("posts.post_id"), primary_key=True),
    Column("reason", CleanText, nullable=False),
    Column("score_7d", Float),
    comment="Which posts belong to which campaign, and why",
)

campaign_channels = Table(
    "campaign_channels",
    metadata,
    Column("campaign", ForeignKey("campaigns.campaign", ondelete="CASCADE"), primary_key=True),
    Column("platform", String, primary_key=True),
    Column("planned_posts", Count),
    Column("target_interactions", Count),
    Column("target_views", Count),
    Column("active_days", Integer),
    Column("longest_gap_days", Integer),
    Column("share_of_output", Float),
    Column("posts_scored", Integer, nullable=False),
    Column("others_scored", Integer, nullable=False),
    Column("score_difference", Float),
    Column("difference_low", Float),
    Column("difference_high", Float),
    Column("verdict", String, nullable=False),
    Column("weeks_compared", Integer, nullable=False, server_default="0"),
    Column("posts_median", Float),
    Column("others_median", Float),
    Column("score_ratio", Float),
    Column("ratio_low", Float),
    Column("ratio_high", Float),
    comment="Plan and outcome of each campaign on each platform that was planned or used",
)

campaign_phases = Table(
    "campaign_phases",
    metadata,
    Column("campaign", ForeignKey("campaigns.campaign", ondelete="CASCADE"), primary_key=True),
    Column("source_id", ForeignKey("sources.source_id"), primary_key=True),
    Column("phase", String, primary_key=True, comment="before, during or after"),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("days", Integer, nullable=False, comment="of them, those of which all posts are known"),
    Column("posts", Integer, nullable=False),
    Column("campaign_posts", Integer, nullable=False),
    Column("programme_posts", Integer, nullable=False),
    Column("labelled_posts", Integer, nullable=False),
    Column("interactions", Count),
    Column("youngest_age_hours", Float),
    Column("scored_posts", Integer, nullable=False),
    Column("median_score", Float),
    comment="Each channel of a campaign as long before it, during it, and after it",
)

activities = Table(
    "activities",
    metadata,
    Column("line", Integer, primary_key=True, comment="Where it stands in the file"),
    Column("campaign", CleanText),
    Column("held_on", Date, nullable=False),
    Column("kind", CleanText, nullable=False),
    Column("district", CleanText),
    Column("reached", Count),
    Column("cost", Count),
    Column("proof", CleanText),
    Column("note", CleanText),
    Column("title", CleanText),
    Column("url", CleanText),
    Column("topic", String, comment="Dimension that a person named"),
    Column("medium", String, comment="Medium that the kind names: one of those that people count by hand"),
    comment="What happened off line, as the office's activities.csv tells it",
)
