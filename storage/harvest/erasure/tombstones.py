"""Tombstones of what may not come back, and the places where it still stands."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, select, true

from collectors.records import Forgotten
from storage.db.engine import insert_for
from storage.schema.tables import FORGOTTEN, posts, responses, tombstones, unread_posts

Subject = Literal["author", "response", "post"]


def load_forgotten(conn: Connection, before: datetime | None = None) -> Forgotten:
    """Return everything that may not come back."""
    found: dict[str, set[str]] = {"author": set(), "response": set(), "post": set()}
    for subject, kind in conn.execute(select(tombstones.c.subject, tombstones.c.kind)):
        found[kind].add(subject)
    posts_, responses_, authors = (frozenset(found[kind]) for kind in ("post", "response", "author"))
    return Forgotten(posts_, responses_, authors, before)


def set_tombstones(conn: Connection, kind: Subject, subjects: Collection[str], at: datetime, reason: str) -> None:
    """Note that these may not come back: from then on no harvest stores their texts; an earlier note stays."""
    rows = [{"subject": subject, "kind": kind, "buried_at": at, "reason": reason} for subject in subjects]
    if rows:
        conn.execute(insert_for(conn.dialect.name)(tombstones).on_conflict_do_nothing(), rows)


def load_half_forgotten(conn: Connection, source_id: str) -> tuple[Forgotten, list[str]]:
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
    found = {kind: conn.execute(_half_forgotten(kind, column, source_id)).all() for kind, column in named.items()}
    subjects = {kind: frozenset(row.subject for row in rows) for kind, rows in found.items()}
    said = sorted({row.response_id for rows in found.values() for row in rows})
    return Forgotten(frozenset(left), subjects["response"], subjects["author"]), said


def _half_forgotten(kind: str, column: ColumnElement[str], source_id: str) -> Select[tuple[str, str]]:
    return (
        select(responses.c.response_id, tombstones.c.subject)
        .join(tombstones, (tombstones.c.subject == column) & (tombstones.c.kind == kind))
        .where(
            responses.c.source_id == source_id,
            responses.c.forgotten_at.is_(None),
            responses.c.first_seen_at <= tombstones.c.buried_at,
        )
    )


class Deleted(NamedTuple):
    """The posts and responses that the platform said are gone, and whose text is still held."""

    posts: list[str]
    responses: list[str]


def load_deleted(conn: Connection, source_id: str) -> Deleted:
    """Load what the platform said is gone of a source."""
    gone = select(posts.c.post_id).where(
        posts.c.source_id == source_id, posts.c.deleted_at.is_not(None), posts.c.text_digest != FORGOTTEN
    )
    lost = select(responses.c.response_id).where(
        responses.c.source_id == source_id, responses.c.deleted_at.is_not(None), responses.c.forgotten_at.is_(None)
    )
    return Deleted(list(conn.scalars(gone)), list(conn.scalars(lost)))


def find_kind(conn: Connection, subject: str) -> Subject | None:
    """Return what is known under this name: an author's hash, a response_id or a post_id."""
    columns: Sequence[tuple[Subject, ColumnElement[str]]] = (
        ("author", responses.c.author_hash),
        ("response", responses.c.response_id),
        ("post", posts.c.post_id),
        ("post", unread_posts.c.post_id),
    )
    known = (kind for kind, column in columns if conn.scalar(select(column).where(column == subject).limit(1)))
    return next(known, None)


def find_holders(conn: Connection, subject: str) -> list[str]:
    """Return the sources that hold a subject."""
    mine = (responses.c.author_hash == subject) | (responses.c.response_id == subject)
    found = set(conn.scalars(select(responses.c.source_id).where(mine).distinct()))
    for table in (posts, unread_posts):
        found |= set(conn.scalars(select(table.c.source_id).where(table.c.post_id == subject)))
    return sorted(found)


def find_weeks(conn: Connection, subject: str) -> list[str]:
    """Return the ISO weeks in whose reports a post may stand."""
    week = posts.c.iso_week
    return list(conn.scalars(select(week).where(posts.c.post_id == subject, week.is_not(None))))
