"""Notes of what each campaign was found and computed from: what has not changed is not found or computed anew.

As with the notes of sources (marks.py), all that is read is digested. The rows that are kept are digested, too: the
desk shows a campaign at once, and takes it back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from hashlib import blake2b
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, Table, select, update

from storage.analysis.campaigns import KEPT, candidates_of, hashtags_of
from storage.schema.tables import campaign_posts, campaigns, posts, sources


class Mark(NamedTuple):
    """Digests of all that a campaign's posts were found from, its figures computed from, and of the rows kept."""

    posts: str
    figures: str
    kept: str


def load_mark(conn: Connection, campaign: str) -> Mark | None:
    """Return what a campaign was last computed from; none where it never was, or its rows are others since."""
    told = conn.scalar(select(campaigns.c.computed_from).where(campaigns.c.campaign == campaign))
    parts = (told or "").split()
    if len(parts) != len(Mark._fields):
        return None
    mark = Mark._make(parts)
    held = [[dict(row) for row in conn.execute(_rows_of(campaign, table)).mappings()] for table in KEPT]
    return mark if mark.kept == digest_of_rows(held) else None


def _rows_of(campaign: str, table: Table) -> Select[Any]:
    return select(table).where(table.c.campaign == campaign)


def note_mark(conn: Connection, campaign: str, mark: Mark) -> None:
    """Note what a campaign was computed from."""
    conn.execute(update(campaigns).where(campaigns.c.campaign == campaign).values(computed_from=" ".join(mark)))


def digest_of_rows(made: Iterable[Sequence[Mapping[str, Any]]]) -> str:
    """Return the digest of a campaign's rows, in whatever order they are told."""
    found = blake2b(digest_size=16)
    for table, rows in zip(KEPT, made, strict=True):
        names = [column.name for column in table.columns]
        found.update(repr(sorted(repr([_normalise(row[name]) for name in names]) for row in rows)).encode())
    return found.hexdigest()


def _normalise(value: object) -> object:
    """Tell equal numbers alike, be they Python's, numpy's, or a database's decimals."""
    return float(value) if isinstance(value, int | float | Decimal) else value


def digest_candidates(
    conn: Connection, days: tuple[date, date], among: Collection[str], told: str
) -> tuple[str, Mapping[str, int]]:
    """Digest all that a campaign's posts are chosen from, and count it by platform; *told* is how they are chosen."""
    digest, output = blake2b(told.encode("utf-8", "replace"), digest_size=16), Counter[str]()
    mine = posts.c
    written = (mine.published_local, mine.title, mine.text_digest)
    columns = (mine.post_id, mine.source_id, sources.c.platform, *written)
    for batch in candidates_of(conn, *days, columns):
        rows = [row for row in batch if row.source_id in among]
        output.update(row.platform for row in rows)
        tags = hashtags_of(conn, [row.post_id for row in rows])
        told_rows = [(*row, sorted(tags.get(row.post_id, ()))) for row in rows]
        digest.update(repr(told_rows).encode("utf-8", "replace"))
    return digest.hexdigest(), output


def kept_members(conn: Connection, campaign: str) -> list[tuple[tuple[str, str, str], datetime, str]]:
    """Return the posts of a campaign as they are kept: (post_id, source_id, platform), wall clock and reason."""
    statement = (
        select(posts.c.post_id, posts.c.source_id, sources.c.platform, posts.c.published_local, campaign_posts.c.reason)
        .join(posts, posts.c.post_id == campaign_posts.c.post_id)
        .join(sources, sources.c.source_id == posts.c.source_id)
        .where(campaign_posts.c.campaign == campaign)
        .order_by(posts.c.post_id)
    )
    return [((row[0], row[1], row[2]), row[3], row[4]) for row in conn.execute(statement)]
