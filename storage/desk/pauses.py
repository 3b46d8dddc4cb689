"""Sources that nights pass over, because a person said so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, select

from storage.db.bulk import write_rows
from storage.schema.tables.desk import paused_sources


def load_pauses(conn: Connection) -> Sequence[Row[Any]]:
    """Return the paused sources with reason, by whom and since when."""
    return conn.execute(select(paused_sources).order_by(paused_sources.c.source_id)).all()


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
