"""The posts themselves: new ones are added, known ones refreshed, and an edited text is kept as a version."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select, update

from collectors.records import NOT_TOLD, Post
from storage.db.bulk import Columns, batches, write_columns
from storage.db.engine import insert_for
from storage.db.wall_clock import local_time
from storage.harvest.posts.details import replace_details, telling_more, with_held_coauthors
from storage.harvest.posts.held_texts import (
    UNREAD,
    TextChoice,
    choose_text,
    not_of_the_future,
    shows_beginnings,
    with_exact_date,
)
from storage.harvest.provenance import Provenance
from storage.schema.tables import post_versions, posts

# first_seen_at and source_id stay: they record when and where we learned of the post.
# deleted_at is renewed to nothing: what is seen again is not deleted. An edit is dated when one is found.
REFRESHED = (
    "kind", "url", "title", "text", "language", "byline", "published_at", "published_precision",
    "published_local", "iso_week", "reference", "pinned", "method", "text_digest", "page_id", "last_seen_at",
    "deleted_at",
)  # fmt: skip
FORWARD = ("observed_at",)
AS_TOLD = (
    "post_id", "kind", "url", "title", "text", "language", "byline", "published_at", "published_precision",
    "reference", "pinned", "method",
)  # fmt: skip

STORED_TEXTS = select(
    posts.c.post_id,
    posts.c.source_id,
    posts.c.kind,
    posts.c.reference,
    posts.c.title,
    posts.c.text,
    posts.c.url,
    posts.c.text_digest,
    posts.c.method,
    posts.c.published_at,
    posts.c.published_precision,
).where(posts.c.post_id.in_(bindparam("post_ids", expanding=True)))


def upsert_posts(conn: Connection, found: Sequence[Post], provenance: Provenance, page_id: int) -> int:
    """Store new posts and refresh known ones; an edited text is kept as a version first."""
    if not found:
        return 0
    before = _texts(conn, [post.post_id for post in found])
    pairs = [(not_of_the_future(post, provenance.seen_at), before.get(post.post_id)) for post in found]
    beginnings = shows_beginnings(pairs)
    chosen = ((choose_text(post, held, beginnings=beginnings), held) for post, held in pairs)
    choices = [with_exact_date(choice, held, provenance.seen_at) for choice, held in chosen]
    mark_seen(conn, [one.post.post_id for one in choices if one.stale], provenance.seen_at)
    kept = [one for one in choices if not one.stale]
    edited = [one.post.post_id for one in kept if one.edited]
    _keep_versions(conn, [before[key] for key in edited], provenance.seen_at)
    # SQLite with foreign keys takes half as long again for rows that may conflict: only held ones are said to.
    for held, refresh in ((False, ()), (True, REFRESHED)):
        some = [one for one in kept if (one.post.post_id in before) is held]
        columns = _post_columns(some, provenance, page_id)
        write_columns(conn, posts, columns, refresh=refresh, forward=FORWARD if held else ())
    renewed = [one.post for one in kept if one.renewed]
    # Two accounts of a common post each name the other as its co-author: that one is heard under which it stands.
    own = {key for key, held in before.items() if held.source_id == provenance.source_id}
    renewed = with_held_coauthors(conn, renewed, own)
    renewed += telling_more(conn, [one.post for one in kept if one.unchanged and one.post.post_id in own])
    fresh = [one.post for one in kept if one.post.post_id not in before]
    replace_details(conn, [*fresh, *renewed], [post.post_id for post in renewed])
    for part in batches(edited):
        conn.execute(update(posts).where(posts.c.post_id.in_(part)).values(edited_at=provenance.seen_at))
    return len(choices) - len(before)


def _post_columns(choices: Sequence[TextChoice], provenance: Provenance, page_id: int) -> Columns:
    part = [one.post for one in choices]
    local = [local_time(post.published_at, provenance.zone) for post in part]
    same: dict[str, Any] = {
        "source_id": provenance.source_id,
        "page_id": page_id,
        "first_seen_at": provenance.seen_at,
        "last_seen_at": provenance.seen_at,
        "deleted_at": None,
    }
    return {
        **{name: list(map(attrgetter(name), part)) for name in AS_TOLD},
        "published_local": [wall_clock for wall_clock, _ in local],
        "iso_week": [week for _, week in local],
        "text_digest": [one.digest for one in choices],
        "observed_at": [None if post.metrics == NOT_TOLD else provenance.seen_at for post in part],
        **{name: [value] * len(part) for name, value in same.items()},
    }


def _texts(conn: Connection, post_ids: Sequence[str]) -> dict[str, Any]:
    parts = batches(post_ids)
    return {row.post_id: row for part in parts for row in conn.execute(STORED_TEXTS, {"post_ids": part})}


def _keep_versions(conn: Connection, earlier: Sequence[Any], replaced_at: datetime) -> None:
    if earlier:
        statement = insert_for(conn.dialect.name)(post_versions).on_conflict_do_nothing()
        rows = [
            {"post_id": row.post_id, "title": row.title, "text": row.text, "replaced_at": replaced_at}
            for row in earlier
        ]
        conn.execute(statement, rows)


def mark_seen(conn: Connection, post_ids: Sequence[str], at: datetime) -> None:
    """Note that posts still stand as they were."""
    for part in batches(post_ids):
        held = posts.c.post_id.in_(part) & (posts.c.last_seen_at < at)
        conn.execute(update(posts).where(held).values(last_seen_at=at, deleted_at=None))


def forget_parsed(conn: Connection, post_ids: Sequence[str], shown_at: datetime) -> None:
    """Forget what earlier parsers made of posts from the page of *shown_at* on, so that a replay writes it anew.

    Versions from before stay: their pages may have been pruned.
    """
    kept = select(func.max(post_versions.c.replaced_at)).where(post_versions.c.post_id == posts.c.post_id)
    unread = {"text_digest": UNREAD, "edited_at": kept.scalar_subquery()}
    for part in batches(post_ids):
        later = post_versions.c.post_id.in_(part) & (post_versions.c.replaced_at > shown_at)
        conn.execute(delete(post_versions).where(later))
        conn.execute(update(posts).where(posts.c.post_id.in_(part)).values(unread))
