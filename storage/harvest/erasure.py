"""Taking texts away: from the records, from earlier versions, from labels, and from the raw pages that hold them."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    Select,
    Table,
    bindparam,
    delete,
    func,
    select,
    true,
    update,
)

from collectors.records import Forgotten, Parsed, RawPage
from storage.db.bulk import batches
from storage.db.engine import insert_for, reading, transaction
from storage.db.errors import store_errors
from storage.harvest.alike import drop_returns
from storage.harvest.pages import stored_body
from storage.harvest.responses import oldest_text
from storage.harvest.search import forget_documents
from storage.labels.issue_agencies import note_dropped
from storage.labels.response_labels import empty_evidence
from storage.schema.tables import (
    FORGOTTEN,
    issue_periods,
    issues,
    labels,
    pages,
    post_media,
    post_terms,
    post_versions,
    posts,
    responses,
    sources,
    tombstones,
    unread_posts,
)
from storage.schema.tables.desk import answer_notes
from storage.schema.tables.press import press_articles, press_issues

Subject = Literal["author", "response", "post"]
Purge = Callable[[RawPage, Forgotten], RawPage]
Parse = Callable[[RawPage], Parsed]
PAGES_AT_ONCE = 25
"""Purged pages that are written together: SQLite waits for the disk after each transaction."""


@dataclass(frozen=True, slots=True)
class Rewriter:
    """The means to purge a source's raw pages and read them again; of one that left nothing reads them."""

    purge: Purge
    parse: Parse | None


def buried(conn: Connection, before: datetime | None = None) -> Forgotten:
    """Return everything that may not come back."""
    found: dict[str, set[str]] = {"author": set(), "response": set(), "post": set()}
    for subject, kind in conn.execute(select(tombstones.c.subject, tombstones.c.kind)):
        found[kind].add(subject)
    posts_, responses_, authors = (frozenset(found[kind]) for kind in ("post", "response", "author"))
    return Forgotten(posts_, responses_, authors, before)


def kind_of(conn: Connection, subject: str) -> Subject | None:
    """Return what is known under this name: an author's hash, a response_id or a post_id."""
    columns: Sequence[tuple[Subject, ColumnElement[str]]] = (
        ("author", responses.c.author_hash),
        ("response", responses.c.response_id),
        ("post", posts.c.post_id),
        ("post", unread_posts.c.post_id),
    )
    known = (kind for kind, column in columns if conn.scalar(select(column).where(column == subject).limit(1)))
    return next(known, None)


def sources_of(conn: Connection, subject: str) -> list[str]:
    """Return the sources that hold a subject."""
    mine = (responses.c.author_hash == subject) | (responses.c.response_id == subject)
    found = set(conn.scalars(select(responses.c.source_id).where(mine).distinct()))
    for table in (posts, unread_posts):
        found |= set(conn.scalars(select(table.c.source_id).where(table.c.post_id == subject)))
    return sorted(found)


def weeks_of(conn: Connection, subject: str) -> list[str]:
    """Return the ISO weeks in whose reports a post may stand."""
    week = posts.c.iso_week
    return list(conn.scalars(select(week).where(posts.c.post_id == subject, week.is_not(None))))


def bury(  # noqa: PLR0913  # a tombstone's columns
    conn: Connection,
    kind: Subject,
    subjects: Sequence[str],
    at: datetime,
    reason: str,
    *,
    alike: Collection[str] | None = None,
) -> None:
    """Set tombstones, and take the texts out of the records; the raw pages are ``rewrite_pages``'s."""
    set_tombstones(conn, kind, subjects, at, reason)
    empty(conn, kind, subjects, at, alike)


def set_tombstones(conn: Connection, kind: Subject, subjects: Collection[str], at: datetime, reason: str) -> None:
    """Note that these may not come back: from then on no harvest stores their texts; an earlier note stays."""
    rows = [{"subject": subject, "kind": kind, "buried_at": at, "reason": reason} for subject in subjects]
    if rows:
        conn.execute(insert_for(conn.dialect.name)(tombstones).on_conflict_do_nothing(), rows)


