"""Find the post that a person checks next, and how many were checked."""

# ruff: noqa: S608  # the statements are put together of our own names only

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, Text, bindparam, func, select, text

from storage.labels.methods import HUMAN, MEASURED
from storage.schema.tables import labels, posts, sources

MOST_UNSURE = 500
_STANDS = f"""p.deleted_at IS NULL AND p.kind <> 'repost' AND p.text <> ''
      AND EXISTS (SELECT 1 FROM sources o WHERE o.source_id = p.source_id AND o.role IN {MEASURED})"""
_OPEN = f"""
    SELECT p.post_id FROM posts p LEFT JOIN labels l ON l.label_id = p.label_id
    WHERE {_STANDS} AND p.post_id <> :skipped
      AND NOT EXISTS (SELECT 1 FROM labels h WHERE h.post_id = p.post_id AND h.method = 'human'
                      AND h.annotator = :name)
"""
_LEAST = " AND l.method <> 'human' AND l.score > 0 ORDER BY l.score, p.post_id LIMIT 1"
_NEW = " AND p.post_id IN (SELECT post_id FROM posts ORDER BY published_at DESC LIMIT 5000)"
"""All of a large store are not ranked for one post: the least sure of the newest come first."""
_AMONG = " AND p.post_id IN :ids"
_UNSURE = f"""
    SELECT p.post_id FROM posts p JOIN labels l ON l.label_id = p.label_id
    WHERE {_STANDS} AND l.method <> 'human' AND l.score > 0 {{}}
    ORDER BY l.score, p.post_id LIMIT :most"""
_RANDOM = _OPEN + " AND p.text_digest >= :begin ORDER BY p.text_digest, p.post_id LIMIT 1"


class Unsure(NamedTuple):
    """Posts of which the machine is unsure, the least sure first; *whole* is whether there are no others."""

    newest: Sequence[str]
    of_all: Sequence[str]
    whole: bool


def load_unsure(conn: Connection, most: int = MOST_UNSURE) -> Unsure:
    """Return the least sure of the newest posts, and of all where the newest are few; only a run adds to them."""
    newest = list(conn.scalars(text(_UNSURE.format(_NEW)), {"most": most}))
    if len(newest) == most:
        return Unsure(newest, (), whole=False)
    of_all = list(conn.scalars(text(_UNSURE.format("")), {"most": most}))
    return Unsure(newest, of_all, whole=len(of_all) < most)


def next_post(conn: Connection, queue: str, name: str, skipped: str, unsure: Unsure | None = None) -> str | None:
    """Return the next post of a queue that this person has not labelled; None when there is none.

    The random queue draws by the digest of the text, which knows nothing of what the text says: every person begins
    elsewhere, and goes on from what was skipped. *unsure* is what ``load_unsure`` found, where it
    was kept: one of these that this person has not seen saves ranking all posts again.
    """
    bound = {"skipped": skipped, "name": name}
    if queue == "uncertain":
        return _next_unsure(conn, bound, unsure)
    begin = hashlib.sha256(f"{name} {skipped} {_count_of(conn, name)}".encode()).hexdigest()[:32]
    found = conn.scalar(text(_RANDOM), bound | {"begin": begin}) or conn.scalar(text(_RANDOM), bound | {"begin": ""})
    return str(found) if found else None


def _next_unsure(conn: Connection, bound: dict[str, str], unsure: Unsure | None) -> str | None:
    among = text(_OPEN + _AMONG + _LEAST).bindparams(bindparam("ids", expanding=True, type_=Text()))
    kept = [ids for ids in (unsure.newest, unsure.of_all) if ids] if unsure else []
    for ids in kept:
        if found := conn.scalar(among, bound | {"ids": list(ids)}):
            return str(found)
    if unsure and unsure.whole:
        return None
    found = conn.scalar(text(_OPEN + _NEW + _LEAST), bound) or conn.scalar(text(_OPEN + _LEAST), bound)
    return str(found) if found else None


def _count_of(conn: Connection, name: str) -> int:
    mine = (labels.c.method == HUMAN) & (labels.c.annotator == name)
    return conn.scalar(select(func.count()).select_from(labels).where(mine)) or 0


def count_reviewed(conn: Connection) -> dict[str, int]:
    """Count the posts of the office and its agencies that people labelled, by how they were drawn."""
    statement = (
        select(labels.c.drawn, func.count(labels.c.post_id.distinct()))
        .join(posts, posts.c.post_id == labels.c.post_id)
        .join(sources, sources.c.source_id == posts.c.source_id)
        .where(labels.c.method == HUMAN, sources.c.role.in_(MEASURED))
        .group_by(labels.c.drawn)
    )
    return {str(drawn or "-"): count for drawn, count in conn.execute(statement)}
