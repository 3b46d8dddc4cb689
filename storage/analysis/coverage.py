"""The days of which the store knows all that a source published: neither before the first, nor after the last."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select, text

from storage.db.column_types import UTCDateTime
from storage.schema.tables import accounts, gaps, posts, source_runs, sources

DAY = timedelta(days=1)
MEDIA = "media"
STRAY = timedelta(days=365)
"""An outlet's article so long before its next one, and before the first look, tells nothing of the days between. Much
shorter pauses are ordinary where few articles are wanted of an outlet."""
BACK = {
    "sqlite": "strftime('%Y-%m-%dT%H:%M:%SZ', b.at, '-{days} days')",
    "postgresql": "b.at - interval '{days} days'",
}
# From the first look back, each time to the oldest article that is not too far: few articles are read of many.
PRESS = """
    WITH RECURSIVE back (source_id, at) AS (
        SELECT s.source_id, min(r.started_at) FROM sources s JOIN source_runs r ON r.source_id = s.source_id
        WHERE s.role = :media AND r.outcome = 'complete' GROUP BY s.source_id
        UNION ALL
        SELECT b.source_id, (SELECT p.published_at FROM posts p
                             WHERE p.source_id = b.source_id AND p.published_at >= {back} AND p.published_at < b.at
                             ORDER BY p.published_at LIMIT 1)
        FROM back b WHERE b.at IS NOT NULL)
    SELECT source_id, min(at) AS at FROM back GROUP BY source_id"""
Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The local days of which all posts of each source are known, by source."""

    looked: Mapping[str, Days]
    """The first and the last such day, by the posts and the gaps; without an entry nothing is known.

    It begins with the oldest stored post that is not pinned (a pinned one may be years older than what was walked) and
    no stray one of an outlet, or after the newest gap; it ends on the day before the last complete turn. A source
    without such days is left out: no turn was complete, or nobody knows where its gap ends.
    """
    since: Mapping[str, date]
    """The first such day, by the complete turns too: a source that published nothing at first was watched all the same.
    """
    whole: frozenset[str] = frozenset()
    """The sources of which every post ever published is stored: their platform tells as many."""

    @property
    def begins(self) -> dict[str, date]:
        """The first day from which all posts of a source are known: the first of all days where all are stored."""
        return {**self.since, **dict.fromkeys(self.whole, date.min)}

    def wholly_known(self, first: date, last: date) -> set[str]:
        """Return the sources of which all posts from *first* to *last* are known.

        Of the others nobody can count these days, not even as 0.
        """
        return {source for source, begin in self.begins.items() if begin <= first and self.looked[source][1] >= last}

    def watched_since(self, wanted: Collection[str]) -> date | None:
        """Return the first day from which all of these are known; none where nothing is known of one."""
        if not wanted or any(source not in self.since for source in wanted):
            return None
        return max(self.since[source] for source in wanted)

    def partly_known(self, names: Collection[str], first: date, last: date) -> list[str]:
        """Return those of the sources of which posts from *first* to *last* may be missing, in order of their names.

        Of days that are not over none is missed: each source is known to the day before the newest known one at least,
        since another may be read last in its night.
        """
        ends = [self.looked[name][1] for name in names if name in self.looked]
        until = min([last, *([max(ends) - DAY] if ends else [])])
        begins = self.begins
        return sorted(
            name for name in names if name not in begins or begins[name] > first or self.looked[name][1] < until
        )


def load_coverage(conn: Connection, zone: ZoneInfo, exact: Collection[str] = ()) -> Coverage:
    """Read which days of each source are known: by its posts, gaps and complete turns.

    On the *exact* platforms the total that is told proves that all posts are stored, where as many are.
    """
    turns, looked = complete_turns(conn), dict[str, Days]()
    for source, at in first_looked(conn).items():
        if source in turns:
            looked[source] = at.astimezone(zone).date(), turns[source][1].astimezone(zone).date() - DAY
    broken = dict(gap_ends(conn))
    for source, gap_end in broken.items():
        first, last = looked.pop(source, (date.max, date.min))
        if gap_end is not None:
            looked[source] = max(first, gap_end.astimezone(zone).date() + DAY), last
    looked = {source: (first, last) for source, (first, last) in looked.items() if first <= last}
    since = {
        source: first if source in broken else min(first, turns[source][0].astimezone(zone).date())
        for source, (first, _) in looked.items()
    }
    return Coverage(looked, since, frozenset(wholly_stored(conn, exact) & (since.keys() - broken.keys())))


