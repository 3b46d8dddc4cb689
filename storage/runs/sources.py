"""The watched sources as the store knows them, and the accounts that they have watched so far."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select, update

from storage.db.engine import insert_for
from storage.schema.tables import gaps, posts, responses, sources, unread_posts, validators


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A watched source as the store names it."""

    source_id: str
    platform: str
    account: str
    url: str | None = None
    city: str | None = None
    group: str | None = None
    role: str = "own"
    agency: str | None = None

    @property
    def identity(self) -> tuple[str, str]:
        """A key that is equal for two rows of the same account: upper case, http, https and www. make no difference."""
        return self.platform, self.account.casefold()


def upsert_sources(conn: Connection, watched: Iterable[SourceRow]) -> None:
    """Make the store know the configured sources; what each one reached stays."""
    statement = insert_for(conn.dialect.name)(sources)
    names = ("platform", "account", "url", "city", "group", "role", "agency")
    statement = statement.on_conflict_do_update(
        index_elements=[sources.c.source_id], set_={name: statement.excluded[name] for name in names}
    )
    rows = [{"source_id": s.source_id, **{name: getattr(s, name) for name in names}} for s in watched]
    conn.execute(statement, rows)


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
