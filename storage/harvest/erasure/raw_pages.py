"""Taking of texts from the stored raw pages, and from the free space of SQLite's files."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Engine, Row, bindparam, func, select, update

from collectors.records import Forgotten, Parsed, RawPage
from storage.db.engine import reading, transaction
from storage.db.errors import store_errors
from storage.harvest.pages import stored_body
from storage.harvest.responses import oldest_text
from storage.schema.tables import pages

Purge = Callable[[RawPage, Forgotten], RawPage]
Parse = Callable[[RawPage], Parsed]
PAGES_AT_ONCE = 25
"""Purged pages that are written together: SQLite waits for the disk after each transaction."""


@dataclass(frozen=True, slots=True)
class Rewriter:
    """The means to purge a source's raw pages and read them again; of one that left nothing reads them."""

    purge: Purge
    parse: Parse | None


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
