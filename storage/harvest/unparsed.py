"""Posts that came in an unknown shape: what waits to be read, from which page on, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, select

from collectors.records import Parsed
from storage.db.bulk import batches
from storage.db.engine import insert_for
from storage.schema.tables import pages, unread_posts

_ANY = select(unread_posts.c.post_id).where(unread_posts.c.source_id == bindparam("source")).limit(1)
_CAME = select(unread_posts.c.post_id, unread_posts.c.url, pages.c.fetched_at).join(
    pages, pages.c.page_id == unread_posts.c.page_id
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """The number of posts of a source that wait to be read, and why the first of them."""

    count: int
    why: str


def record_unparsed(conn: Connection, parsed: Parsed, source_id: str, page_id: int) -> None:
    """Record the posts of a page that could not be parsed; drop those parsed since, or gone."""
    if conn.execute(_ANY, {"source": source_id}).first():  # hardly ever, and cheaper than deleting nothing
        _forget_read(conn, [*(post.post_id for post in parsed.posts), *parsed.gone], source_id)
    rows = {
        unread.post_id or f"page {page_id}, {place}": {"url": unread.url, "why": unread.why, "page_id": page_id}
        for place, unread in enumerate(parsed.unreadable, start=1)
    }
    for post_id, told in rows.items():
        statement = insert_for(conn.dialect.name)(unread_posts).values(source_id=source_id, post_id=post_id, **told)
        conn.execute(statement.on_conflict_do_update(index_elements=["source_id", "post_id"], set_=told))


def _forget_read(conn: Connection, post_ids: Sequence[str], source_id: str) -> None:
    mine = unread_posts.c.source_id == source_id
    for part in batches(post_ids):
        conn.execute(delete(unread_posts).where(mine, unread_posts.c.post_id.in_(part)))


def forget_unread(conn: Connection, page_id: int) -> None:
    """Forget what of a page could not be read, because it is parsed again."""
    conn.execute(delete(unread_posts).where(unread_posts.c.page_id == page_id))


def load_waiting(conn: Connection, source_id: str) -> Waiting | None:
    """Return what of a source waits to be read, if anything does."""
    told = select(func.count(), func.min(unread_posts.c.why)).where(unread_posts.c.source_id == source_id)
    count, why = conn.execute(told).one()
    return Waiting(count, why) if count else None


def unparsed_posts(conn: Connection, source_id: str) -> list[tuple[str, str | None, datetime]]:
    """Return post_id, address as far as known, and when it last came, of the posts of a source that wait."""
    came = _CAME.where(unread_posts.c.source_id == source_id)
    return [(row.post_id, row.url, row.fetched_at) for row in conn.execute(came)]


def brought_at(conn: Connection, post_ids: Sequence[str]) -> dict[str, datetime]:
    """Return post_id → when it last came, of those of *post_ids* that wait to be read."""
    found: dict[str, datetime] = {}
    for part in batches(post_ids):
        came = conn.execute(_CAME.where(unread_posts.c.post_id.in_(part)))
        found.update({row.post_id: row.fetched_at for row in came})
    return found
