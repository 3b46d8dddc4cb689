"""The looks at the posts before one: what its growth is compared with."""

# ruff: noqa: S608  # the statement is put together of our own names only

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, text

from storage.db.column_types import UTCDateTime
from storage.schema.selects.fragments import COMPARABLE, HOURS


def looks_at_earlier(conn: Connection, post: Row[Any], most: int) -> Sequence[Row[Any]]:
    """Return the looks at the *most* posts of the same account and kind that were published last before a post.

    Oldest look first: ``post_id``, ``age_hours``, and the ``interactions`` where they can be compared.
    """
    statement = text(f"""
        SELECT p.post_id, {HOURS[conn.dialect.name]} AS age_hours, {COMPARABLE} AS interactions
        FROM (SELECT post_id, source_id, published_at FROM posts
              WHERE source_id = :source_id AND kind = :kind AND published_at < :published_at
              ORDER BY published_at DESC LIMIT {most}) p
        JOIN sources o ON o.source_id = p.source_id
        JOIN snapshots s ON s.post_id = p.post_id
        ORDER BY s.observed_at""")
    before = bindparam("published_at", post.published_at, type_=UTCDateTime())
    return conn.execute(statement.bindparams(before, source_id=post.source_id, kind=post.kind)).all()
