"""State of a source at the beginning of a run: its posts, in as many statements for a million as for one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Select, case, func, select

from storage.harvest.unparsed import unparsed_posts
from storage.schema.tables import post_terms, posts, sources


@dataclass(frozen=True, slots=True)
class StoredPosts:
    """The posts of a source, as a collector needs to know them."""

    addresses: dict[str, str]
    """post_id → address of those that are not known to be deleted, parsed or not."""
    known: frozenset[str]
    """The post_ids that need no fetching to be known: of this source, or of another of the same account."""
    read_today: frozenset[str]


def load_stored_posts(conn: Connection, source_id: str, midnight: datetime) -> StoredPosts:
    """Load the posts of a source, and the post_ids of other sources that its platform may show it as well."""
    present = (posts.c.source_id == source_id) & posts.c.deleted_at.is_(None)
    address = case((present, posts.c.url))  # addresses are the bulk of it
    statement = select(posts.c.post_id, address, posts.c.last_seen_at >= midnight)
    addresses, known, today = dict[str, str](), set[str](), set[str]()
    for post_id, url, seen_today in conn.execute(statement.where(posts.c.source_id.in_(_of_the_account(source_id)))):
        known.add(post_id)
        if url is not None:
            addresses[post_id] = url
        if seen_today:
            today.add(post_id)
    known.update(conn.scalars(_coauthored(source_id)))
    for post_id, url, came_at in unparsed_posts(conn, source_id):
        if url is not None:
            addresses.setdefault(post_id, url)
        if came_at >= midnight:
            today.add(post_id)
    return StoredPosts(addresses, frozenset(known), frozenset(today))


def left_sources(conn: Connection, configured: Collection[str]) -> dict[str, str]:
    """Return the sources that the store holds and the configuration no longer names, and their platforms."""
    held = conn.execute(select(sources.c.source_id, sources.c.platform).order_by(sources.c.source_id))
    return {row.source_id: row.platform for row in held if row.source_id not in configured}


def _of_the_account(source_id: str) -> Select[str]:
    """Return the sources that watch the same account: two lists of one site, for example."""
    mine = sources.alias()
    same = (mine.c.platform == sources.c.platform) & (func.lower(mine.c.account) == func.lower(sources.c.account))
    return select(sources.c.source_id).join(mine, same).where(mine.c.source_id == source_id)


def _coauthored(source_id: str) -> Select[str]:
    """Return the posts that the account wrote together with another one, and that stand under that one's source."""
    of_platform = post_terms.c.post_id.between(sources.c.platform + ":", sources.c.platform + ";")
    named = (post_terms.c.kind == "coauthor") & (func.lower(post_terms.c.value) == func.lower(sources.c.account))
    return select(post_terms.c.post_id).join(sources, of_platform & named).where(sources.c.source_id == source_id)
