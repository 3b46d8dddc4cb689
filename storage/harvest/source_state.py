"""The state of a source as a run begins: its posts, and which are due for another look."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Select, case, func, select

from storage.harvest.unparsed import brought_at, unparsed_posts
from storage.schema.tables import FORGOTTEN, accounts, post_terms, posts, sources


@dataclass(frozen=True, slots=True)
class StoredPosts:
    """The posts of a source, as a collector needs to know them."""

    addresses: dict[str, str]
    """post_id → address of those that are not known to be deleted, parsed or not."""
    known: frozenset[str]
    """The post_ids that need no fetching to be known: of this source, or of another of the same account."""
    read_today: frozenset[str]
    """The post_ids that were read in this UTC day."""


def load_stored_posts(conn: Connection, source_id: str, now: datetime) -> StoredPosts:
    """Load the posts of a source, and the post_ids of other sources that its platform may show it as well."""
    midnight = _midnight(now)
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


def _midnight(now: datetime) -> datetime:
    """Return when the UTC day of *now* began."""
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def posts_lacking(conn: Connection, source_id: str) -> int:
    """Return how many more posts the platform says the account has than are held."""
    held = select(func.count()).where(posts.c.source_id == source_id, posts.c.deleted_at.is_(None)).scalar_subquery()
    return int(conn.scalar(select(sources.c.post_count - held).where(sources.c.source_id == source_id)) or 0)


def account_seen(conn: Connection, source_id: str, name: str, now: datetime) -> bool:
    """Whether the account was observed under this name in this UTC day."""
    mine = (accounts.c.source_id == source_id) & (func.lower(accounts.c.name) == name.lower())
    return bool(conn.scalar(select(func.count()).where(mine, accounts.c.observed_at >= _midnight(now))))


def load_due_posts(conn: Connection, source_id: str, days: Sequence[int], now: datetime) -> dict[str, str]:
    """Return post_id → address of posts that passed a planned age since they were last seen, youngest first.

    A post whose oldest planned age had passed at first sight is never due; nor is one seen in this UTC day. An answer
    that could not be read yet was a look, too: it is kept, and asking again would cost again.
    """
    midnight = _midnight(now)
    statement = (
        select(posts.c.post_id, posts.c.url, posts.c.published_at, posts.c.last_seen_at)
        .where(
            posts.c.source_id == source_id,
            posts.c.deleted_at.is_(None),
            posts.c.kind != "repost",
            posts.c.text_digest != FORGOTTEN,
            posts.c.published_at >= now - timedelta(days=max(days) + 31),
            posts.c.last_seen_at < midnight,
        )
        .order_by(posts.c.published_at.desc())
    )
    rows = conn.execute(statement).all()
    unread = brought_at(conn, [row.post_id for row in rows])
    looks = ((row, max(row.last_seen_at, unread.get(row.post_id, row.last_seen_at))) for row in rows)
    return {row.post_id: row.url for row, at in looks if at < midnight and _is_due(row.published_at, at, days, now)}


def publication_of(conn: Connection, post_id: str) -> datetime:
    """Return when a due post was published: one without a date is never due."""
    found: datetime = conn.execute(select(posts.c.published_at).where(posts.c.post_id == post_id)).scalar_one()
    return found


def _is_due(published_at: datetime, seen_at: datetime, days: Sequence[int], now: datetime) -> bool:
    ages = (published_at + timedelta(days=day) for day in days)
    return any(seen_at < age <= now for age in ages)


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
