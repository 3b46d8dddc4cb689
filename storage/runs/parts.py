"""The parts of interactions on which each source's posts are compared (likes, comments, shares)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select, update

from storage.schema.tables import sources


def keep_parts(conn: Connection, source_id: str, parts: Sequence[str], *, always: bool) -> None:
    """Note the parts that a source usually tells, and whether each of its looks told the same ones."""
    told = {"parts": ",".join(parts), "parts_always": always}
    conn.execute(update(sources).where(sources.c.source_id == source_id).values(told))


def constant_parts(conn: Connection, source_ids: Sequence[str]) -> dict[str, str]:
    """Return the parts of those sources of which every look that told any part told the same ones."""
    statement = select(sources.c.source_id, sources.c.parts).where(
        sources.c.source_id.in_(source_ids), sources.c.parts_always, sources.c.parts.is_not(None)
    )
    return {row.source_id: row.parts for row in conn.execute(statement)}
