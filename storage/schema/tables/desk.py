"""The tables of the desk: who may look and correct, what was changed, and where words stand."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, String, Table

from storage.db.column_types import CleanText, UTCDateTime
from storage.schema.tables.base import Count, Key, metadata

desk_users = Table(
    "desk_users",
    metadata,
    Column("name", String, primary_key=True),
    Column("role", String, nullable=False, comment="viewer, editor or admin"),
    Column("password_hash", String, nullable=False, comment="argon2id"),
    Column("created_at", UTCDateTime, nullable=False),
    comment="Who may use the desk",
)

desk_sessions = Table(
    "desk_sessions",
    metadata,
    Column("token_hash", String, primary_key=True, comment="SHA-256 of the token in the cookie"),
    Column("name", ForeignKey("desk_users.name", ondelete="CASCADE"), nullable=False),
    Column("began_at", UTCDateTime, nullable=False),
    Column("ends_at", UTCDateTime, nullable=False),
    Index("ix_desk_sessions_name", "name"),
    comment="Who is logged in; a row that is gone is a session that ended",
)

desk_attempts = Table(
    "desk_attempts",
    metadata,
    Column("attempt_id", Key, primary_key=True),
    Column("name", String, nullable=False),
    Column("address", String, nullable=False),
    Column("at", UTCDateTime, nullable=False),
    Index("ix_desk_attempts_at", "at"),
    comment="Failed log-ins, for the brake against guessing; kept for a day",
)

desk_changes = Table(
    "desk_changes",
    metadata,
    Column("change_id", Key, primary_key=True),
    Column("at", UTCDateTime, nullable=False),
    Column("name", String, nullable=False),
    Column("action", String, nullable=False),
    Column("subject", CleanText, nullable=False),
    Column("before", CleanText),
    Column("after", CleanText),
    Index("ix_desk_changes_at", "at"),
    comment="Every change that was made at the desk, by whom",
)

saved_queries = Table(
    "saved_queries",
    metadata,
    Column("name", CleanText, primary_key=True),
    Column("query", CleanText, nullable=False),
    Column("owner", String, nullable=False),
    Column("saved_at", UTCDateTime, nullable=False),
    comment="Queries that people of the desk keep under a name",
)

search_documents = Table(
    "search_documents",
    metadata,
    Column("document_id", Key, primary_key=True),
    Column("post_id", ForeignKey("posts.post_id"), nullable=False),
    Column("text_digest", String, nullable=False, comment="of the text that was indexed"),
    Index("ix_search_documents_post_id", "post_id", unique=True),
    comment="Which text of each post stands in the full-text index",
)

answer_notes = Table(
    "answer_notes",
    metadata,
    Column("response_id", ForeignKey("responses.response_id"), primary_key=True),
    Column("status", String, nullable=False, comment="answered or needs_no_answer, as a person says"),
    Column("note", CleanText),
    Column("name", String, nullable=False),
    Column("at", UTCDateTime, nullable=False),
    comment="What people noted of responses that wait for an answer",
)

desk_campaigns = Table(
    "desk_campaigns",
    metadata,
    Column("campaign", CleanText, primary_key=True),
    Column("definition", CleanText, nullable=False, comment="JSON, as config.yaml would say it"),
    Column("saved_by", String, nullable=False),
    Column("saved_at", UTCDateTime, nullable=False),
    comment="Campaigns made at the desk, beside those of config.yaml",
)

desk_activities = Table(
    "desk_activities",
    metadata,
    Column("activity_id", Key, primary_key=True),
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
    Column("saved_by", String, nullable=False),
    Column("saved_at", UTCDateTime, nullable=False),
    comment="Activities off line that were told at the desk, beside those of activities.csv",
)

paused_sources = Table(
    "paused_sources",
    metadata,
    Column("source_id", String, primary_key=True),
    Column("reason", CleanText, nullable=False),
    Column("paused_by", String, nullable=False),
    Column("paused_at", UTCDateTime, nullable=False),
    comment="Sources that nights pass over until a person ends the pause",
)

issue_agencies = Table(
    "issue_agencies",
    metadata,
    Column("issue", CleanText, primary_key=True),
    Column("agency", CleanText, nullable=False),
    Column("confirmed_by", String, nullable=False),
    Column("confirmed_at", UTCDateTime, nullable=False),
    comment="Which agency an issue concerns, as a person confirmed at the desk",
)

KEPT_FAILURES_HOURS = 24
ROLES = ("viewer", "editor", "admin")
