"""The data of the store that an import of the owner's archive needs, and the posts that it replaces."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from collectors.records import Cursor
from storage.db.bulk import batches
from storage.harvest.alike import drop_returns
from storage.schema.tables import message_posts, messages, metadata, posts, sources


@dataclass(frozen=True, slots=True)
class Held:
    """A stored post, as far as it can be compared with one that has no id."""

    post_id: str
    published_at: datetime | None
    text: str
    kind: str
    url: str


def held_of(conn: Connection, source_id: str) -> list[Held]:
    """Return all posts of a source."""
    told = (posts.c.post_id, posts.c.published_at, posts.c.text, posts.c.kind, posts.c.url)
    return [Held(*row) for row in conn.execute(select(*told).where(posts.c.source_id == source_id))]


def deletion_of(conn: Connection, post_ids: Sequence[str]) -> dict[str, bool]:
    """Return of those *post_ids* that are held whether they are known to be deleted."""
    found: dict[str, bool] = {}
    for part in batches(post_ids):
        batch = posts.c.post_id.in_(part)
        rows = conn.execute(select(posts.c.post_id, posts.c.deleted_at).where(batch))
        found |= {row.post_id: row.deleted_at is not None for row in rows}
    return found


def last_seen_of(conn: Connection, post_ids: Sequence[str]) -> dict[str, datetime]:
    """Return of those *post_ids* that are held when each was last seen."""
    found: dict[str, datetime] = {}
    for part in batches(post_ids):
        rows = conn.execute(select(posts.c.post_id, posts.c.last_seen_at).where(posts.c.post_id.in_(part)))
        found |= {row.post_id: row.last_seen_at for row in rows}
    return found


def move_cursor(conn: Connection, source_id: str, cursor: Cursor) -> None:
    """Write where a source stands."""
    written = json.dumps(cursor, sort_keys=True)
    conn.execute(update(sources).where(sources.c.source_id == source_id).values(cursor=written))


def remove_posts(conn: Connection, post_ids: Sequence[str], alike: Collection[str] | None = None) -> None:
    """Remove posts with all that hangs on them: only for those that turned out to be another post."""
    drop_returns(conn, post_ids, alike)
    for part in batches(post_ids):  # the messages that they began: the next night links anew from their days on
        conn.execute(delete(message_posts).where(message_posts.c.message_id.in_(part)))
        conn.execute(delete(messages).where(messages.c.message_id.in_(part)))
    for table in reversed(metadata.sorted_tables):
        for part in batches(post_ids) if "post_id" in table.c else ():
            conn.execute(delete(table).where(table.c.post_id.in_(part)))
