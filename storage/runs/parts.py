"""The parts of interactions on which each source's posts are compared (likes, comments, shares)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, update

from storage.schema.tables import sources


def keep_parts(conn: Connection, source_id: str, parts: Sequence[str]) -> None:
    """Note the parts that a source usually tells."""
    conn.execute(update(sources).where(sources.c.source_id == source_id).values(parts=",".join(parts)))
