"""Tables of posts' labels, and of the language model that reads unsure posts."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, text

from storage.db.column_types import CleanText, UTCDateTime
from storage.schema.tables.base import Key, metadata

# The migrations make the same conditions on PostgreSQL; named here, they would load its dialect at every start.
_CURRENT = text("current")  # what lists of posts filter by
_PLACED = text("current AND places IS NOT NULL")
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
    Index(
        "ix_labels_answers",
        "topic",
        "programme_level",
        "message_function",
        "stage",
        "audience",
        "post_id",
        sqlite_where=_CURRENT,
    ),
    Index("ix_labels_places", "places", "post_id", sqlite_where=_PLACED),
    Index("ix_labels_human", "post_id", "annotator", sqlite_where=_BY_PEOPLE),
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

place_districts = Table(
    "place_districts",
    metadata,
    Column("place", String, primary_key=True),
    Column("district", String, nullable=False),
    comment="The kecamatan of each place, by the gazetteer of the newest labelling",
)
