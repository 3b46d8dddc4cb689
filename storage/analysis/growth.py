"""Load looks at each source's posts, and store how engagement grew."""

# ruff: noqa: S608  # the statements are put together of our own names only

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, text

from storage.db.bulk import write_columns
from storage.schema.selects.fragments import OWN
from storage.schema.tables import growth

AT_ONCE = 5000
# The posts of one source lie together in their index; each one's looks are put in order by its small sort.
_LOOKS = f"""
    SELECT p.source_id, p.post_id, p.kind, l.topic, l.message_function, m.age_hours, m.comparable_interactions
    FROM posts p
    JOIN v_metrics m ON m.post_id = p.post_id
    LEFT JOIN labels l ON l.post_id = p.post_id AND l.current
    WHERE {OWN} AND p.published_precision = 'second' AND p.published_at IS NOT NULL
          AND m.comparable_interactions IS NOT NULL
    ORDER BY p.source_id, p.published_at, p.post_id, m.observed_at"""


class Growth(NamedTuple):
    """The share of their final interactions that a source's posts of a group had at an age."""

    grouped_by: str
    value: str | None
    age_hours: int
    posts: int
    median_share: float | None


def looks_by_source(conn: Connection) -> Iterator[tuple[str, Iterator[tuple[Any, ...]]]]:
    """Yield each source with the looks at its posts, as pipeline.transform.measures.growth takes them.

    Each post's stand together, oldest first. Rows are streamed: use them before the next source.
    """
    found = conn.execute(text(_LOOKS), execution_options={"yield_per": AT_ONCE})
    for source_id, rows in groupby(found, key=itemgetter(0)):
        yield source_id, (tuple(row[1:]) for row in rows)


def replace_growth(conn: Connection, found: Sequence[tuple[str, Growth]]) -> None:
    """Make the store know exactly this growth of each source."""
    conn.execute(delete(growth))
    if found:
        told = dict(zip(Growth._fields, zip(*(one for _, one in found), strict=True), strict=True))
        write_columns(conn, growth, {"source_id": [source for source, _ in found], **told})
