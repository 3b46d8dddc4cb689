"""The wall-clock columns of posts and responses: made in the configured time zone, and made again when that changes.

A moment keeps its place in time and gets another wall clock. If only the day is told, the day is what is known: it
stays, and its beginning moves with the zone, as a collector would read the page there.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Table, bindparam, literal, select, update

from storage.db.wall_clock import local_time
from storage.runs.settings import set_setting, setting
from storage.schema.tables import posts, responses

NAME = "timezone"
BATCH = 1000


def ensure_zone(conn: Connection, zone: ZoneInfo) -> int:
    """Make all local times and ISO weeks those of *zone*; return how many posts and responses were rebuilt."""
    stored = setting(conn, NAME)
    if stored == zone.key:
        return 0
    rebuilt = sum(_rebuild(conn, table, zone) for table in (posts, responses)) if stored else 0
    set_setting(conn, NAME, zone.key)
    return rebuilt


def stored_zone(conn: Connection) -> ZoneInfo:
    """Return the time zone that the store's local times were made in; UTC before the first run."""
    return ZoneInfo(setting(conn, NAME) or "UTC")


def _rebuild(conn: Connection, table: Table, zone: ZoneInfo) -> int:
    key = next(iter(table.primary_key))
    precision = table.c.get("published_precision", literal("second"))
    told = select(key, table.c.published_at, table.c.published_local, precision)
    changes = [_change(*row, zone) for row in conn.execute(told.where(table.c.published_at.is_not(None)))]
    statement = update(table).where(key == bindparam("key"))
    for start in range(0, len(changes), BATCH):
        conn.execute(statement, changes[start : start + BATCH])
    return len(changes)


def _change(key: str, at: datetime, local: datetime | None, precision: str, zone: ZoneInfo) -> dict[str, Any]:
    if precision == "day" and local is not None:
        at = local.replace(tzinfo=zone).astimezone(UTC)
    local, week = local_time(at, zone)
    return {"key": key, "published_at": at, "published_local": local, "iso_week": week}
