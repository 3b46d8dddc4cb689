"""Sources that nights pass over, because a person said so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select

from storage.db.bulk import write_rows
from storage.schema.tables.desk import desk_changes, paused_sources


def load_pauses(conn: Connection) -> Sequence[Row[Any]]:
    """Return the paused sources with reason, by whom and since when."""
    return conn.execute(select(paused_sources).order_by(paused_sources.c.source_id)).all()


def pauses_ended(conn: Connection) -> dict[str, datetime]:
    """Return when the last pause of each source ended; sources that nobody paused are left out."""
    ended = select(desk_changes.c.subject, func.max(desk_changes.c.at).label("at"))
    rows = conn.execute(ended.where(desk_changes.c.action == "end pause").group_by(desk_changes.c.subject))
    return {row.subject: row.at for row in rows}


def pause_of(conn: Connection, source_id: str) -> Row[Any] | None:
    """Return why a source is paused; None for one that is not."""
    return conn.execute(select(paused_sources).where(paused_sources.c.source_id == source_id)).first()


def pause_source(conn: Connection, source_id: str, reason: str, name: str, at: datetime) -> None:
    """Let nights pass over a source."""
    row = {"source_id": source_id, "reason": reason, "paused_by": name, "paused_at": at}
    write_rows(conn, paused_sources, [row], refresh=("reason", "paused_by", "paused_at"))


def end_pause(conn: Connection, source_id: str) -> bool:
    """Let nights read a source again; tell whether it was paused."""
    return bool(conn.execute(delete(paused_sources).where(paused_sources.c.source_id == source_id)).rowcount)
