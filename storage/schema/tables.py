"""The tables. Analysts read the views (views.py); these names may change, those may not."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    FetchedValue,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    false,
    text,
)

from storage.db.engine import CleanText, LocalDateTime, UTCDateTime

FORGOTTEN = "forgotten"  # the text_digest of a post whose text was purged: it is neither read nor labelled again
Count = BigInteger().with_variant(Integer, "sqlite")
Key = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by itself only for INTEGER


def calendar_columns() -> tuple[Column[Any], ...]:
    """Return the parts of the local calendar day, which the database itself makes of ``published_local``."""
    types = {"published_date": Date, "month": String, "quarter": String}
    return tuple(Column(name, kind, FetchedValue()) for name, kind in types.items())


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    }
)

settings = Table(
    "settings",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", CleanText, nullable=False),
    comment="What the stored data was made with, such as the time zone of local dates",
)

sources = Table(
    "sources",
    metadata,
    Column("source_id", String, primary_key=True),
    Column("platform", String, nullable=False),
    Column("account", CleanText, nullable=False),
    Column("url", CleanText),
    Column("city", CleanText),
    Column("group", CleanText),
    Column("cursor", CleanText, nullable=False, server_default="{}"),
    Column("response_cursor", CleanText, nullable=False, server_default="{}"),
    Column("post_count", Count),
    Column("role", String, nullable=False, server_default="own", comment="own, agency, media or peer"),
    Column("agency", CleanText),
    Column("parts", String, comment="which of likes, comments, shares its posts are compared on"),
    Column("parts_always", Boolean, comment="whether every look that told any part told the same ones"),
    comment="The watched sources and where each one stands",
)

runs = Table(
    "runs",
    metadata,
    Column("run_id", Key, primary_key=True),
    Column("command", String, nullable=False),
    Column("started_at", UTCDateTime, nullable=False),
    Column("finished_at", UTCDateTime),
    Column("exit_code", Integer),
    Column("version", String, nullable=False),
    Column("night", Date, comment="the day on which it began, in the configured time zone"),
    comment="Every run of the program that may write",
)

source_runs = Table(
    "source_runs",
    metadata,
    Column("run_id", ForeignKey("runs.run_id"), primary_key=True),
    Column("source_id", ForeignKey("sources.source_id"), primary_key=True),
    Column("started_at", UTCDateTime, nullable=False),
    Column("finished_at", UTCDateTime),
    Column("outcome", String),
    Column("reason", CleanText),
    Column("posts_new", Count, nullable=False, server_default="0"),
    Column("posts_seen", Count, nullable=False, server_default="0"),
    Column("requests", Count, nullable=False, server_default="0"),
    Column("expected_total", Count),
    Column("stored_total", Count),
    comment="How each source fared in each run",
)

pages = Table(
    "pages",
    metadata,
    Column("page_id", Key, primary_key=True),
    Column("run_id", ForeignKey("runs.run_id"), nullable=False),
    Column("source_id", ForeignKey("sources.source_id"), nullable=False),
    Column("fetched_at", UTCDateTime, nullable=False),
    Column("kind", String, nullable=False),
    Column("url", CleanText, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("oldest_text_at", UTCDateTime, comment="publication of the oldest response whose text the body holds"),
    Index("ix_pages_source_id", "source_id", "page_id"),
    Index("ix_pages_oldest_text_at", "oldest_text_at"),
    comment="Every answer as it came, compressed with zlib",
)

gaps = Table(
    "gaps",
    metadata,
    Column("source_id", ForeignKey("sources.source_id"), primary_key=True),
    Column("stream", String, primary_key=True, comment="posts or responses"),
    Column("gaps", Integer, nullable=False),
    Column("begin_at", UTCDateTime),
    Column("end_at", UTCDateTime),
    Column("words", CleanText, nullable=False),
    comment="What of each source is wanted and was not read yet; no row where nothing is",
)

unread_posts = Table(
    "unread_posts",
    metadata,
    Column("source_id", ForeignKey("sources.source_id"), primary_key=True),
    Column("post_id", String, primary_key=True, comment="or the place in the page, where that told none"),
    Column("page_id", ForeignKey("pages.page_id"), nullable=False),
    Column("url", CleanText),
    Column("why", CleanText, nullable=False),
    comment="Posts of an unknown shape, kept raw; a replay reads them when a parser can",
)

validators = Table(
    "validators",
    metadata,
    Column("source_id", ForeignKey("sources.source_id"), primary_key=True),
    Column("url", CleanText, primary_key=True),
    Column("seen_at", UTCDateTime, nullable=False),
    Column("etag", CleanText),
    Column("last_modified", CleanText),
    Column("digest", String),
    Column("body", LargeBinary),
    comment="How to ask a website whether an address has changed; robots.txt is kept whole",
)

reads = Table(
    "reads",
    metadata,
    Column("read_id", Key, primary_key=True),
    Column("run_id", ForeignKey("runs.run_id"), nullable=False),
    Column("source_id", ForeignKey("sources.source_id"), nullable=False),
    Column("day", Date, nullable=False),
    Column("posts", Integer, nullable=False),
    Column("users", Integer, nullable=False),
    Column("media", Integer, nullable=False),
    Column("usd", Float, nullable=False),
    Column("units", Integer, nullable=False, server_default="0", comment="of a quota"),
    Column("settled", Boolean, nullable=False),
    Column("purpose", String, nullable=False, comment="posts or responses"),
    Index("ix_reads_day", "day"),
    comment="The ledger of paid reads: the worst cost is reserved before a request, settled with its page",
)

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
    comment="The posts as last seen; equal text_digest means equal title and text",
)

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
    *calendar_columns(),
    Index("ix_responses_post_id", "post_id"),
    Index("ix_responses_parent_id", "parent_id"),
    Index("ix_responses_author_hash", "author_hash"),
    Index("ix_responses_published_at", "published_at"),
    Index("ix_responses_source_id", "source_id", "published_at"),
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

_BY_PEOPLE = text("method = 'human'")  # few among a million of the machine's

labels = Table(
    "labels",
    metadata,
    Column("label_id", Key, primary_key=True),
    Column("post_id", ForeignKey("posts.post_id"), nullable=False),
    Column("text_digest", String, nullable=False, comment="of the text that was labelled"),
    Column("version", String, nullable=False),
    Column("method", String, nullable=False),
    Column("annotator", CleanText, comment="who, where method is human"),
    Column("drawn", String, comment="how a reviewed post was chosen: random or uncertain"),
    Column("labelled_at", UTCDateTime, nullable=False),
    Column("topic", String, nullable=False),
    Column("subtopic", String),
    Column("topics", String, nullable=False),
    Column("programme_level", String),
    Column("message_function", String),
    Column("score", Float),
    Column("evidence", CleanText, nullable=False, comment="JSON: phrase, words found, offsets, sub-topic, weight"),
    Column("current", Boolean, nullable=False),
    Column("stage", String),
    Column("audience", String),
    Column("places", String, comment="names, comma-separated"),
    Index("ix_labels_post_id", "post_id", "current"),
    Index("ix_labels_human", "post_id", "annotator", sqlite_where=_BY_PEOPLE, postgresql_where=_BY_PEOPLE),
    comment="Labels with what led to them; earlier ones stay as history",
)

reader_answers = Table(
    "reader_answers",
    metadata,
    Column("question", String, primary_key=True, comment="digest of codebook, text and title as sent"),
    Column("model", String, primary_key=True),
    Column("answered_at", UTCDateTime, nullable=False),
    Column("answer", CleanText, comment="JSON: labels, and offsets of quotes; no word of the post"),
    Column("refused", CleanText, comment="why an answer does not count"),
    comment="What the second reader answered, so that no question is paid twice",
)

reader_calls = Table(
    "reader_calls",
    metadata,
    Column("call_id", Key, primary_key=True),
    Column("asked_at", UTCDateTime, nullable=False),
    Column("purpose", String, nullable=False),
    Column("host", CleanText, nullable=False),
    Column("address", String, comment="that the connection was made to"),
    Column("model", CleanText, nullable=False),
    Column("tokens", Integer, nullable=False, comment="at most, until the server told how many"),
    Column("usd", Float, nullable=False),
    Column("outcome", String, nullable=False),
    Index("ix_reader_calls_asked_at", "asked_at"),
    comment="Questions to the second reader, and their cost",
)

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

rests = Table(
    "rests",
    metadata,
    Column("name", String, primary_key=True, comment="x or instagram (whose credentials rest), or a source_id"),
    Column("until", UTCDateTime, nullable=False),
    Column("reason", CleanText, nullable=False),
    Column("repetition", Integer, nullable=False),
    Column(
        "leads_down",
        Boolean,
        nullable=False,
        server_default=false(),
        comment="whether the next way of a ladder may be asked meanwhile",
    ),
    comment="Who is left alone until when, after a platform asked for it",
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
