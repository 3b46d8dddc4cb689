"""One page, one transaction: the raw answer, its records, and where the source stands after it."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import DBAPIError

from collectors.records import Account, Page, Parsed, RawPage
from storage.db.bulk import batches, write_rows
from storage.harvest.cursors import advance_cursor
from storage.harvest.posts.counts import upsert_insights, upsert_snapshots
from storage.harvest.posts.posts import mark_seen, upsert_posts
from storage.harvest.provenance import Provenance
from storage.harvest.responses import note_comments_read, oldest_text, upsert_responses
from storage.harvest.unparsed import record_unparsed
from storage.harvest.validators import keep_validators
from storage.schema.tables import accounts, pages, posts, responses, unread_posts

PRUNED = b""  # the body of a page that was kept long enough
BODIES = 100  # that are dropped at once: each is overwritten, and others wait for it
COMPRESSION = 1  # three quarters of what level 6 saves, at a quarter of its time


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
    keep_validators(conn, page.validators, provenance.source_id, provenance.seen_at)
    advance_cursor(conn, page, provenance, new)
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


def last_fetch(conn: Connection) -> datetime | None:
    """Return when the newest page was fetched, None where there is none."""
    return conn.scalar(select(pages.c.fetched_at).order_by(pages.c.page_id.desc()).limit(1))


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
