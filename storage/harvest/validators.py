"""What is remembered of a website's addresses, so that the next provenance can ask whether they have changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from collectors.records import Validator
from storage.db.bulk import write_rows
from storage.schema.tables import validators

TOLD = ("seen_at", "etag", "last_modified", "digest", "body")


def remember(conn: Connection, found: Sequence[Validator], source_id: str, seen_at: datetime) -> None:
    """Keep how to ask for these addresses next time; what was known of them before is replaced."""
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
    ]
    write_rows(conn, validators, rows, refresh=TOLD)


def recalled(conn: Connection, url: str, source_id: str, now: datetime) -> tuple[Validator, float] | None:
    """Return what was remembered of an address, and how many seconds ago; None for a new one."""
    mine = (validators.c.source_id == source_id) & (validators.c.url == url)
    row = conn.execute(select(validators).where(mine)).one_or_none()
    if row is None:
        return None
    known = Validator(row.url, row.etag, row.last_modified, row.digest, row.body)
    return known, (now - row.seen_at).total_seconds()