def half_buried(conn: Connection, source_id: str) -> tuple[Forgotten, list[str]]:
    """Return what has a tombstone while a source's records still hold it, and the responses among these records.

    Responses that came after their tombstone never had a text, and are none of these.
    """
    if conn.scalar(select(tombstones.c.subject).limit(1)) is None:
        return Forgotten(), []
    known = select(tombstones.c.subject).where(tombstones.c.kind == "post")
    left = set[str]()
    for table, holds in ((posts, posts.c.text_digest != FORGOTTEN), (unread_posts, true())):
        theirs = (table.c.source_id == source_id) & table.c.post_id.in_(known)
        left |= set(conn.scalars(select(table.c.post_id).where(theirs, holds)))
    named = {"response": responses.c.response_id, "author": responses.c.author_hash}
    found = {kind: conn.execute(_half_buried_by(kind, column, source_id)).all() for kind, column in named.items()}
    subjects = {kind: frozenset(row.subject for row in rows) for kind, rows in found.items()}
    said = sorted({row.response_id for rows in found.values() for row in rows})
    return Forgotten(frozenset(left), subjects["response"], subjects["author"]), said


def _half_buried_by(kind: str, column: ColumnElement[str], source_id: str) -> Select[tuple[str, str]]:
    return (
        select(responses.c.response_id, tombstones.c.subject)
        .join(tombstones, (tombstones.c.subject == column) & (tombstones.c.kind == kind))
        .where(
            responses.c.source_id == source_id,
            responses.c.forgotten_at.is_(None),
            responses.c.first_seen_at <= tombstones.c.buried_at,
        )
    )


def empty(
    conn: Connection, kind: Subject, subjects: Sequence[str], at: datetime, alike: Collection[str] | None = None
) -> None:
    """Take the texts out of the records; a post that the platform shows again gets its own anew.

    *alike* are the posts whose texts are nearly equal to these, where they were looked for before.
    """
    column = responses.c.author_hash if kind == "author" else responses.c.response_id
    for part in batches(subjects):
        if kind == "post":
            _empty_posts(conn, part, alike)
        else:
            _drop_issues(conn, issues, responses, column.in_(part))
            theirs = select(responses.c.response_id).where(column.in_(part))
            # A person's note may hold the words that it is about.
            conn.execute(update(answer_notes).where(answer_notes.c.response_id.in_(theirs)).values(note=None))
            conn.execute(update(responses).where(column.in_(part)).values(text=None, forgotten_at=at))
            empty_evidence(conn, column.in_(part))


def _empty_posts(conn: Connection, post_ids: Sequence[str], alike: Collection[str] | None) -> None:
    """Leave of posts what tells nothing of their words: counts, dates, labels without evidence."""
    forget_documents(conn, post_ids)
    _drop_press_issues(conn, post_ids)
    drop_returns(conn, post_ids, alike)
    for table in (post_versions, post_terms, post_media, unread_posts, press_articles):
        conn.execute(delete(table).where(table.c.post_id.in_(post_ids)))
    conn.execute(update(labels).where(labels.c.post_id.in_(post_ids)).values(evidence="[]", text_digest=FORGOTTEN))
    emptied = {"title": None, "text": "", "byline": None, "text_digest": FORGOTTEN}
    conn.execute(update(posts).where(posts.c.post_id.in_(post_ids)).values(emptied))


def _drop_press_issues(conn: Connection, post_ids: Sequence[str]) -> None:
    """Drop the issues of the press of the periods of these articles; other posts have no part in them."""
    press = select(sources.c.source_id).where(sources.c.role == "media")
    articles = posts.c.post_id.in_(post_ids) & (posts.c.kind == "article") & posts.c.source_id.in_(press)
    _drop_issues(conn, press_issues, posts, articles)
    months = select(posts.c.month).where(articles)
    beside = select(posts.c.post_id).where(posts.c.month.in_(months))
    conn.execute(
        update(press_articles).where(press_articles.c.post_id.in_(beside)).values(issue=None, confirmed_agency=None)
    )


def _drop_issues(conn: Connection, kept: Table, texts: Table, of: ColumnElement[bool]) -> None:
    """Drop the issues of the periods of these texts, whose words may name one; the next night counts them anew."""
    kinds = {"week": texts.c.iso_week, "month": texts.c.month, "quarter": texts.c.quarter}
    dropped = 0
    for kind, column in kinds.items():
        theirs = select(column).where(of)
        if kept is issues:
            counted = issue_periods.c
            conn.execute(delete(issue_periods).where(counted.period_type == kind, counted.period.in_(theirs)))
        dropped += conn.execute(delete(kept).where(kept.c.period_type == kind, kept.c.period.in_(theirs))).rowcount
    if dropped:
        note_dropped(conn, kept.name)


