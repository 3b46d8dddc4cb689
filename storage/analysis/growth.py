"""Load looks at a source's posts, and store how engagement grew and when each post had half of it."""

# ruff: noqa: S608  # the statements are put together of our own names only

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, delete, text

from storage.db.bulk import write_columns
from storage.db.renew import Row, renew_rows
from storage.schema.selects.fragments import COMPARABLE, OWN
from storage.schema.tables import growth, half_lives

AT_ONCE = 5000
# Each post's looks are put in order by their small sort; a post whose newest look hides a part has no final count.
_LOOKS = f"""
    SELECT p.post_id, p.kind, l.topic, l.message_function, m.age_hours, m.comparable_interactions,
           {OWN} AS own
    FROM posts p
    JOIN sources o ON o.source_id = p.source_id
    JOIN snapshots s ON s.post_id = p.post_id AND s.observed_at = p.observed_at
    JOIN v_metrics m ON m.post_id = p.post_id
    LEFT JOIN labels l ON l.post_id = p.post_id AND l.current
    WHERE p.kind <> 'repost' AND p.published_precision = 'second' AND p.published_at IS NOT NULL
          AND m.comparable_interactions IS NOT NULL AND {COMPARABLE} IS NOT NULL
          AND p.source_id = :source
    ORDER BY p.published_at, p.post_id, m.observed_at"""


class Growth(NamedTuple):
    """The share of their final interactions that a source's posts of a group had at an age."""

    grouped_by: str
    value: str | None
    age_hours: int
    posts: int
    median_share: float | None


def looks_of(conn: Connection, source_id: str) -> Iterator[tuple[Any, ...]]:
    """Yield the looks at the posts of a source, as pipeline.transform.measures.growth takes them.

    Each post's stand together, oldest first.
    """
    found = conn.execute(text(_LOOKS), {"source": source_id}, execution_options={"yield_per": AT_ONCE})
    return (tuple(row) for row in found)


def keep_growth(conn: Connection, source_id: str, found: Sequence[Growth]) -> None:
    """Make the store know exactly this growth of a source."""
    conn.execute(delete(growth).where(growth.c.source_id == source_id))
    if found:
        told = dict(zip(Growth._fields, zip(*found, strict=True), strict=True))
        write_columns(conn, growth, {"source_id": [source_id] * len(found), **told})


def renew_half_lives(engine: Engine, source_id: str, found: Sequence[Row]) -> None:
    """Make the store know exactly these half-lives of a source's posts: all columns but its own."""
    rows = ({**row, "source_id": source_id} for row in found)
    renew_rows(engine, half_lives, rows, within=half_lives.c.source_id == source_id)
