"""Load the counts of few weeks that page one compares, through the week's index."""

# ruff: noqa: S608  # the statements are put together of our own names only

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, select, text

from storage.analysis.coverage import DAY, gap_ends
from storage.db.wall_clock import local_time
from storage.queries.as_of import sources_with
from storage.queries.frames import frame_of
from storage.schema.selects.fragments import COMPARABLE, OWN, statement_of
from storage.schema.tables import sources

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from pandas import DataFrame

OWN_POSTS = f"""
    SELECT p.iso_week, o.platform, l.topic, l.programme_level, count(*) AS posts
    FROM posts p
    JOIN sources o ON o.source_id = p.source_id
    LEFT JOIN labels l ON l.post_id = p.post_id AND l.current
    WHERE p.iso_week BETWEEN :first AND :last AND {OWN} AND o.role = 'own'
    GROUP BY p.iso_week, o.platform, l.topic, l.programme_level
    ORDER BY p.iso_week, o.platform"""
# The oldest dated post is found at the beginning of the source's part of the index, without reading the others.
FIRST_WEEKS = f"""
    SELECT o.source_id, o.platform, (SELECT p.iso_week FROM posts p
                                     WHERE p.source_id = o.source_id AND p.published_at IS NOT NULL
                                           AND p.iso_week IS NOT NULL AND NOT p.pinned AND {OWN}
                                     ORDER BY p.published_at LIMIT 1) AS iso_week
    FROM sources o
    WHERE o.role = 'own'"""
CHANNEL_WEEKS = f"""
    SELECT p.iso_week, p.source_id, count(*) AS posts, count(l.programme_level) AS labelled,
           sum(CASE WHEN l.programme_level IN ('named', 'initiative') THEN 1 ELSE 0 END) AS naming
    FROM posts p
    JOIN sources o ON o.source_id = p.source_id
    LEFT JOIN labels l ON l.post_id = p.post_id AND l.current
    WHERE p.iso_week BETWEEN :first AND :last AND {OWN} AND o.role = 'own'
    GROUP BY p.iso_week, p.source_id
    ORDER BY p.iso_week, p.source_id"""
# A view cannot take the age as a parameter; the first observation from it on is the one that counts, which is the look
# that the night planned for it. It is found in the primary key without reading the others.
AGED = f"""
    SELECT p.iso_week, p.source_id, {COMPARABLE} AS interactions
    FROM posts p
    JOIN {{sources}} o ON o.source_id = p.source_id
    JOIN snapshots s ON s.post_id = p.post_id AND s.observed_at =
        (SELECT min(n.observed_at) FROM snapshots n
         WHERE n.post_id = p.post_id AND n.observed_at >= {{youngest}} AND n.observed_at < {{too_old}})
    WHERE p.iso_week IN :weeks AND {OWN} AND p.published_precision = 'second' AND {COMPARABLE} IS NOT NULL
    ORDER BY p.iso_week, p.source_id, interactions"""
LATER = {
    "sqlite": "strftime('%Y-%m-%dT%H:%M:%SZ', p.published_at, '+{hours} hours')",
    "postgresql": "p.published_at + interval '{hours} hours'",
}
NO_OTHERS: Mapping[str, str] = {}
TOO_OLD = {24: 48, 168: 336}
"""Age in hours → when an observation comes too late to stand for it."""


def own_posts(conn: Connection, first: str, last: str) -> DataFrame:
    """Count the office's own posts of the weeks from *first* to *last* by platform, topic and level."""
    columns = ("iso_week", "platform", "topic", "programme_level", "posts")
    return frame_of(conn, text(OWN_POSTS), columns, first=first, last=last)


def first_weeks(conn: Connection, zone: ZoneInfo) -> dict[str, str]:
    """Return for each platform the week of the office's first own post that is stored, or after the newest gap.

    A pinned post may be years older than what was walked. Where nobody knows where a gap ends, nothing is known.
    """
    after = {source: local_time(end and end + DAY, zone)[1] for source, end in gap_ends(conn)}
    found: dict[str, str] = {}
    for source, platform, first in conn.execute(text(FIRST_WEEKS)):
        resumed = after.get(source, first)
        if first is not None and resumed is not None:
            week = max(first, resumed)
            found[platform] = min(week, found.get(platform, week))
    return found


def source_roles(conn: Connection) -> dict[str, str]:
    """Return the role of every source that the store knows."""
    return {row.source_id: row.role for row in conn.execute(select(sources.c.source_id, sources.c.role))}


def own_sources(conn: Connection) -> set[str]:
    """Return the office's own sources, also those that are no longer configured."""
    return {source for source, role in source_roles(conn).items() if role == "own"}


def channel_weeks(conn: Connection, first: str, last: str) -> DataFrame:
    """Count own posts, labelled ones and those that name the programme, by source and week from *first* to *last*."""
    columns = ("iso_week", "source_id", "posts", "labelled", "naming")
    return frame_of(conn, text(CHANNEL_WEEKS), columns, first=first, last=last)


def interactions_at_age(
    conn: Connection, weeks: tuple[str, ...], hours: int, parts: Mapping[str, str] = NO_OTHERS
) -> DataFrame:
    """Return iso_week, source_id and interactions of each own post of *weeks* as first seen from that age on.

    A post that was not seen in time, or whose counts cannot be compared, has no row; replies and reposts neither.
    Sources in *parts* are compared on those, others on the parts that they tell today.
    """
    later, (told, values) = LATER[conn.dialect.name], sources_with(conn, parts)
    ends = {"youngest": later.format(hours=hours), "too_old": later.format(hours=TOO_OLD[hours])}
    statement = statement_of(AGED.format(sources=told, **ends)).bindparams(bindparam("weeks", expanding=True))
    return frame_of(conn, statement, ("iso_week", "source_id", "interactions"), weeks=list(weeks), **values)
