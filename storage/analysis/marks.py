"""Notes of what each source's analysis was computed from: what has not changed is not computed anew.

All that a step reads is read and digested, in order. That takes a twentieth of the computing, and unlike a list of the
places that write posts, labels or counts it forgets none: edits, erasures, repairs and copies are noticed too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import blake2b
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Connection, Engine, Row, delete, select, text

from storage.db.bulk import write_rows
from storage.db.engine import reading
from storage.schema.tables import analysis_marks, sources

Read = TypeVar("Read")
AT_ONCE = 5000
_LOOKS = """
    SELECT s.post_id, s.observed_at, s.likes, s.comments, s.shares, s.interactions
    FROM posts p JOIN snapshots s ON s.post_id = p.post_id
    WHERE p.source_id = :source ORDER BY s.post_id, s.observed_at"""
INPUTS = {
    "engagement": (
        "SELECT post_id, kind, published_at FROM posts WHERE source_id = :source ORDER BY post_id",
        "SELECT observed_at, followers FROM accounts WHERE source_id = :source ORDER BY observed_at",
        _LOOKS,
    ),
    "strategy": (
        """SELECT p.post_id, p.kind, p.published_at, p.published_precision, p.published_local, o.parts, l.topic,
                  l.subtopic, l.programme_level, l.message_function
           FROM posts p
           JOIN sources o ON o.source_id = p.source_id
           LEFT JOIN labels l ON l.post_id = p.post_id AND l.current
           WHERE p.source_id = :source ORDER BY p.post_id""",
        _LOOKS,
    ),
}
"""Step → all that it reads of a source."""


def changed_digest(conn: Connection, step: str, source_id: str, rules: str, *, everything: bool = False) -> str | None:
    """Return the digest of what a source's figures rest on if they must be computed anew, else None.

    Forget the mark before the figures are written, and mark the digest once they are: those of a step that failed or
    was killed are computed again, even where all that it reads is as before by then.
    """
    digest = digest_of_inputs(conn, step, source_id, rules)
    return digest if everything or digest != load_digest(conn, step, source_id) else None


class Changed(NamedTuple, Generic[Read]):
    """A source of which something changed, the digest to mark once its figures are written, and what was read of it."""

    source: str
    digest: str
    read: Read


def changed_sources(
    engine: Engine, step: str, rules: str, read: Callable[[Connection, str], Read], *, everything: bool = False
) -> Iterator[Changed[Read]]:
    """Yield each source whose figures must be computed anew; what they rest on is read in the same transaction."""
    with reading(engine) as conn:
        names = list(conn.scalars(select(sources.c.source_id).order_by(sources.c.source_id)))
    for name in names:
        with reading(engine) as conn:  # nobody who writes waits for the computing
            digest = changed_digest(conn, step, name, rules, everything=everything)
            found = None if digest is None else Changed(name, digest, read(conn, name))
        if found is not None:
            yield found


def digest_of_inputs(conn: Connection, step: str, source_id: str, rules: str) -> str:
    """Return the digest of all that a step reads of a source; *rules* is what it was told besides."""
    found = blake2b(rules.encode(), digest_size=16)
    for query in INPUTS[step]:
        found.update(query.encode())
        for part in _parts(conn, query, source_id):
            found.update(part)
    return found.hexdigest()


def digest_of_rows(rules: str, *read: Iterable[Row[Any]]) -> str:
    """Return the digest of what a step that reads all sources at once has read of one."""
    found = blake2b(rules.encode(), digest_size=16)
    for rows in read:
        found.update(_bytes_of(list(rows)))
    return found.hexdigest()


def _parts(conn: Connection, query: str, source_id: str) -> Iterator[bytes]:
    with conn.execute(text(query), {"source": source_id}, execution_options={"yield_per": AT_ONCE}) as rows:
        for part in rows.partitions():
            yield _bytes_of(part)


def _bytes_of(rows: Sequence[Row[Any]]) -> bytes:
    return repr([tuple(row) for row in rows]).encode("utf-8", "replace")


def load_digest(conn: Connection, step: str, source_id: str) -> str | None:
    """Return the digest of what a step was last computed from; nothing where it never was."""
    found: str | None = conn.scalar(select(analysis_marks.c.digest).where(_of_step(step, source_id)))
    return found


def marks_of(conn: Connection, step: str) -> dict[str, str]:
    """Return by source the digest of what a step was last computed from."""
    found = select(analysis_marks.c.source_id, analysis_marks.c.digest).where(analysis_marks.c.step == step)
    return {row.source_id: row.digest for row in conn.execute(found)}


def forget_mark(conn: Connection, step: str, source_id: str) -> None:
    """Forget what a step was computed from, because its figures are about to change."""
    conn.execute(delete(analysis_marks).where(_of_step(step, source_id)))


def _of_step(step: str, source_id: str) -> ColumnElement[bool]:
    return (analysis_marks.c.source_id == source_id) & (analysis_marks.c.step == step)


def note_digest(conn: Connection, step: str, source_id: str, digest: str) -> None:
    """Note what a step was computed from."""
    write_rows(conn, analysis_marks, [{"source_id": source_id, "step": step, "digest": digest}], refresh=("digest",))
