"""The part of each source that is wanted and was not read yet."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, delete, insert

from collectors.records import Gap
from storage.schema.tables import gaps

_OF_STREAM = delete(gaps).where(gaps.c.source_id == bindparam("source"), gaps.c.stream == bindparam("told_stream"))


def write_gaps(conn: Connection, source_id: str, stream: str, found: Sequence[Gap], words: str) -> None:
    """Replace what is told of a stream's gaps; *words* tell them to a person."""
    conn.execute(_OF_STREAM, {"source": source_id, "told_stream": stream})
    if not found:
        return
    begins, ends = [gap.begins_at for gap in found], [gap.ends_at for gap in found]
    row = {
        "source_id": source_id,
        "stream": stream,
        "gaps": len(found),
        "begin_at": None if None in begins else min(filter(None, begins)),
        "end_at": None if None in ends else max(filter(None, ends)),
        "words": words,
    }
    conn.execute(insert(gaps), row)
