"""Messages across channels: the posts in order, and keeping what was linked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, delete, func, select

from storage.db.bulk import AT_ONCE, write_rows
from storage.schema.selects.fragments import UNCOUNTED
from storage.schema.tables import message_posts, messages, post_terms, posts, sources

BEGINNING = 1000  # characters: more than the words that are compared
Row = Mapping[str, Any]


def posts_in_order(conn: Connection) -> Iterator[tuple[Any, ...]]:
    """Yield the posts of known time, oldest first, for linking messages; no replies or reposts.

    Rows are streamed: a million posts are not held at once.
    """
    links = (
        select(func.aggregate_strings(post_terms.c.value, " "))
        .where(post_terms.c.post_id == posts.c.post_id, post_terms.c.kind == "link")
        .scalar_subquery()
    )
    statement = (
        select(
            posts.c.post_id,
            posts.c.source_id,
            sources.c.city,
            posts.c.published_at,
            posts.c.published_precision == "second",
            posts.c.url,
            posts.c.title,
            func.substr(posts.c.text, 1, BEGINNING),
            links,
        )
        .join(sources, sources.c.source_id == posts.c.source_id)
        .where(posts.c.published_at.is_not(None), posts.c.kind.not_in(UNCOUNTED))
        .order_by(posts.c.published_at, posts.c.post_id)
        .execution_options(yield_per=AT_ONCE)
    )
    for *told, found in conn.execute(statement):
        yield (*told, tuple((found or "").split()))


def replace_messages(conn: Connection, found: Iterable[tuple[Row, Sequence[Row]]]) -> int:
    """Make the store know exactly these messages, each with its posts; return how many there are.

    They are written as they come: all of a large store would not fit into memory.
    """
    conn.execute(delete(message_posts))
    conn.execute(delete(messages))
    count, coming = 0, iter(found)
    while batch := list(islice(coming, AT_ONCE)):
        write_rows(conn, messages, [row for row, _ in batch])
        write_rows(conn, message_posts, [post for _, members in batch for post in members])
        count += len(batch)
    return count
