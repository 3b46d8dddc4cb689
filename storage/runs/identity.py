"""The accounts that each source has watched so far."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select, update

from storage.runs.runs import SourceRow
from storage.schema.tables import gaps, posts, responses, sources, unread_posts, validators


def known_sources(conn: Connection) -> dict[str, SourceRow]:
    """Return the sources that the store knows."""
    names = ("source_id", "platform", "account", "url", "city", "group", "role", "agency")
    return {row.source_id: SourceRow(*row) for row in conn.execute(select(*(sources.c[name] for name in names)))}


def holds_anything(conn: Connection, source_id: str) -> bool:
    """Whether posts of a source, or responses to it, are stored."""
    return any(
        conn.scalar(select(t.c.source_id).where(t.c.source_id == source_id).limit(1)) for t in (posts, responses)
    )


def begin_anew(conn: Connection, source_id: str) -> None:
    """Forget where a source stands, because it watches something else from now on."""
    nowhere = {"cursor": "{}", "response_cursor": "{}", "post_count": None}
    conn.execute(update(sources).where(sources.c.source_id == source_id).values(nowhere))
    for table in (gaps, unread_posts, validators):
        conn.execute(delete(table).where(table.c.source_id == source_id))
