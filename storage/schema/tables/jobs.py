"""The tables of who is at work on the store, and of a night that several workers share."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Table

from storage.db.column_types import CleanText, UTCDateTime
from storage.schema.tables.base import metadata

night_jobs = Table(
    "night_jobs",
    metadata,
    Column("run_id", ForeignKey("runs.run_id"), primary_key=True),
    Column("job", CleanText, primary_key=True, comment="kind and subject with a colon between"),
    Column("kind", String, nullable=False, comment="source, looks, responses, spans, labels or closing"),
    Column("subject", CleanText, nullable=False, comment="the source, or the number of the range of posts"),
    Column("priority", Integer, nullable=False, server_default="0", comment="the highest is done first"),
    Column("state", CleanText, comment="JSON: what the job goes on with, then how it ended"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("ended_at", UTCDateTime),
    Column("exit_code", Integer),
    comment="The work of nights that workers share; empty where nights run in one process",
)

run_locks = Table(
    "run_locks",
    metadata,
    Column("name", String, primary_key=True, comment="run, or lane and the lane's name"),
    Column("holder", String, nullable=False, comment="made up by the holder; what it writes is proved by it"),
    Column("beat_at", UTCDateTime, nullable=False, comment="the holder's last sign of life, by the server's clock"),
    comment="Who is at work on the store (PostgreSQL; on SQLite a locked file tells it)",
)
