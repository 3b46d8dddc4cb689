"""Tables of messages: near-equal posts of several channels, and old ones that come back."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Float, ForeignKey, Integer, LargeBinary, String, Table

from storage.db.column_types import CleanText, UTCDateTime
from storage.schema.tables.base import metadata

messages = Table(
    "messages",
    metadata,
    Column("message_id", ForeignKey("posts.post_id"), primary_key=True),
    Column("city", CleanText),
    Column("posts", Integer, nullable=False),
    Column("sources", Integer, nullable=False),
    Column("first_at", UTCDateTime, nullable=False),
    Column("spread_hours", Float),
    Column("missed", CleanText, nullable=False),
    comment="What more than one channel said, named after the post that said it first",
)

message_posts = Table(
    "message_posts",
    metadata,
    Column("post_id", ForeignKey("posts.post_id"), primary_key=True),
    Column("message_id", ForeignKey("messages.message_id"), nullable=False, index=True),
    Column("reason", String, nullable=False),
    Column("matched_post_id", String),
    Column("similarity", Float),
    Column("lag_hours", Float),
    comment="Which post carries which message, and why",
)

message_days = Table(
    "message_days",
    metadata,
    Column("city", CleanText, primary_key=True, comment="empty for the sources without one"),
    Column("day", Date, primary_key=True, comment="UTC"),
    Column("digest", String, nullable=False),
    comment="Of which posts of each city and day the messages were last linked",
)

text_keys = Table(
    "text_keys",
    metadata,
    Column("post_id", ForeignKey("posts.post_id"), primary_key=True),
    Column("digest", String, nullable=False, comment="of the text that has them"),
    Column("bands", LargeBinary, comment="by which nearly equal texts meet; empty for a short text or a greeting"),
    Column("rules", String, nullable=False, comment="by which they were made"),
    Column("published_at", UTCDateTime, comment="of the post when it was compared"),
    Column("city", CleanText, comment="of its source when it was compared"),
    comment="Keys of each text, for finding old ones that come back",
)

recirculated = Table(
    "recirculated",
    metadata,
    Column("post_id", ForeignKey("posts.post_id"), primary_key=True),
    Column("first_post_id", ForeignKey("posts.post_id"), nullable=False, index=True),
    Column("similarity", Float, nullable=False),
    Column("weeks", Integer, nullable=False),
    Column("numbers_changed", Boolean, nullable=False),
    comment="Posts whose text was first published long before",
)
