"""Tables of posts: their texts and versions, media, numbers and accounts."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, PrimaryKeyConstraint, String, Table, text

from storage.db.column_types import CleanText, LocalDateTime, UTCDateTime
from storage.schema.tables.base import Count, Key, calendar_columns, metadata

_DELETED = text("deleted_at IS NOT NULL")

posts = Table(
    "posts",
    metadata,
    Column("post_id", String, primary_key=True),
    Column("source_id", ForeignKey("sources.source_id"), nullable=False),
    Column("kind", String, nullable=False),
    Column("url", CleanText, nullable=False),
    Column("title", CleanText),
    Column("text", CleanText, nullable=False),
    Column("language", CleanText),
    Column("byline", CleanText),
    Column("published_at", UTCDateTime),
    Column("published_precision", String, nullable=False),
    Column("published_local", LocalDateTime),
    Column("iso_week", String),
    Column("reference", CleanText),
    Column("pinned", Boolean, nullable=False),
    Column("method", String),
    Column("text_digest", String, nullable=False),
    Column("page_id", ForeignKey("pages.page_id"), nullable=False),
    Column("first_seen_at", UTCDateTime, nullable=False),
    Column("last_seen_at", UTCDateTime, nullable=False),
    Column("edited_at", UTCDateTime),
    Column("deleted_at", UTCDateTime),
    Column("comments_read", Count, comment="how many comments it had when those were last read to the end"),
    Column("observed_at", UTCDateTime, comment="of its newest snapshot"),
    Column("label_id", Key, comment="of its current label"),
    *calendar_columns(),
    Index("ix_posts_source_id", "source_id", "published_at"),
    Index("ix_posts_iso_week", "iso_week"),
    Index("ix_posts_text_digest", "text_digest"),
    Index("ix_posts_published_at", "published_at"),
    Index("ix_posts_published_date", "published_date"),
    Index("ix_posts_month", "month", "source_id"),
    Index("ix_posts_quarter", "quarter"),
    Index("ix_posts_deleted", "source_id", sqlite_where=_DELETED),
    comment="The posts as last seen; equal text_digest means equal title and text",
)

tombstones = Table(
    "tombstones",
    metadata,
    Column("subject", String, primary_key=True, comment="the hash of an author, a response_id or a post_id"),
    Column("kind", String, nullable=False, comment="author, response or post"),
    Column("buried_at", UTCDateTime, nullable=False),
    Column("reason", String, nullable=False, comment="asked (pantau forget) or deleted (on_delete: tombstone)"),
    comment="What was purged and may not come back, whatever a platform shows or a raw page holds",
)

post_versions = Table(
    "post_versions",
    metadata,
    Column("post_id", ForeignKey("posts.post_id"), primary_key=True),
    Column("replaced_at", UTCDateTime, primary_key=True),
    Column("title", CleanText),
    Column("text", CleanText, nullable=False),
    comment="What an edited post said before",
)

post_terms = Table(
    "post_terms",
    metadata,
    Column("post_id", ForeignKey("posts.post_id"), nullable=False),
    Column("kind", String, nullable=False, comment="hashtag, mention, link or coauthor"),
    Column("position", Integer, nullable=False),
    Column("value", CleanText, nullable=False),
    PrimaryKeyConstraint("post_id", "kind", "position"),
    comment="Hashtags, mentions, links and co-authors of each post",
)

post_media = Table(
    "post_media",
    metadata,
    Column("post_id", ForeignKey("posts.post_id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("url", CleanText),
    Column("alt_text", CleanText),
    comment="Pictures, videos and files of each post: where they are, not their content",
)

snapshots = Table(
    "snapshots",
    metadata,
    Column("post_id", ForeignKey("posts.post_id"), primary_key=True),
    Column("observed_at", UTCDateTime, primary_key=True),
    Column("likes", Count),
    Column("comments", Count),
    Column("shares", Count),
    Column("views", Count),
    Column("interactions", Count),
    Column("method", String, comment="how they were seen, where a platform leaves a choice"),
    comment="The counts of each post each time it was seen; only added to",
)

insights = Table(
    "insights",
    metadata,
    Column("post_id", ForeignKey("posts.post_id"), primary_key=True),
    Column("observed_at", UTCDateTime, primary_key=True),
    Column("name", String, primary_key=True, comment="as the platform calls it"),
    Column("value", Count, nullable=False),
    Column("method", String),
    comment="Further counts of each post each time they were told; one that was not told has no row",
)

accounts = Table(
    "accounts",
    metadata,
    Column("source_id", ForeignKey("sources.source_id"), primary_key=True),
    Column("observed_at", UTCDateTime, primary_key=True),
    Column("name", CleanText, nullable=False),
    Column("followers", Count),
    Column("following", Count),
    Column("post_count", Count),
    Column("method", String, comment="how it was seen, where a platform leaves a choice"),
    comment="The watched accounts each time they were seen",
)
