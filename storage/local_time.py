"""The wall-clock columns of posts: made in the configured time zone, and made again when that changes."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, select, update

from storage.database import insert_for
from storage.pages import local_time
from storage.tables import posts, settings

NAME = "timezone"
BATCH = 1000


def ensure_zone(conn: Connection, zone: ZoneInfo) -> int:
    """Make every post's local time and ISO week those of *zone*; return how many posts were rebuilt."""
    stored = conn.scalar(select(settings.c.value).where(settings.c.name == NAME))
    if stored == zone.key:
        return 0
    rebuilt = _rebuild(conn, zone) if stored else 0
    statement = insert_for(conn.dialect.name)(settings).values(name=NAME, value=zone.key)
    conn.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": zone.key}))
    return rebuilt


def _rebuild(conn: Connection, zone: ZoneInfo) -> int:
    rows = conn.execute(select(posts.c.post_id, posts.c.published_at).where(posts.c.published_at.is_not(None))).all()
    statement = update(posts).where(posts.c.post_id == bindparam("key"))
    changes = []
    for row in rows:
        local, week = local_time(row.published_at, zone)
        changes.append({"key": row.post_id, "published_local": local, "iso_week": week})
    for start in range(0, len(changes), BATCH):
        conn.execute(statement, changes[start : start + BATCH])
    return len(changes)
