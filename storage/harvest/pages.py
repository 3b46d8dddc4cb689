"""One page, one transaction: the raw answer, its records, and where the source stands after it."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update
from sqlalchemy.exc import DBAPIError

from collectors.records import Account, Media, Page, Parsed, Post, RawPage
from storage.db.bulk import Columns, batches, write_columns, write_rows
from storage.db.engine import insert_for
from storage.db.wall_clock import local_time
from storage.harvest.cursors import advance
from storage.harvest.held_texts import (
    UNREAD,
    Standing,
    joined_media,
    not_of_the_future,
    standing_of,
    tells_more,
    terms_of,
    with_exact_date,
)
from storage.harvest.provenance import Provenance
from storage.harvest.responses import note_comments_read, oldest_text, upsert_responses
from storage.harvest.unparsed import record_unparsed
from storage.harvest.validators import remember
from storage.schema.tables import (
    accounts,
    insights,
    pages,
    post_media,
    post_terms,
    post_versions,
    posts,
    responses,
    snapshots,
    unread_posts,
)

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
PRUNED = b""  # the body of a page that was kept long enough
BODIES = 100  # that are dropped at once: each is overwritten, and others wait for it
COMPRESSION = 1  # three quarters of what level 6 saves, at a quarter of its time
COUNTS = ("likes", "comments", "shares", "views", "interactions")

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


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A raw page as it was kept, for replay."""

    page_id: int
    provenance: Provenance
    raw: RawPage


def commit_page(conn: Connection, page: Page, provenance: Provenance) -> int:
    """Store a page and all that it told; return how many posts were new.

    The caller's transaction holds all of it, so that a kill leaves either everything or nothing.
    """
    page_id = _insert_raw(conn, page, provenance)
    new = store_records(conn, page.parsed, provenance, page_id)
    remember(conn, page.validators, provenance.source_id, provenance.seen_at)
    advance(conn, page, provenance, new)
    note_comments_read(conn, page.answered)
    return new


def find_refused(conn: Connection, page: Page, provenance: Provenance) -> set[str]:
    """Return the post_ids of a page that the database cannot hold, tried one by one; nothing is stored."""
    refused = set[str]()
    with conn.begin_nested() as trial:
        page_id = _insert_raw(conn, page, provenance)
        for post in page.parsed.posts:
            try:
                with conn.begin_nested():
                    upsert_posts(conn, [post], provenance, page_id)
            except (DBAPIError, OverflowError):
                refused.add(post.post_id)
        trial.rollback()
    return refused


def store_records(conn: Connection, parsed: Parsed, provenance: Provenance, page_id: int) -> int:
    """Store what was parsed from a page; return how many posts were new."""
    # A page may show a post twice; the later showing is what stands.
    found = list({post.post_id: post for post in parsed.posts}.values())
    new = upsert_posts(conn, found, provenance, page_id)
    upsert_snapshots(conn, found, provenance.seen_at)
    upsert_insights(conn, found, provenance.seen_at)
    if parsed.account:
        upsert_account(conn, parsed.account, provenance)
    upsert_responses(conn, parsed.responses, provenance, page_id)
    mark_gone(conn, parsed.gone, provenance.seen_at)
    mark_seen(conn, parsed.unchanged, provenance.seen_at)
    if provenance.stream == "posts":  # of unread responses nothing is kept
        record_unparsed(conn, parsed, provenance.source_id, page_id)
    return new


def upsert_posts(conn: Connection, found: Sequence[Post], provenance: Provenance, page_id: int) -> int:
    """Store new posts and refresh known ones; an edited text is kept as a version first."""
    if not found:
        return 0
    before = _texts(conn, [post.post_id for post in found])
    possible = (not_of_the_future(post, provenance.seen_at) for post in found)
    dated = [with_exact_date(post, before.get(post.post_id)) for post in possible]
    weighed = [standing_of(post, before.get(post.post_id)) for post in dated]
    mark_seen(conn, [one.post.post_id for one in weighed if one.stale], provenance.seen_at)
    standing = [one for one in weighed if not one.stale]
    edited = [one.post.post_id for one in standing if one.edited]
    _keep_versions(conn, [before[key] for key in edited], provenance.seen_at)
    # SQLite with foreign keys takes half as long again for rows that may conflict: only held ones are said to.
    for held, refresh in ((False, ()), (True, REFRESHED)):
        some = [one for one in standing if (one.post.post_id in before) is held]
        columns = _post_columns(some, provenance, page_id)
        write_columns(conn, posts, columns, refresh=refresh, forward=FORWARD if held else ())
    renewed = [one.post for one in standing if one.renewed]
    # Two accounts of a common post each name the other as its co-author: that one is heard under which it stands.
    own = {key for key, held in before.items() if held.source_id == provenance.source_id}
    renewed = _with_held_coauthors(conn, renewed, own)
    renewed += _telling_more(conn, [one.post for one in standing if one.unchanged and one.post.post_id in own])
    fresh = [one.post for one in standing if one.post.post_id not in before]
    _replace_details(conn, [*fresh, *renewed], [post.post_id for post in renewed])
    for part in batches(edited):
        conn.execute(update(posts).where(posts.c.post_id.in_(part)).values(edited_at=provenance.seen_at))
    return len(weighed) - len(before)


def _post_columns(some: Sequence[Standing], provenance: Provenance, page_id: int) -> Columns:
    part = [one.post for one in some]
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
        "text_digest": [one.digest for one in some],
        "observed_at": [provenance.seen_at if post.metrics.told else None for post in part],
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


