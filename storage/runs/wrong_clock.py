"""Take back what a run wrote under a wrong clock."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, Table, delete, func, select, update

from storage.runs.local_time import stored_zone
from storage.schema.tables import (
    accounts,
    insights,
    pages,
    posts,
    reads,
    reports,
    responses,
    runs,
    snapshots,
    source_runs,
)

_OBSERVATIONS = (
    (snapshots, "observed_at"),
    (insights, "observed_at"),
    (accounts, "observed_at"),
    (reports, "written_at"),
)
"""Rows that are worth nothing without their true time."""
_BOOKS = (
    (runs, ("started_at", "finished_at")),
    (source_runs, ("started_at", "finished_at")),
    (pages, ("fetched_at",)),
    (posts, ("first_seen_at", "last_seen_at", "edited_at", "deleted_at")),
    (responses, ("first_seen_at", "last_seen_at", "deleted_at", "expired_at", "forgotten_at")),
)
"""Rows that stay: that something was seen is true, only not when."""


def take_back(conn: Connection, since: datetime, now: datetime) -> dict[str, int]:
    """Remove observations made from *since* on, and date everything else that was written from then on at *now*.

    Returns how many rows of each table were removed or dated anew; tables without any are left out.
    """
    counts: dict[str, int] = {}
    for table, name in _OBSERVATIONS:
        counts[table.name] = conn.execute(delete(table).where(table.c[name] >= since)).rowcount
    for table, names in _BOOKS:
        counts[table.name] = _date_anew(conn, table, names, since, now)
    today = now.date()
    counts[reads.name] = conn.execute(update(reads).where(reads.c.day > today).values(day=today)).rowcount
    newest = select(func.max(snapshots.c.observed_at)).where(snapshots.c.post_id == posts.c.post_id).scalar_subquery()
    conn.execute(update(posts).where(posts.c.observed_at >= since).values(observed_at=newest))
    return {name: count for name, count in counts.items() if count}


def _date_anew(conn: Connection, table: Table, names: tuple[str, ...], since: datetime, now: datetime) -> int:
    count = 0
    for name in names:
        column = table.c[name]
        values: dict[str, object] = {name: now}
        if name == "started_at" and table is runs:
            values["night"] = now.date()
        count = max(count, conn.execute(update(table).where(column >= since).values(values)).rowcount)
    return count


def date_run_anew(conn: Connection, run_id: int, now: datetime) -> None:
    """Date a run at *now*, with its turns and what it booked: it began by a clock that is wrong."""
    local = now.astimezone(stored_zone(conn)).date()
    conn.execute(update(runs).where(runs.c.run_id == run_id).values(started_at=now, night=local))
    conn.execute(update(source_runs).where(source_runs.c.run_id == run_id).values(started_at=now))
    conn.execute(update(reads).where(reads.c.run_id == run_id).values(day=now.astimezone(UTC).date()))
