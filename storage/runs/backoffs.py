"""Backoff of each source or credential: until when, why, and how many refusals came in a row.

A row ``source/way``, which is over from its beginning, remembers since when a source's official way has been refused.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, select

from storage.db.engine import insert_for
from storage.schema.tables import rests


def load_backoff(conn: Connection, name: str) -> Row[Any] | None:
    """Return a backoff, over or not; None if there was none lately."""
    return conn.execute(select(rests).where(rests.c.name == name)).first()


def load_rest(conn: Connection, name: str, now: datetime) -> Row[Any] | None:
    """Return a backoff that is not over yet."""
    return conn.execute(select(rests).where(rests.c.name == name, rests.c.until > now)).first()


def load_backoffs(conn: Connection) -> list[Row[Any]]:
    """Return every backoff, over or not."""
    return list(conn.execute(select(rests).order_by(rests.c.name)))


def store_backoff(  # noqa: PLR0913  # the columns of a backoff
    conn: Connection, name: str, until: datetime, reason: str, repetition: int, *, leads_down: bool = False
) -> None:
    """Store a backoff; *leads_down* allows to read the source in another way meanwhile."""
    values = {"until": until, "reason": reason, "repetition": repetition, "leads_down": leads_down}
    statement = insert_for(conn.dialect.name)(rests).values(name=name, **values)
    conn.execute(statement.on_conflict_do_update(index_elements=["name"], set_=values))


def end_backoff(conn: Connection, name: str) -> bool:
    """End a backoff and forget its repetitions; return whether there was one."""
    return bool(conn.execute(delete(rests).where(rests.c.name == name)).rowcount)
