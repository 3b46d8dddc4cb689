"""Tell what is missing behind the tables of a range of days: days not looked at, responses not seen, counts hidden."""

# ruff: noqa: S608  # the statements are put together of our own names only

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, select, text

from storage.analysis.coverage import load_coverage
from storage.db.column_types import LocalDateTime
from storage.schema.selects.fragments import COMPARABLE
from storage.schema.tables import sources

_WITHIN = "p.published_local >= :first AND p.published_local < :after"
_HIDDEN = f"""
    SELECT count(*) AS posts, coalesce(sum(CASE WHEN {COMPARABLE} IS NULL THEN 1 ELSE 0 END), 0) AS hidden,
           coalesce(sum(CASE WHEN p.label_id IS NULL THEN 1 ELSE 0 END), 0) AS unlabelled
    FROM posts p
    JOIN sources o ON o.source_id = p.source_id
    LEFT JOIN snapshots s ON s.post_id = p.post_id AND s.observed_at = p.observed_at
    WHERE {_WITHIN}"""
# A platform may tell fewer comments than are stored, since some were deleted: of a post no more are seen than told.
_SEEN = f"""
    SELECT coalesce(sum(told), 0) AS told, coalesce(sum(CASE WHEN stored < told THEN stored ELSE told END), 0) AS seen
    FROM (SELECT s.comments AS told,
                 (SELECT count(*) FROM responses r WHERE r.post_id = p.post_id) AS stored
          FROM posts p
          JOIN snapshots s ON s.post_id = p.post_id AND s.observed_at = p.observed_at
          WHERE {_WITHIN} AND s.comments IS NOT NULL AND p.kind <> 'repost') c"""


@dataclass(frozen=True, slots=True)
class Missing:
    """The unknown part of a range of days; ``days`` and ``unknown_days`` are summed over the sources."""

    sources: int
    days: int
    unknown_days: int
    posts: int
    hidden: int
    """Posts without comparable interactions."""
    unlabelled: int
    comments_told: int
    responses_seen: int

    @property
    def seen_share(self) -> float | None:
        """The share of the comments that platforms tell which is stored; ``None`` where they tell none."""
        return self.responses_seen / self.comments_told if self.comments_told else None


def missing_between(conn: Connection, first: date, last: date, zone: ZoneInfo) -> Missing:
    """Return what is missing of the local days from *first* to *last*, over all sources."""
    span, looked = (last - first).days + 1, load_coverage(conn, zone).looked
    names = list(conn.scalars(select(sources.c.source_id)))
    known = sum(
        max((min(end, last) - max(begin, first)).days + 1, 0)
        for source in names
        if source in looked
        for begin, end in (looked[source],)
    )
    after = datetime.combine(last + timedelta(days=1), time.min)
    days = {"first": datetime.combine(first, time.min), "after": after}
    bound = [bindparam(name, type_=LocalDateTime()) for name in days]
    posts = conn.execute(text(_HIDDEN).bindparams(*bound), days).one()
    seen = conn.execute(text(_SEEN).bindparams(*bound), days).one()
    total = len(names) * span
    return Missing(len(names), total, total - known, posts.posts, posts.hidden, posts.unlabelled, *map(int, seen))