def wholly_stored(conn: Connection, platforms: Collection[str]) -> set[str]:
    """Return the sources of these platforms of which as many posts are stored as are told; deleted ones do not count.

    Of one that lacks older posts as many must have vanished unseen: that is not believed of a number that fits exactly.
    A total is true of its moment alone: posts published later do not count, so an old one makes no growing store whole.
    """
    of_account = accounts.c.source_id == sources.c.source_id
    told = (
        select(accounts.c.source_id, func.max(accounts.c.observed_at).label("at"))
        .join(sources, of_account)
        .where(sources.c.platform.in_(platforms), accounts.c.post_count.is_not(None))
        .group_by(accounts.c.source_id)
        .subquery()
    )
    by_then = posts.c.published_at.is_(None) | (posts.c.published_at <= told.c.at)
    stored, gone = (  # counted apart, each by an index
        select(func.count())
        .select_from(posts)
        .where(posts.c.source_id == told.c.source_id, by_then, *which)
        .correlate(told)
        .scalar_subquery()
        for which in ((), (posts.c.deleted_at.is_not(None),))
    )
    fits = (sources.c.source_id == told.c.source_id) & (sources.c.post_count == stored - gone)
    return set(conn.scalars(select(sources.c.source_id).join(told, fits))) if platforms else set()


def first_looked(conn: Connection) -> dict[str, datetime]:
    """Return when the oldest post of each source was published that is not pinned; replies and reposts count, too.

    Of an outlet stray articles do not count: without others it is when it was first looked at.
    """
    oldest = (
        select(posts.c.published_at)
        .where(posts.c.source_id == sources.c.source_id, posts.c.published_at.is_not(None), posts.c.pinned.is_(False))
        .order_by(posts.c.published_at)
        .limit(1)
        .scalar_subquery()
    )
    press, found = _looked_of_press(conn), conn.execute(select(sources.c.source_id, oldest))
    return {source: max(at, press.get(source, at)) for source, at in found if at}


def _looked_of_press(conn: Connection) -> dict[str, datetime]:
    """Return when the oldest article of each outlet was published that is no stray one, or when it was first looked at.

    A feed may show an article of years ago beside those of the last days.
    """
    statement = text(PRESS.format(back=BACK[conn.dialect.name].format(days=STRAY.days)))
    return {row.source_id: row.at for row in conn.execute(statement.columns(at=UTCDateTime()), {"media": MEDIA})}


def complete_turns(conn: Connection) -> dict[str, tuple[datetime, datetime]]:
    """Return when each source's first and last complete turn began; what came after the last may have been missed."""
    began = source_runs.c.started_at
    statement = (
        select(source_runs.c.source_id, func.min(began), func.max(began))
        .where(source_runs.c.outcome == "complete")
        .group_by(source_runs.c.source_id)
    )
    return {source: (first, last) for source, first, last in conn.execute(statement)}


def last_days_looked(conn: Connection, zone: ZoneInfo) -> dict[str, date]:
    """Return of each source the local day before its last complete turn; later posts may be unknown."""
    return {source: at.astimezone(zone).date() - DAY for source, (_, at) in complete_turns(conn).items()}


def gap_ends(conn: Connection) -> list[tuple[str, datetime | None]]:
    """Return where the newest gap in the posts of each source ends; None where nobody knows."""
    statement = select(gaps.c.source_id, gaps.c.end_at).where(gaps.c.stream == "posts")
    return [(row.source_id, row.end_at) for row in conn.execute(statement)]
