"""What page one of the weekly report compares: counts of few weeks, read through the week's index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, text

from storage.frames import frame_of

if TYPE_CHECKING:
    from pandas import DataFrame

PROGRAMME = """
    SELECT p.iso_week, o.platform, l.programme_level, count(*) AS posts
    FROM posts p
    JOIN sources o ON o.source_id = p.source_id
    LEFT JOIN labels l ON l.post_id = p.post_id AND l.current
    WHERE p.iso_week BETWEEN :first AND :last AND p.kind <> 'repost'
    GROUP BY p.iso_week, o.platform, l.programme_level"""
# A view cannot take the age as a parameter; the newest observation up to it is the one that counts.
AGED = """
    WITH ranked AS (
        SELECT p.iso_week, p.source_id, m.interactions,
               row_number() OVER (PARTITION BY m.post_id ORDER BY m.observed_at DESC) AS place
        FROM posts p JOIN v_metrics m ON m.post_id = p.post_id
        WHERE p.iso_week IN :weeks AND p.kind <> 'repost' AND p.published_precision = 'second'
              AND m.age_hours BETWEEN :youngest AND :oldest
    )
    SELECT iso_week, source_id, interactions FROM ranked WHERE place = 1 AND interactions IS NOT NULL
    ORDER BY iso_week, source_id, interactions"""
YOUNGEST = {24: 0, 168: 72}
"""Age in hours → how old the observation must be at least to stand for that age."""


def programme_counts(conn: Connection, first: str, last: str) -> DataFrame:
    """Count the posts of the weeks from *first* to *last* by platform and programme_level; reposts are not own."""
    columns = ("iso_week", "platform", "programme_level", "posts")
    return frame_of(conn, text(PROGRAMME), columns, first=first, last=last)


def interactions_at_age(conn: Connection, weeks: tuple[str, ...], hours: int) -> DataFrame:
    """Return iso_week, source_id and interactions of each post of *weeks* as last seen up to that age.

    A post that was not seen in time, or whose platform tells no counts, has no row.
    """
    statement = text(AGED).bindparams(bindparam("weeks", expanding=True))
    columns = ("iso_week", "source_id", "interactions")
    return frame_of(conn, statement, columns, weeks=list(weeks), youngest=YOUNGEST[hours], oldest=hours)
