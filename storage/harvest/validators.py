"""The memory of a website's addresses, so that the next run can ask whether they have changed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, select

from collectors.records import Validator
from storage.db.bulk import batches, write_rows
from storage.schema.tables import posts, validators

LONGEST_ADDRESS = 2000  # bytes; PostgreSQL refuses rows of an index from 2,704 on
TOLD = ("seen_at", "etag", "last_modified", "digest", "body")


def keep_validators(conn: Connection, found: Sequence[Validator], source_id: str, seen_at: datetime) -> None:
    """Keep how to ask for these addresses next time; what was known of them before is replaced.

    An address that no index holds is not kept: it is asked for whole next time.
    """
    rows = [
        {
            "source_id": source_id,
            "url": validator.url,
            "seen_at": seen_at,
            "etag": validator.etag,
            "last_modified": validator.last_modified,
            "digest": validator.digest,
            "body": validator.body,
        }
        for validator in {validator.url: validator for validator in found}.values()
        if len(validator.url.encode(errors="replace")) <= LONGEST_ADDRESS
    ]
    write_rows(conn, validators, rows, refresh=TOLD)


def forget_validators(conn: Connection, source_id: str) -> None:
    """Forget all of a source, so that the next run asks for everything whole."""
    conn.execute(delete(validators).where(validators.c.source_id == source_id))


def load_validators(conn: Connection, source_id: str, due: Collection[str]) -> dict[str, Validator]:
    """Return address → what is remembered of it: of lists and robots.txt, and of the *due* addresses.

    Those of all other articles stay where they are: of years there are many, and none is asked for.
    """
    mine = select(validators).where(validators.c.source_id == source_id)
    articles = select(posts.c.url).where(posts.c.source_id == source_id)
    rows = list(conn.execute(mine.where(validators.c.url.not_in(articles))))
    for part in batches(due):
        rows += conn.execute(mine.where(validators.c.url.in_(part)))
    return {r.url: Validator(r.url, r.etag, r.last_modified, r.digest, r.body, r.seen_at) for r in rows}
