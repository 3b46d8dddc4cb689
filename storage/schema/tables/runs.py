"""Tables of sources, runs, and of all that a run keeps for the next one."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Float, ForeignKey, Index, Integer, LargeBinary, String, Table, false

from storage.db.column_types import CleanText, UTCDateTime
from storage.schema.tables.base import Count, Key, metadata

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
    Index("ix_source_runs_source_id", "source_id", "outcome", "run_id"),
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
