"""Old texts that come back: the keys of each text, which texts have none yet, and what was found."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Connection, and_, case, delete, func, or_, select, update

from storage.db.bulk import AT_ONCE, batches, write_rows
from storage.schema.selects.fragments import UNCOUNTED
from storage.schema.tables import posts, recirculated, sources, text_keys

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

SIGNED = 500  # texts that are given their keys at a time, in one write transaction
BEGINNING = 1000  # characters: more than the words by which texts meet
_COMPARED = (posts.c.published_at.is_not(None), posts.c.kind.not_in(UNCOUNTED))


class Unsigned(NamedTuple):
    """A post whose text waits for its keys; ``moved``: its text had some, but its date or its source's city changed.

    ``former`` are the keys of an earlier text.
    """

    post_id: str
    digest: str
    published_at: datetime | None
    city: str | None
    text: str
    moved: bool
    former: bytes | None


def unsigned_posts(conn: Connection, rules: Collection[str], after: str) -> list[Unsigned]:
    """Return some posts that are to be compared anew, in the order of their ids.

    Their text has no keys by one of these rules, or was compared under another date or city.
    """
    signed, same_text = text_keys.c, text_keys.c.digest == posts.c.text_digest
    moved = or_(
        signed.published_at.is_distinct_from(posts.c.published_at), signed.city.is_distinct_from(sources.c.city)
    )
    changed = or_(signed.post_id.is_(None), ~same_text, signed.rules.not_in(rules), moved)
    statement = (
        select(
            posts.c.post_id,
            posts.c.text_digest,
            posts.c.published_at,
            sources.c.city,
            func.substr(posts.c.text, 1, BEGINNING),
            and_(signed.post_id.is_not(None), same_text, moved),
            case((~same_text, signed.bands)),
        )
        .join(sources, sources.c.source_id == posts.c.source_id)
        .outerjoin(text_keys, signed.post_id == posts.c.post_id)
        .where(posts.c.kind.not_in(UNCOUNTED), or_(posts.c.published_at.is_not(None), signed.published_at.is_not(None)))
        .where(changed, posts.c.post_id > after)
        .order_by(posts.c.post_id)
        .limit(SIGNED)
    )
    return [Unsigned._make(row) for row in conn.execute(statement)]


def store_keys(conn: Connection, found: Iterable[tuple[Unsigned, bytes | None, str]]) -> None:
    """Note the keys of texts with date, city and rules; a text without any is noted, too."""
    names = ("digest", "published_at", "city", "bands", "rules")
    rows = [
        {
            "post_id": post.post_id,
            "digest": post.digest,
            "published_at": post.published_at,
            "city": post.city,
            "bands": bands,
            "rules": rules,
        }
        for post, bands, rules in found
    ]
    write_rows(conn, text_keys, rows, refresh=names)


def signed_by(conn: Connection, *rules: str) -> set[str]:
    """Return the posts whose keys name one of these rules."""
    return set(conn.scalars(select(text_keys.c.post_id).where(text_keys.c.rules.in_(rules))))


def mark_compared(conn: Connection, post_ids: Collection[str], rules: str) -> None:
    """Let the keys of these posts name the rules by which they were compared."""
    for part in batches(post_ids):
        conn.execute(update(text_keys).where(text_keys.c.post_id.in_(part)).values(rules=rules))


def keys_of_posts(conn: Connection, post_ids: Collection[str]) -> Iterator[bytes]:
    """Yield the keys of these posts that have some."""
    for part in batches(post_ids):
        keys = text_keys.c.bands
        yield from conn.scalars(select(keys).where(text_keys.c.post_id.in_(part), keys.is_not(None)))


def signed_posts(conn: Connection) -> Iterator[tuple[str, str | None, datetime, bytes]]:
    """Yield all posts with keys, oldest first; rows are streamed."""
    statement = (
        select(posts.c.post_id, sources.c.city, posts.c.published_at, text_keys.c.bands)
        .join(text_keys, text_keys.c.post_id == posts.c.post_id)
        .join(sources, sources.c.source_id == posts.c.source_id)
        .where(*_COMPARED, text_keys.c.bands.is_not(None))
        .order_by(posts.c.published_at, posts.c.post_id)
        .execution_options(yield_per=AT_ONCE)
    )
    for row in conn.execute(statement):
        yield row[0], row[1], row[2], row[3]


def texts_of(conn: Connection, post_ids: Collection[str]) -> dict[str, str]:
    """Return the beginnings of texts by post."""
    found: dict[str, str] = {}
    for part in batches(post_ids):
        statement = select(posts.c.post_id, func.substr(posts.c.text, 1, BEGINNING)).where(posts.c.post_id.in_(part))
        found |= {post: text for post, text in conn.execute(statement)}  # noqa: C416  # rows are no pairs to mypy
    return found


def returns_to(conn: Connection, post_ids: Collection[str]) -> set[str]:
    """Return the posts that were found to repeat one of these."""
    found: set[str] = set()
    for part in batches(post_ids):
        found |= set(conn.scalars(select(recirculated.c.post_id).where(recirculated.c.first_post_id.in_(part))))
    return found


def store_returns(conn: Connection, wanted: Collection[str], found: Sequence[DataclassInstance]) -> None:
    """Make the store hold of these posts exactly what was *found*."""
    for part in batches(wanted):
        conn.execute(delete(recirculated).where(recirculated.c.post_id.in_(part)))
    write_rows(conn, recirculated, [asdict(one) for one in found])


def count_returns(conn: Connection) -> int:
    """Count the posts that repeat an old text."""
    return conn.scalar(select(func.count()).select_from(recirculated)) or 0
