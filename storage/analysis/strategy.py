"""Store the wanted shares of topics, and load the days on which each source published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, func, select

from storage.db.bulk import replace_rows
from storage.db.renew import renew_rows
from storage.schema.tables import posts, source_days, targets


def replace_targets(conn: Connection, shares: Mapping[str, float]) -> None:
    """Make the store know exactly these targets."""
    replace_rows(conn, targets, ({"topic": topic, "share": share} for topic, share in shares.items()))


def published_days(conn: Connection, source_id: str) -> set[date]:
    """Return the local days on which a source published something of its own."""
    day = func.substr(posts.c.published_local, 1, 10)
    if conn.dialect.name == "postgresql":
        day = func.to_char(posts.c.published_local, "YYYY-MM-DD")
    own = (posts.c.source_id == source_id, posts.c.published_local.is_not(None), posts.c.kind != "repost")
    return {date.fromisoformat(told) for told in conn.scalars(select(day).where(*own).distinct())}


def renew_source_days(engine: Engine, rows: Iterable[Mapping[str, Any]]) -> None:
    """Make the store know exactly these counts of days."""
    renew_rows(engine, source_days, rows)
