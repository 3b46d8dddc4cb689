"""Responses of people to the accounts: storing them, and which are still to be asked for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, func, select, update

from collectors.records import Parsed, Response
from storage.db.bulk import batches, write_rows
from storage.db.column_types import clean_text
from storage.db.wall_clock import local_time
from storage.labels.response_labels import drop_labels
from storage.schema.tables import posts, responses, snapshots

if TYPE_CHECKING:
    from storage.harvest.provenance import Provenance

# first_seen_at and source_id stay, and so do the moments at which a text was taken away.
REFRESHED = (
    "post_id", "parent_id", "kind", "author_hash", "is_official", "published_at", "published_local", "iso_week", "text",
    "language", "likes", "page_id", "last_seen_at", "deleted_at",
)  # fmt: skip
HELD = ("response_id", "kind", "published_at", "text", "author_hash", "post_id", "parent_id")


def upsert_responses(conn: Connection, found: Sequence[Response], provenance: Provenance, page_id: int) -> None:
    """Store responses, the later showing of one on a page last; whose text was taken away gets none again."""
    if not found:  # as on every page of posts: not even statements are made
        return
    rows = {response.response_id: _row(response, provenance, page_id) for response in found}
    for response_id in _bare(conn, list(rows)):
        rows[response_id]["text"] = None
    drop_labels(conn, _edited(conn, rows))
    write_rows(conn, responses, list(rows.values()), refresh=REFRESHED)


def _row(response: Response, provenance: Provenance, page_id: int) -> dict[str, Any]:
    local, week = local_time(response.published_at, provenance.zone)
    return {
        "response_id": response.response_id,
        "source_id": provenance.source_id,
        "post_id": response.post_id,
        "parent_id": response.parent_id,
        "kind": response.kind,
        "author_hash": response.author_hash,
        "is_official": response.is_official,
        "published_at": response.published_at,
        "published_local": local,
        "iso_week": week,
        "text": response.text,
        "language": response.language,
        "likes": response.likes,
        "page_id": page_id,
        "first_seen_at": provenance.seen_at,
        "last_seen_at": provenance.seen_at,
        "deleted_at": None,
    }


def _bare(conn: Connection, response_ids: Sequence[str]) -> list[str]:
    """Return which of the responses had their text taken away."""
    gone = responses.c.expired_at.is_not(None) | responses.c.forgotten_at.is_not(None)
    bare = select(responses.c.response_id).where(gone)
    parts = batches(response_ids)
    return [found for part in parts for found in conn.scalars(bare.where(responses.c.response_id.in_(part)))]


def _edited(conn: Connection, rows: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return which stored responses have another text now."""
    texts = select(responses.c.response_id, responses.c.text)
    held = [row for part in batches(rows) for row in conn.execute(texts.where(responses.c.response_id.in_(part)))]
    return [key for key, text in held if rows[key]["text"] is not None and text != clean_text(rows[key]["text"])]


def oldest_text(parsed: Parsed) -> datetime | None:
    """Return when the oldest response whose text a page holds was published; None for a page without texts."""
    return min((response.published_at for response in parsed.responses if response.text is not None), default=None)


def _told(column: ColumnElement[Any]) -> Any:
    """Return a post's number of comments as last told."""
    return (
        select(snapshots.c.comments)
        .where(snapshots.c.post_id == column, snapshots.c.comments.is_not(None))
        .order_by(snapshots.c.observed_at.desc())
        .limit(1)
        .correlate(posts)
        .scalar_subquery()
    )


def note_comments_read(conn: Connection, post_ids: Sequence[str]) -> None:
    """Note that the comments which these posts were last said to have were read to the end."""
    if not post_ids:
        return
    told = _told(posts.c.post_id)
    for part in batches(post_ids):
        conn.execute(update(posts).where(posts.c.post_id.in_(part)).values(comments_read=told))


def posts_with_new_comments(conn: Connection, source_id: str, since: datetime) -> dict[str, str]:
    """Return post_id → address of the posts since then whose number of comments changed, newest first; no replies."""
    told = _told(posts.c.post_id)
    statement = (
        select(posts.c.post_id, posts.c.url)
        .where(
            posts.c.source_id == source_id,
            posts.c.deleted_at.is_(None),
            posts.c.kind != "reply",
            posts.c.published_at >= since,
            told != func.coalesce(posts.c.comments_read, 0),
        )
        .order_by(posts.c.published_at.desc())
    )
    return {row.post_id: row.url for row in conn.execute(statement)}


def stored_responses(conn: Connection, source_id: str) -> dict[str, str]:
    """Return response_id → the platform's own id of all responses of a source."""
    found = conn.scalars(select(responses.c.response_id).where(responses.c.source_id == source_id))
    return {response_id: response_id.partition(":")[2] for response_id in found}


def held_responses(conn: Connection, post_ids: Collection[str]) -> list[Response]:
    """Return the stored responses to these posts."""
    columns = [responses.c[name] for name in HELD]
    parts = batches(post_ids)
    found = [row for part in parts for row in conn.execute(select(*columns).where(responses.c.post_id.in_(part)))]
    return [Response(**row._mapping) for row in found]  # noqa: SLF001  # SQLAlchemy's public name begins so


def stored_answers(conn: Connection, post_ids: Collection[str]) -> dict[str, int]:
    """Return response_id → how many stored responses answer it, for the responses to these posts that have any."""
    answers: dict[str, int] = {}
    for part in batches(post_ids):
        statement = select(responses.c.parent_id, func.count()).where(responses.c.post_id.in_(part))
        counted = statement.where(responses.c.parent_id.is_not(None)).group_by(responses.c.parent_id)
        answers |= {row[0]: row[1] for row in conn.execute(counted)}
    return answers