def _telling_more(conn: Connection, told: Sequence[Post]) -> list[Post]:
    """Return of held posts those that tell further terms or more of media than is held, and lack nothing of it.

    A list that was odd when its post was first seen comes whole later, and an account may join a post as co-author.
    """
    terms = _held_terms(conn, told)
    media: dict[str, list[Media]] = defaultdict(list)
    for part in batches([post.post_id for post in told]):
        for post_id, *medium in conn.execute(STORED_MEDIA, {"post_ids": part}):
            media[post_id].append(Media(*medium))
    joined = [replace(post, media=joined_media(post.media, media[post.post_id])) for post in told]
    return [post for post in joined if tells_more(post, terms[post.post_id], media[post.post_id])]


def _with_held_coauthors(conn: Connection, renewed: Sequence[Post], own: Collection[str]) -> list[Post]:
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


def _replace_details(conn: Connection, changed: Sequence[Post], renewed: Sequence[str]) -> None:
    """Write hashtags, mentions, links and media of new and changed posts."""
    for table in (post_terms, post_media):
        for part in batches(renewed):
            conn.execute(delete(table).where(table.c.post_id.in_(part)))
    terms = [
        (post.post_id, kind, position, value)
        for post in changed
        for kind, values in terms_of(post)
        for position, value in enumerate(values)
    ]
    media = [(post.post_id, n, m.kind, m.url, m.alt_text) for post in changed for n, m in enumerate(post.media)]
    for table, rows in ((post_terms, terms), (post_media, media)):
        write_columns(conn, table, dict(zip(table.c.keys(), zip(*rows, strict=True), strict=False)))


def upsert_snapshots(conn: Connection, found: Sequence[Post], observed_at: datetime) -> None:
    """Add the counts of the posts that tell any; the same moment seen twice keeps the later answer."""
    told = [post for post in found if post.metrics.told]
    counts: dict[str, Any] = {name: [getattr(post.metrics, name) for post in told] for name in COUNTS}
    counts["method"] = [post.method for post in told]
    keys: dict[str, Any] = {"post_id": [post.post_id for post in told], "observed_at": [observed_at] * len(told)}
    write_columns(conn, snapshots, {**keys, **counts}, refresh=tuple(counts))


def upsert_insights(conn: Connection, found: Sequence[Post], observed_at: datetime) -> None:
    """Add the further counts that posts tell."""
    rows = [
        {"post_id": post.post_id, "observed_at": observed_at, "name": name, "value": value, "method": post.method}
        for post in found
        for name, value in post.insights
    ]
    if rows:
        write_rows(conn, insights, rows, refresh=("value", "method"))


def upsert_account(conn: Connection, account: Account, provenance: Provenance) -> None:
    """Add what the account looked like."""
    seen = asdict(account)
    row = {"source_id": provenance.source_id, "observed_at": provenance.seen_at, **seen}
    write_rows(conn, accounts, [row], refresh=tuple(seen))


def mark_gone(conn: Connection, post_ids: Sequence[str], at: datetime) -> None:
    """Date the deletion of posts and responses that the platform said are gone; an earlier date stays."""
    for table, key in ((posts, posts.c.post_id), (responses, responses.c.response_id)):
        for part in batches(post_ids):
            held = key.in_(part) & table.c.deleted_at.is_(None)
            conn.execute(update(table).where(held).values(deleted_at=at))


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


def prune_pages(
    conn: Connection, before: datetime, source_id: str | None = None, *, after: int = 0
) -> tuple[int, int | None]:
    """Drop some raw bodies fetched before then, of one source or of all; that they were fetched stays known.

    Those that hold posts which no parser could read yet are kept: they are all that there is of them. Only pages
    numbered above *after* are looked at. Returns how many went, and the last of their numbers, None when none did.
    """
    old = (pages.c.page_id > after) & (pages.c.fetched_at < before) & (func.length(pages.c.body) > 0)
    old &= pages.c.page_id.not_in(select(unread_posts.c.page_id))
    if source_id is not None:
        old &= pages.c.source_id == source_id
    some = list(conn.scalars(select(pages.c.page_id).where(old).order_by(pages.c.page_id).limit(BODIES)))
    conn.execute(update(pages).where(pages.c.page_id.in_(some)).values(body=PRUNED))
    return len(some), some[-1] if some else None


def stored_pages(conn: Connection, source_id: str, zone: ZoneInfo) -> Iterator[StoredPage]:
    """Yield the raw pages of a source in the order in which they came."""
    kept = (pages.c.source_id == source_id) & (func.length(pages.c.body) > 0)
    statement = select(pages).where(kept).order_by(pages.c.page_id)
    for row in conn.execute(statement, execution_options={"yield_per": 50}):
        provenance = Provenance(row.run_id, source_id, row.fetched_at, zone)
        yield StoredPage(row.page_id, provenance, RawPage(row.kind, row.url, zlib.decompress(row.body)))


def stored_body(raw: RawPage) -> bytes:
    """Return a body as it is kept; one that was emptied is like one that was kept long enough."""
    return zlib.compress(raw.body, COMPRESSION) if raw.body else PRUNED


def _insert_raw(conn: Connection, page: Page, provenance: Provenance) -> int:
    row = {
        "run_id": provenance.run_id,
        "source_id": provenance.source_id,
        "fetched_at": provenance.seen_at,
        "kind": page.raw.kind,
        "url": page.raw.url,
        "body": stored_body(page.raw),
        "oldest_text_at": oldest_text(page.parsed),
    }
    key = conn.execute(insert(pages), row).inserted_primary_key
    if key is None:
        raise RuntimeError("the database numbered no page")
    return int(key[0])
