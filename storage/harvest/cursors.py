"""The cursor of a source, loaded for each request, and the counts of its run; both are written after each page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, func, select, update

from collectors.records import Cursor, Page
from storage.schema.tables import source_runs, sources

if TYPE_CHECKING:
    from storage.harvest.provenance import Provenance

# What a page does not tell stays as it was.
_ADVANCED = (
    update(sources)
    .where(sources.c.source_id == bindparam("source"))
    .values(
        response_cursor=func.coalesce(
            bindparam("response_cursor_now", type_=sources.c.cursor.type), sources.c.response_cursor
        ),
        cursor=func.coalesce(bindparam("cursor_now", type_=sources.c.cursor.type), sources.c.cursor),
        post_count=func.coalesce(bindparam("post_count_now", type_=sources.c.post_count.type), sources.c.post_count),
    )
)
_COUNTED = (
    update(source_runs)
    .where(source_runs.c.run_id == bindparam("run"), source_runs.c.source_id == bindparam("source"))
    .values(
        posts_new=source_runs.c.posts_new + bindparam("new"),
        posts_seen=source_runs.c.posts_seen + bindparam("seen"),
        requests=source_runs.c.requests + bindparam("asked"),
        expected_total=func.coalesce(
            bindparam("expected", type_=source_runs.c.expected_total.type), source_runs.c.expected_total
        ),
    )
)


def advance_cursor(conn: Connection, page: Page, provenance: Provenance, new: int) -> None:
    """Write the source's cursor and totals, and the run's counts; *new* of the page's posts were unknown."""
    cursor = None if page.cursor is None else json.dumps(page.cursor, sort_keys=True)
    mine, other = ("cursor_now", "response_cursor_now")[:: 1 if provenance.stream == "posts" else -1]
    held = page.parsed.account.post_count if page.parsed.account else None
    conn.execute(_ADVANCED, {"source": provenance.source_id, mine: cursor, other: None, "post_count_now": held})
    counted = {"new": new, "seen": len(page.parsed.posts), "asked": page.requests, "expected": page.expected_total}
    conn.execute(_COUNTED, {"run": provenance.run_id, "source": provenance.source_id, **counted})


def load_cursor(conn: Connection, source_id: str, *, stream: str = "posts") -> Cursor:
    """Return where a source stands with its posts, or with the responses to them."""
    column = sources.c.cursor if stream == "posts" else sources.c.response_cursor
    found = conn.scalar(select(column).where(sources.c.source_id == source_id))
    return json.loads(found) if found else {}
