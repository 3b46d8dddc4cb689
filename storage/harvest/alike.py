"""Posts with nearly the text of one that changes or goes: they are compared again."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import Connection, LargeBinary, bindparam, delete, func, or_, select, update

from storage.db.bulk import batches
from storage.schema.tables import recirculated, text_keys

KEY = 8
"""Bytes of one key."""
WAITS = ", not compared yet"
"""The end of the rules of posts that wait for their comparison."""


def posts_alike(conn: Connection, keys: Iterable[bytes]) -> set[str]:
    """Return the posts that share a key with one of these texts."""
    listed, found, bands = list(keys), set[str](), text_keys.c.bands
    for start in range(0, len(listed), 100):
        part = listed[start : start + 100]
        shared = [
            func.substr(bands, place + 1, KEY, type_=LargeBinary).in_(
                bindparam(None, sorted({one[place : place + KEY] for one in part}), LargeBinary, expanding=True)
            )
            for place in range(0, max(map(len, part)), KEY)
        ]
        found |= set(conn.scalars(select(text_keys.c.post_id).where(bands.is_not(None), or_(*shared))))
    return found


def compare_again(conn: Connection, post_ids: Collection[str]) -> None:
    """Let these posts wait for a comparison; those that wait already stay as they are."""
    rules = text_keys.c.rules
    for part in batches(post_ids):
        waiting = update(text_keys).where(text_keys.c.post_id.in_(part), ~rules.endswith(WAITS))
        conn.execute(waiting.values(rules=rules.concat(WAITS)))


def posts_like(conn: Connection, post_ids: Collection[str]) -> set[str]:
    """Return the posts whose texts are nearly equal to those of these; it reads all keys of the store."""
    bands, found = text_keys.c.bands, set[str]()
    for part in batches(post_ids):
        found |= posts_alike(conn, conn.scalars(select(bands).where(text_keys.c.post_id.in_(part), bands.is_not(None))))
    return found


def drop_returns(conn: Connection, post_ids: Collection[str], alike: Collection[str] | None = None) -> None:
    """Drop what was found by these posts' texts, and their keys; what is like them waits for a comparison.

    *alike* are those of ``posts_like``: who looks for them before the transaction keeps no other writer waiting.
    """
    compare_again(conn, posts_like(conn, post_ids) if alike is None else alike)
    for part in batches(post_ids):
        for column in (text_keys.c.post_id, recirculated.c.post_id, recirculated.c.first_post_id):
            conn.execute(delete(column.table).where(column.in_(part)))
