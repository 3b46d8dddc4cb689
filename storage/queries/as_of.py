"""Counts of posts as they were seen by a moment."""

# ruff: noqa: S608  # the statements are put together of our own names only

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import ColumnClause, Connection, Text, bindparam, column, text

from storage.db.bulk import batches
from storage.db.column_types import UTCDateTime
from storage.queries.frames import frame_of, typed_frame
from storage.schema.columns.campaigns import STAGES
from storage.schema.selects.fragments import COMPARABLE, HOURS, statement_of

if TYPE_CHECKING:
    from pandas import DataFrame

COUNTED = (
    "likes", "comments", "shares", "views", "interactions", "comparable_interactions", "observed_at", "age_hours",
)  # fmt: skip


def _columns_named(*names: str) -> tuple[ColumnClause[Any], ...]:
    return tuple(column(name) for name in names)


# The newest look by then; of a post that was seen later only, its first one.
_LOOK = """s.post_id = p.post_id AND s.observed_at = coalesce(
            (SELECT max(n.observed_at) FROM snapshots n WHERE n.post_id = p.post_id AND n.observed_at <= :until),
            (SELECT min(n.observed_at) FROM snapshots n WHERE n.post_id = p.post_id))"""


BEGINNING = datetime(1, 1, 1, tzinfo=UTC)
EVERY = 2**31
_MOMENTS = {"until", "beginning", "begin", "past"}
_PUBLISHED, _OBSERVED = (column(name, UTCDateTime()) for name in ("published_at", "observed_at"))
_OF_WEEK = "{0}iso_week = :week"
_OF_SPAN = "{0}published_at >= :begin AND {0}published_at < :past"


def _history_of(wanted: str) -> str:
    """Join the posts *wanted*, and so many before the first of them by source and kind as :width tells."""
    return f"""
    FROM (SELECT w.source_id, w.kind, w.last,
                 (SELECT h.published_at FROM posts h
                  WHERE h.source_id = w.source_id AND h.kind = w.kind AND h.published_at < w.first
                  ORDER BY h.published_at DESC LIMIT 1 OFFSET :width) AS since
          FROM (SELECT source_id, kind, min(published_at) AS first, max(published_at) AS last FROM posts
                WHERE {wanted.format("")} AND source_id IN :sources AND published_at IS NOT NULL
                GROUP BY source_id, kind) w) b
    JOIN posts p ON p.source_id = b.source_id AND p.kind = b.kind AND p.published_at <= b.last
                    AND p.published_at >= coalesce(b.since, :beginning)"""


def _posts_of(wanted: str) -> str:
    return f"""
    SELECT p.post_id, p.source_id, p.kind, p.published_at, {wanted.format("p.")} AS wanted, b.since IS NULL AS whole
    {_history_of(wanted)}"""


def _looks_of(wanted: str) -> str:
    return f"""
    SELECT p.source_id, s.post_id, s.observed_at, s.likes, s.comments, s.shares, s.interactions
    {_history_of(wanted)}
    JOIN snapshots s ON s.post_id = p.post_id AND s.observed_at <= :until"""


HISTORY_POSTS, HISTORY_LOOKS = _posts_of(_OF_WEEK), _looks_of(_OF_WEEK)
SPAN_POSTS, SPAN_LOOKS = _posts_of(_OF_SPAN), _looks_of(_OF_SPAN)
# The counts in which those nearest to every post of the week are found.
FOLLOWERS = """
    SELECT a.source_id, a.observed_at, a.followers
    FROM (SELECT source_id, min(published_at) AS first, max(published_at) AS last FROM posts
          WHERE iso_week = :week AND source_id IN :sources AND published_at IS NOT NULL GROUP BY source_id) w
    JOIN accounts a ON a.source_id = w.source_id AND a.followers IS NOT NULL AND a.observed_at <= :until
         AND a.observed_at >= coalesce(
             (SELECT max(b.observed_at) FROM accounts b
              WHERE b.source_id = w.source_id AND b.followers IS NOT NULL AND b.observed_at <= w.first), w.first)
         AND a.observed_at <= coalesce(
             (SELECT min(b.observed_at) FROM accounts b
              WHERE b.source_id = w.source_id AND b.followers IS NOT NULL AND b.observed_at >= w.last), :until)"""
PARTS_TOLD = """
    SELECT count(*) AS told, count(s.likes) AS likes, count(s.comments) AS comments, count(s.shares) AS shares
    FROM posts p JOIN snapshots s ON s.post_id = p.post_id AND s.observed_at <= :until
    WHERE p.source_id = :source AND coalesce(s.likes, s.comments, s.shares) IS NOT NULL"""


_POST_COLUMNS = (*_columns_named("post_id", "source_id", "kind"), _PUBLISHED, *_columns_named("wanted", "whole"))
_LOOK_COLUMNS = (
    *_columns_named("source_id", "post_id"),
    _OBSERVED,
    *_columns_named("likes", "comments", "shares", "interactions"),
)
_COLUMNS: Mapping[str, Sequence[ColumnClause[Any]]] = {
    HISTORY_POSTS: _POST_COLUMNS,
    HISTORY_LOOKS: _LOOK_COLUMNS,
    SPAN_POSTS: _POST_COLUMNS,
    SPAN_LOOKS: _LOOK_COLUMNS,
    FOLLOWERS: (*_columns_named("source_id"), _OBSERVED, *_columns_named("followers")),
}  # fmt: skip


