"""The log of every change made at the desk, and the queries that people keep."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from storage.db.bulk import write_rows
from storage.schema.tables.desk import desk_changes, saved_queries


def record_change(  # noqa: PLR0913  # one row
    conn: Connection,
    name: str,
    action: str,
    subject: str,
    at: datetime,
    *,
    before: str | None = None,
    after: str | None = None,
) -> None:
    """Note who changed what."""
    row = {"at": at, "name": name, "action": action, "subject": subject, "before": before, "after": after}
    conn.execute(insert(desk_changes).values(row))


def recent_changes(conn: Connection, limit: int = 200) -> Sequence[Row[Any]]:
    """Return the newest changes, newest first."""
    return conn.execute(select(desk_changes).order_by(desk_changes.c.change_id.desc()).limit(limit)).all()


def changes_since(conn: Connection, action: str, moment: datetime) -> Sequence[Row[Any]]:
    """Return the changes of one kind since then, oldest first."""
    mine = (desk_changes.c.action == action) & (desk_changes.c.at >= moment)
    return conn.execute(select(desk_changes).where(mine).order_by(desk_changes.c.change_id)).all()


def save_query(conn: Connection, name: str, query: str, owner: str, at: datetime) -> None:
    """Keep a query under a name; an earlier one of that name is replaced."""
    row = {"name": name, "query": query, "owner": owner, "saved_at": at}
    write_rows(conn, saved_queries, [row], refresh=("query", "owner", "saved_at"))


def remove_query(conn: Connection, name: str) -> None:
    """Forget a saved query."""
    conn.execute(delete(saved_queries).where(saved_queries.c.name == name))


def load_queries(conn: Connection) -> Sequence[Row[Any]]:
    """Return the saved queries by name."""
    return conn.execute(select(saved_queries).order_by(saved_queries.c.name)).all()
