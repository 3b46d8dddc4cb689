"""Tables of citizens' responses, of what they are about, and of obstacles that people coded."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Float, ForeignKey, Index, Integer, String, Table, false, text

from storage.db.column_types import CleanText, LocalDateTime, UTCDateTime
from storage.schema.tables.base import Count, calendar_columns, metadata

_EXPIRED, _COUNTED = text("expired_at IS NOT NULL"), text("issue IS NOT NULL")

responses = Table(
    "responses",
    metadata,
    Column("response_id", String, primary_key=True),
    Column("source_id", ForeignKey("sources.source_id"), nullable=False),
    Column("post_id", String, comment="as the platform tells it; may be a post that is not stored"),
    Column("parent_id", String),
    Column("kind", String, nullable=False),
    Column("author_hash", String),
    Column("is_official", Boolean, nullable=False),
    Column("published_at", UTCDateTime, nullable=False),
    Column("published_local", LocalDateTime, nullable=False),
    Column("iso_week", String, nullable=False),
    Column("text", CleanText),
    Column("language", CleanText),
    Column("likes", Count),
    Column("page_id", ForeignKey("pages.page_id"), nullable=False),
    Column("first_seen_at", UTCDateTime, nullable=False),
    Column("last_seen_at", UTCDateTime, nullable=False),
    Column("deleted_at", UTCDateTime),
    Column("expired_at", UTCDateTime),
    Column("forgotten_at", UTCDateTime),
    Column(
        "issue", CleanText, comment="name of its issue in the quarter, where its text goes before the quarter is over"
    ),
    *calendar_columns(),
    Index("ix_responses_post_id", "post_id"),
    Index("ix_responses_parent_id", "parent_id"),
    Index("ix_responses_author_hash", "author_hash"),
    Index("ix_responses_published_at", "published_at"),
    Index("ix_responses_source_id", "source_id", "published_at"),
    Index("ix_responses_expired", "source_id", "published_at", sqlite_where=_EXPIRED),
    Index("ix_responses_issue", "source_id", "published_at", sqlite_where=_COUNTED),
    Index("ix_responses_iso_week", "iso_week"),
    Index("ix_responses_month", "month"),
    comment="What people wrote to the accounts: who is a keyed hash, what points to people is masked",
)

_EDITED = "whether the text was edited since a person labelled it"

response_labels = Table(
    "response_labels",
    metadata,
    Column("response_id", ForeignKey("responses.response_id"), primary_key=True),
    Column("version", String, nullable=False),
    Column("labelled_at", UTCDateTime, nullable=False),
    Column("sentiment", String, nullable=False),
    Column("intent", String, nullable=False),
    Column("object", String),
    Column("obstacle", String),
    Column("score", Float),
    Column(
        "evidence",
        CleanText,
        nullable=False,
        comment="JSON: phrase, offsets, answer, weight, source; goes with the text",
    ),
    Column("method", String, nullable=False, server_default="model", comment="model, none or human"),
    Column("annotator", CleanText),
    Column("outdated", Boolean, nullable=False, server_default=false(), comment=_EDITED),
    comment="What each response says, by codebook section 3",
)

response_reviews = Table(
    "response_reviews",
    metadata,
    Column("response_id", ForeignKey("responses.response_id"), primary_key=True),
    Column("annotator", CleanText, primary_key=True),
    Column("drawn", String, nullable=False, comment="random or uncertain"),
    Column("reviewed_at", UTCDateTime, nullable=False),
    Column("sentiment", String, nullable=False),
    Column("intent", String, nullable=False),
    Column("object", String),
    Column("obstacle", String),
    Column("outdated", Boolean, nullable=False, server_default=false(), comment=_EDITED),
    comment="What each annotator last said of each response",
)

questions = Table(
    "questions",
    metadata,
    Column("response_id", ForeignKey("responses.response_id"), primary_key=True),
    Column("status", String, nullable=False),
    Column("answer_id", String),
    Column("answered_at", UTCDateTime),
    Column("working_days", Integer),
    Column("intent", String, nullable=False, server_default="question", comment="question, complaint or suggestion"),
    Column("due_on", Date),
    Column("url", CleanText, comment="where it stands"),
    comment="The responses that ask for an answer, and whether the account answered",
)

conversations = Table(
    "conversations",
    metadata,
    Column("source_id", ForeignKey("sources.source_id"), primary_key=True),
    Column("period_type", String, primary_key=True),
    Column("period", String, primary_key=True),
    Column("questions", Integer, nullable=False),
    Column("answered", Integer, nullable=False),
    Column("unanswered", Integer, nullable=False),
    Column("median_working_days", Float),
    Column("comments_told", Integer),
    Column("responses_seen", Integer),
    *(
        Column(f"{kind}{state}", Integer, nullable=False, server_default="0")
        for kind in ("complaints", "suggestions")
        for state in ("", "_answered", "_unanswered")
    ),
    comment="How each source answered the questions of each period, and how much of the responses was seen",
)

issues = Table(
    "issues",
    metadata,
    Column("period_type", String, primary_key=True),
    Column("period", String, primary_key=True),
    Column("issue", CleanText, primary_key=True, comment="words that five people used, no person's name"),
    Column("responses", Integer, nullable=False),
    Column("people", Integer, nullable=False),
    Column("earlier", Integer, comment="responses in the period before; empty where not wholly listened to"),
    Column("positive", Integer, nullable=False),
    Column("neutral", Integer, nullable=False),
    Column("negative", Integer, nullable=False),
    Column("first_seen", Date, nullable=False),
    Column("agency", CleanText),
    Column("agency_origin", String, comment="source, confirmed or proposed"),
    Column("confirmed_agency", CleanText, comment="that a person confirmed at the desk; wins over the counted one"),
    Column("alert_on", Date),
    Column("alert_responses", Integer),
    Column("usual_responses", Float),
    comment="Themes of what citizens wrote, of five people at least; counts alone, no text",
)

issue_periods = Table(
    "issue_periods",
    metadata,
    Column("period_type", String, primary_key=True),
    Column("period", String, primary_key=True),
    comment="The periods whose themes were counted, those without a theme too",
)

codings = Table(
    "codings",
    metadata,
    Column("reference", CleanText, primary_key=True),
    Column("evidence_source", String, nullable=False),
    Column("observed_on", Date, nullable=False),
    Column("obstacle", String),
    Column("object", String),
    Column("topic", String),
    Column("city", CleanText),
    Column("quote", CleanText, comment="masked"),
    Column("note", CleanText, comment="masked"),
    Column("coder", CleanText, nullable=False),
    Column("imported_at", UTCDateTime, nullable=False),
    Column("question", String, nullable=False, server_default="hindering"),
    Column("factor", String),
    Column("stage", String),
    Column("element", String),
    Column("informant", String),
    Column("period", String),
    Column("own_message", Boolean, nullable=False, server_default=false()),
    comment="Evidence of obstacles that people coded by hand: interviews, documents, media",
)
