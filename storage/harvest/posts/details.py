"""The hashtags, mentions, links, co-authors and media of posts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

from sqlalchemy import Connection, bindparam, delete, select

from collectors.records import Media, Post
from storage.db.bulk import batches, write_columns
from storage.harvest.posts.held_texts import joined_media, stored_terms, tells_more
from storage.schema.tables import post_media, post_terms

STORED_TERMS = (
    select(post_terms.c.post_id, post_terms.c.kind, post_terms.c.value)
    .where(post_terms.c.post_id.in_(bindparam("post_ids", expanding=True)))
    .order_by(post_terms.c.position)
)
STORED_MEDIA = (
    select(post_media.c.post_id, post_media.c.kind, post_media.c.url, post_media.c.alt_text)
    .where(post_media.c.post_id.in_(bindparam("post_ids", expanding=True)))
    .order_by(post_media.c.position)
)


def telling_more(conn: Connection, told: Sequence[Post]) -> list[Post]:
    """Return the held posts that lack nothing of their held terms and media, and tell more of them.

    A list that was odd when its post was first seen comes whole later, and an account may join a post as co-author.
    """
    terms = _held_terms(conn, told)
    media: dict[str, list[Media]] = defaultdict(list)
    for part in batches([post.post_id for post in told]):
        for post_id, *medium in conn.execute(STORED_MEDIA, {"post_ids": part}):
            media[post_id].append(Media(*medium))
    joined = [replace(post, media=joined_media(post.media, media[post.post_id])) for post in told]
    return [post for post in joined if tells_more(post, terms[post.post_id], media[post.post_id])]


def with_held_coauthors(conn: Connection, renewed: Sequence[Post], own: Collection[str]) -> list[Post]:
    """Keep the held co-authors of posts that stand under another source than their *own*."""
    held = _held_terms(conn, [post for post in renewed if post.post_id not in own])
    return [
        post if post.post_id in own else replace(post, coauthors=tuple(held[post.post_id]["coauthor"]))
        for post in renewed
    ]


def _held_terms(conn: Connection, some: Sequence[Post]) -> dict[str, dict[str, list[str]]]:
    terms: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for part in batches([post.post_id for post in some]):
        for post_id, kind, value in conn.execute(STORED_TERMS, {"post_ids": part}):
            terms[post_id][kind].append(value)
    return terms


def replace_details(conn: Connection, changed: Sequence[Post], renewed: Sequence[str]) -> None:
    """Write hashtags, mentions, links and media of new and changed posts."""
    for table in (post_terms, post_media):
        for part in batches(renewed):
            conn.execute(delete(table).where(table.c.post_id.in_(part)))
    terms = [
        (post.post_id, kind, position, value)
        for post in changed
        for kind, values in stored_terms(post)
        for position, value in enumerate(values)
    ]
    media = [(post.post_id, n, m.kind, m.url, m.alt_text) for post in changed for n, m in enumerate(post.media)]
    for table, rows in ((post_terms, terms), (post_media, media)):
        write_columns(conn, table, dict(zip(table.c.keys(), zip(*rows, strict=True), strict=False)))