class History(NamedTuple):
    """Posts of a week with the posts before them, the looks at all of them, and followers near the week.

    ``posts``: *wanted* those of the week, *whole* where there are no earlier ones of the source and kind.
    """

    posts: DataFrame
    looks: DataFrame
    followers: DataFrame


def history_of_week(conn: Connection, week: str, sources: Sequence[str], until: datetime, width: int | None) -> History:
    """Read the posts of a week and, by source and kind, at least *width* before it, or all; as seen by *until*."""
    of_week = {"week": week, "sources": list(sources)}
    back = {**of_week, "beginning": BEGINNING, "width": EVERY if width is None else width}
    return History(
        _read(conn, HISTORY_POSTS, back),
        _read(conn, HISTORY_LOOKS, {**back, "until": until}),
        _read(conn, FOLLOWERS, {**of_week, "until": until}),
    )


def history_of_span(
    conn: Connection, sources: Sequence[str], span: tuple[datetime, datetime], until: datetime, width: int | None
) -> tuple[DataFrame, DataFrame]:
    """Read sources' posts of a span, its end left out, at least *width* before them or all, and their looks."""
    told = {"sources": list(sources), "begin": span[0], "past": span[1], "beginning": BEGINNING}
    back = {**told, "width": EVERY if width is None else width}
    return _read(conn, SPAN_POSTS, back), _read(conn, SPAN_LOOKS, {**back, "until": until})


def _read(conn: Connection, statement: str, told: Mapping[str, Any]) -> DataFrame:
    names = list(_MOMENTS & told.keys())
    bound = text(statement).bindparams(
        bindparam("sources", expanding=True, type_=Text()), *(bindparam(name, type_=UTCDateTime()) for name in names)
    )
    return typed_frame(conn, bound.columns(*_COLUMNS[statement]), **told)


def sources_with(conn: Connection, parts: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Return the SQL of the sources (for alias o) with the *parts* of a moment in place of today's, and its values."""
    today = {row.source_id: row.parts for row in conn.execute(text("SELECT source_id, parts FROM sources"))}
    others = [(source, told) for source, told in parts.items() if today.get(source) not in {None, told}]
    if not others:
        return "sources", {}
    cases = " ".join(f"WHEN :source_{place} THEN :parts_{place}" for place in range(len(others)))
    values = {
        f"{name}_{place}": value
        for place, one in enumerate(others)
        for name, value in zip(("source", "parts"), one, strict=True)
    }
    return f"(SELECT source_id, role, CASE source_id {cases} ELSE parts END AS parts FROM sources)", values


def parts_told(conn: Connection, source: str, until: datetime) -> Mapping[str, int]:
    """Count the looks at a source's posts until then that told any part of interactions, and those that told each."""
    statement = text(PARTS_TOLD).bindparams(bindparam("until", type_=UTCDateTime()))
    return dict(conn.execute(statement, {"source": source, "until": until}).mappings().one())


def counts_by(conn: Connection, week: str, until: datetime, parts: Mapping[str, str]) -> DataFrame:
    """Return the counts of the posts of a week as seen by *until*, compared on the *parts* that were told by then."""
    import pandas as pd  # noqa: PLC0415  # heavy

    hours, (sources, values) = HOURS[conn.dialect.name], sources_with(conn, parts)
    statement = _bind_until(
        f"""
        SELECT p.post_id, s.likes, s.comments, s.shares, s.views, s.interactions, {COMPARABLE}, s.observed_at, {hours}
        FROM posts p
        JOIN {sources} o ON o.source_id = p.source_id
        LEFT JOIN snapshots s ON {_LOOK}
        WHERE p.iso_week = :week"""
    ).columns(observed_at=UTCDateTime())
    frame = frame_of(conn, statement, ("post_id", *COUNTED), week=week, until=until, **values)
    frame["observed_at"] = pd.to_datetime(frame["observed_at"], utc=True)
    return frame


def counts_of(conn: Connection, post_ids: Sequence[str], until: datetime) -> dict[str, Any]:
    """Sum up posts of a campaign as seen by *until*: posts, interactions, views, youngest age, posts of each stage."""
    hours = HOURS[conn.dialect.name]
    stages = ", ".join(f"count(CASE WHEN l.stage = '{stage}' THEN 1 END) AS {stage}_posts" for stage in STAGES)
    statement = _bind_until(
        f"""
        SELECT count(*) AS posts, sum(s.interactions) AS interactions, sum(s.views) AS views,
               min({hours}) AS youngest_age_hours, {stages}
        FROM posts p
        LEFT JOIN snapshots s ON {_LOOK}
        LEFT JOIN labels l ON l.label_id = p.label_id
        WHERE p.post_id IN :post_ids"""
    ).bindparams(bindparam("post_ids", expanding=True))
    parts = [
        dict(conn.execute(statement, {"post_ids": part, "until": until}).mappings().one()) for part in batches(post_ids)
    ]
    counts = {"posts": 0, **{f"{stage}_posts": 0 for stage in STAGES}}
    summed = {name: sum(part[name] for part in parts) for name in counts}
    told = {name: [part[name] for part in parts if part[name] is not None] for name in ("interactions", "views")}
    ages = [part["youngest_age_hours"] for part in parts if part["youngest_age_hours"] is not None]
    sums = {name: int(sum(values)) if values else None for name, values in told.items()}
    return {**summed, **sums, "youngest_age_hours": min(ages, default=None)}


def _bind_until(written: str) -> Any:
    return statement_of(written).bindparams(bindparam("until", type_=UTCDateTime()))
