"""The counts of posts, as a history: one snapshot a look."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from collectors.records import NOT_TOLD, Post
from storage.db.bulk import write_columns, write_rows
from storage.schema.tables import insights, snapshots

COUNTS = ("likes", "comments", "shares", "views", "interactions")


def upsert_snapshots(conn: Connection, found: Sequence[Post], observed_at: datetime) -> None:
    """Add the counts of the posts that tell any; the same moment seen twice keeps the later answer."""
    told = [post for post in found if post.metrics != NOT_TOLD]
    counts: dict[str, Any] = {name: [getattr(post.metrics, name) for post in told] for name in COUNTS}
    counts["method"] = [post.method for post in told]
    keys: dict[str, Any] = {"post_id": [post.post_id for post in told], "observed_at": [observed_at] * len(told)}
    write_columns(conn, snapshots, {**keys, **counts}, refresh=tuple(counts))


def upsert_insights(conn: Connection, found: Sequence[Post], observed_at: datetime) -> None:
    """Add the further counts that posts tell."""
    rows = [
        {"post_id": post.post_id, "observed_at": observed_at, "name": name, "value": value, "method": post.method}
        for post in found
        for name, value in post.insights
    ]
    if rows:
        write_rows(conn, insights, rows, refresh=("value", "method"))
