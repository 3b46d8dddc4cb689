"""The days of which the store knows all that a source published: neither before the first, nor after the last."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from storage.schema.tables import gaps, posts, source_runs, sources

DAY = timedelta(days=1)
Days = tuple[date, date]


def looked_days(conn: Connection, zone: ZoneInfo) -> dict[str, Days]:
    """Return the first and the last local day of which all posts of a source are known, by source.

    It begins with the oldest stored post that is not pinned (a pinned one may be years older than what was walked), or
    after the newest gap; it ends on the day before the last complete turn. A source without such days is left out: no
    turn was complete, or nobody knows where its gap ends.
    """
    begin, ends = first_looked(conn), last_complete_looks(conn)
    days = {
        source: (at.astimezone(zone).date(), ends[source].astimezone(zone).date() - DAY)
        for source, at in begin.items()
        if source in ends
    }
    for source, gap_end in gap_ends(conn):
        first, last = days.pop(source, (date.max, date.min))
        if gap_end is not None:
            days[source] = max(first, gap_end.astimezone(zone).date() + DAY), last
    return {source: (first, last) for source, (first, last) in days.items() if first <= last}


def watched_since(conn: Connection, zone: ZoneInfo, wanted: Collection[str]) -> date | None:
    """Return the first day from which all of these sources were watched; none where one was never looked at wholly."""
    begins = known_since(conn, zone)
    if not wanted or any(source not in begins for source in wanted):
        return None
    return max(begins[source] for source in wanted)


def known_since(conn: Connection, zone: ZoneInfo) -> dict[str, date]:
    """Return the first day of which all posts of each source are known, by its posts, gaps and complete turns."""
    begins = {source: begin for source, (begin, _) in looked_days(conn, zone).items()}
    broken = select(gaps.c.source_id).where(gaps.c.stream == "posts")
    looks = (
        select(source_runs.c.source_id, func.min(source_runs.c.started_at))
        .where(source_runs.c.outcome == "complete", source_runs.c.source_id.not_in(broken))
        .group_by(source_runs.c.source_id)
    )
    for source, at in conn.execute(looks):  # one that published nothing at first was watched all the same
        if source in begins:
            begins[source] = min(begins[source], at.astimezone(zone).date())
    return begins


def wholly_known(conn: Connection, zone: ZoneInfo, first: date, last: date) -> set[str]:
    """Return the sources of which all posts from *first* to *last* are known, by a complete turn after the last day.

    Of the others nobody can count these days, not even as 0.
    """
    looks = {source: at.astimezone(zone).date() for source, at in last_complete_looks(conn).items()}
    begins = known_since(conn, zone)
    return {source for source, begin in begins.items() if begin <= first and looks[source] > last}


def first_looked(conn: Connection) -> dict[str, datetime]:
    """Return when the oldest post of each source was published that is not pinned; replies and reposts count, too."""
    oldest = (
        select(posts.c.published_at)
        .where(posts.c.source_id == sources.c.source_id, posts.c.published_at.is_not(None), posts.c.pinned.is_(False))
        .order_by(posts.c.published_at)
        .limit(1)
        .scalar_subquery()
    )
    return {row[0]: row[1] for row in conn.execute(select(sources.c.source_id, oldest)) if row[1]}


def last_complete_looks(conn: Connection) -> dict[str, datetime]:
    """Return when each source's last complete turn began; what came later may have been missed."""
    statement = (
        select(source_runs.c.source_id, func.max(source_runs.c.started_at))
        .where(source_runs.c.outcome == "complete")
        .group_by(source_runs.c.source_id)
    )
    return {row[0]: row[1] for row in conn.execute(statement)}


def gap_ends(conn: Connection) -> list[tuple[str, datetime | None]]:
    """Return where the newest gap in the posts of each source ends; None where nobody knows."""
    statement = select(gaps.c.source_id, gaps.c.end_at).where(gaps.c.stream == "posts")
    return [(row.source_id, row.end_at) for row in conn.execute(statement)]