def deleted_unburied(conn: Connection, source_id: str) -> tuple[list[str], list[str]]:
    """Return the posts and responses that the platform said are gone, and whose text is still held."""
    gone = select(posts.c.post_id).where(
        posts.c.source_id == source_id, posts.c.deleted_at.is_not(None), posts.c.text_digest != FORGOTTEN
    )
    lost = select(responses.c.response_id).where(
        responses.c.source_id == source_id, responses.c.deleted_at.is_not(None), responses.c.forgotten_at.is_(None)
    )
    return list(conn.scalars(gone)), list(conn.scalars(lost))


def expire_texts(conn: Connection, source_id: str, before: datetime, at: datetime) -> int:
    """Take away the texts of responses published before then; return how many."""
    old = responses.c.text.is_not(None) & (responses.c.published_at < before)
    mine = responses.c.source_id == source_id
    empty_evidence(conn, mine & old)
    return conn.execute(update(responses).where(mine & old).values(text=None, expired_at=at)).rowcount


def drop_versions(conn: Connection, source_id: str, before: datetime) -> None:
    """Drop the earlier texts of a source's posts that were replaced before then."""
    theirs = select(posts.c.post_id).where(posts.c.source_id == source_id)
    old = (post_versions.c.replaced_at < before) & post_versions.c.post_id.in_(theirs)
    conn.execute(delete(post_versions).where(old))


def expire_left_texts(conn: Connection, left: Collection[str], before: datetime, at: datetime) -> int:
    """Take away the old texts of sources that are not configured any longer; return how many.

    Raw pages that hold such texts go whole: nothing knows how to read them any longer.
    """
    stale = pages.c.source_id.in_(left) & (pages.c.oldest_text_at < before)
    conn.execute(update(pages).where(stale).values(body=b"", oldest_text_at=None))
    return sum(expire_texts(conn, source_id, before, at) for source_id in left)


def rewrite_pages(
    engine: Engine, source_id: str, forgotten: Forgotten, rewriter: Rewriter, check: Callable[[], None]
) -> int:
    """Purge the raw pages of a source; return how many were changed. Only those with old texts are read for expiry.

    Pages are read and purged before the transaction that writes some of them, so that no other writer waits for all.
    *check* is called before each page, and may end it all by raising: what was written stays.
    """
    mine = (pages.c.source_id == source_id) & (func.length(pages.c.body) > 0)
    if not (forgotten.posts or forgotten.responses or forgotten.authors):
        if forgotten.before is None:
            return 0
        mine &= pages.c.oldest_text_at < forgotten.before
    changed, purged = 0, _purged(engine, mine, forgotten, rewriter, check)
    written = update(pages).where(pages.c.page_id == bindparam("of_page"), func.length(pages.c.body) > 0)
    while part := list(islice(purged, PAGES_AT_ONCE)):
        with transaction(engine) as connection:
            connection.execute(written, part)
        changed += len(part)
    return changed


def _purged(
    engine: Engine, mine: ColumnElement[bool], forgotten: Forgotten, rewriter: Rewriter, check: Callable[[], None]
) -> Iterator[dict[str, Any]]:
    """Yield the pages that change, as they are to be written."""
    for row in _each(engine, mine):
        check()
        raw = RawPage(row.kind, row.url, zlib.decompress(row.body))
        left = rewriter.purge(raw, forgotten)
        if left is not raw:
            oldest = row.oldest_text_at if left.body else None
            if oldest and rewriter.parse:
                oldest = oldest_text(rewriter.parse(left))
            yield {"of_page": row.page_id, "body": stored_body(left), "oldest_text_at": oldest}


def _each(engine: Engine, where: ColumnElement[bool]) -> Iterator[Row[Any]]:
    """Yield pages one at a time: all bodies of years would not fit into memory."""
    with reading(engine) as connection:
        page_ids = list(connection.scalars(select(pages.c.page_id).where(where).order_by(pages.c.page_id)))
    for page_id in page_ids:
        with reading(engine) as connection:
            row = connection.execute(select(pages).where(pages.c.page_id == page_id)).one()
        yield row


def scrub(engine: Engine, *, whole: bool) -> None:
    """Take what was deleted out of SQLite's files too; with *whole* also what lay in them from before.

    PostgreSQL does so by its own vacuuming.
    """
    if engine.dialect.name != "sqlite":
        return
    with store_errors(), closing(engine.raw_connection()) as connection:
        cursor = connection.cursor()
        if whole:
            cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
