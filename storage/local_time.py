"""The wall-clock columns of posts and responses: made in the configured time zone, and made again when that changes."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Table, bindparam, select, update

from storage.database import insert_for
from storage.tables import posts, responses, settings
from storage.wall_clock import local_time

NAME = "timezone"
BATCH = 1000


def ensure_zone(conn: Connection, zone: ZoneInfo) -> int:
    """Make all local times and ISO weeks those of *zone*; return how many posts and responses were rebuilt."""
    stored = conn.scalar(select(settings.c.value).where(settings.c.name == NAME))
    if stored == zone.key:
        return 0
    rebuilt = sum(_rebuild(conn, table, zone) for table in (posts, responses)) if stored else 0
    statement = insert_for(conn.dialect.name)(settings).values(name=NAME, value=zone.key)
    conn.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": zone.key}))
    return rebuilt


def _rebuild(conn: Connection, table: Table, zone: ZoneInfo) -> int:
    key = next(iter(table.primary_key))
    rows = conn.execute(select(key, table.c.published_at).where(table.c.published_at.is_not(None))).all()
    statement = update(table).where(key == bindparam("key"))
    changes = []
    for row in rows:
        local, week = local_time(row.published_at, zone)
        changes.append({"key": row[0], "published_local": local, "iso_week": week})
    for start in range(0, len(changes), BATCH):
        conn.execute(statement, changes[start : start + BATCH])
    return len(changes)
