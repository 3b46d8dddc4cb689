"""Tables of measures that a night computes, and of reports and decisions."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, text

from storage.db.column_types import CleanText, UTCDateTime
from storage.schema.tables.base import Count, metadata

_SCORED = text("score IS NOT NULL")

engagement = Table(
    "engagement",
    metadata,
    Column("post_id", ForeignKey("posts.post_id"), primary_key=True),
    Column("followers", Count),
    Column("rate", Float),
    Column("score", Float),
    Column("level", String, nullable=False),
    Column("score_n", Integer),
    Column("age_bin", String),
    Index("ix_engagement_score", "score", "post_id", sqlite_where=_SCORED),
    Index("ix_engagement_level", "level", "post_id"),
    comment="Engagement of each post as last computed",
)

analysis_marks = Table(
    "analysis_marks",
    metadata,
    Column("source_id", ForeignKey("sources.source_id"), primary_key=True),
    Column("step", String, primary_key=True, comment="engagement or strategy"),
    Column("digest", String, nullable=False, comment="of all that it was computed from"),
    comment="What the analysis of each source was last computed from",
)

targets = Table(
    "targets",
    metadata,
    Column("topic", String, primary_key=True),
    Column("share", Float, nullable=False),
    comment="The least share of the posts that the configuration wants of a dimension",
)

source_days = Table(
    "source_days",
    metadata,
    Column("source_id", ForeignKey("sources.source_id"), primary_key=True),
    Column("period_type", String, primary_key=True),
    Column("period", String, primary_key=True),
    Column("days", Integer, nullable=False),
    Column("active_days", Integer, nullable=False),
    Column("longest_silence", Integer, nullable=False),
    comment="How many days of each period had a post",
)

strategy_counts = Table(
    "strategy_counts",
    metadata,
    Column("source_id", ForeignKey("sources.source_id"), nullable=False),
    Column("period_type", String, nullable=False),
    Column("period", String, nullable=False),
    Column("aspect", String, nullable=False),
    Column("value", String),
    Column("posts", Integer, nullable=False),
    Column("interactions", Count),
    Column("period_posts", Integer, nullable=False),
    Column("compared_posts", Integer, nullable=False, server_default="0", comment="with comparable interactions"),
    Column("compared_interactions", Count),
    Column("youngest_age_hours", Float),
    Column("period_compared_posts", Integer, nullable=False, server_default="0"),
    Column("period_compared_interactions", Count),
    Index("ix_strategy_counts_source_id", "source_id", "period_type", "period"),
    Index("ix_strategy_counts_period", "period_type", "period"),
    comment="What each source's posts of each period were about, with the period's own posts in all",
)

growth = Table(
    "growth",
    metadata,
    Column("source_id", ForeignKey("sources.source_id"), nullable=False),
    Column("grouped_by", String, nullable=False),
    Column("value", String),
    Column("age_hours", Integer, nullable=False),
    Column("posts", Integer, nullable=False),
    Column("median_share", Float),
    Index("ix_growth_source_id", "source_id"),
    comment="How much of their final interactions each source's posts had at each age",
)

half_lives = Table(
    "half_lives",
    metadata,
    Column("post_id", ForeignKey("posts.post_id"), primary_key=True),
    Column("source_id", ForeignKey("sources.source_id"), nullable=False),
    Column("kind", String, nullable=False),
    Column("topic", String),
    Column("message_function", String),
    Column("final_interactions", Count, nullable=False),
    Column("half_life_hours", Float, nullable=False),
    Index("ix_half_lives_source_id", "source_id"),
    comment="The age at which each post had half of its final interactions, as last computed",
)

decisions = Table(
    "decisions",
    metadata,
    Column("iso_week", String, primary_key=True),
    Column("decision", CleanText, nullable=False, comment="the request of that week's report, in its language"),
    Column("done", Boolean, comment="as a person noted; empty while nobody did"),
    Column("note", CleanText),
    comment="The decision that each week's report asked for, and what became of it",
)

reports = Table(
    "reports",
    metadata,
    Column("iso_week", String, primary_key=True),
    Column("written_at", UTCDateTime, nullable=False),
    comment="The weeks that were reported, and when last",
)
