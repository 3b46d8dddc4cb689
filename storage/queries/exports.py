"""A copy of the views for other accounts and tools: one SQLite file, or the rows for other formats."""

# ruff: noqa: S608  # the statements are put together of our own names only

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, text

from storage.db.errors import store_errors
from storage.queries.packages import column_types
from storage.schema.dictionary import VIEWS

ROWS_AT_ONCE = 5_000
PRIVATE: Final[Mapping[str, tuple[str, ...]]] = {
    "v_responses": ("author_hash", "text", "label_evidence"),
    "v_codings": ("quote", "note"),
}
"""Columns that hold people's words, or whose they are: left out unless they are asked for."""
INDEXED: Final[Mapping[str, tuple[str, ...]]] = {
    "v_posts": ("post_id", "published_at", "published_date", "quarter", "iso_week", "source_id"),
    "v_metrics": ("post_id",),
    "v_labels": ("post_id",),
    "v_post_terms": ("post_id", "value"),
    "v_responses": ("post_id", "published_at", "iso_week"),
    "v_messages": ("message_id",),
    "v_message_posts": ("post_id", "message_id"),
}
"""Columns by which rows of a large view are found."""
_KINDS: Final[Mapping[str, str]] = {"integer": "INTEGER", "number": "REAL", "boolean": "INTEGER"}


def exported_columns(view: str, *, with_responses: bool) -> list[str]:
    """Return the columns of a view that a copy holds."""
    left_out = () if with_responses else PRIVATE.get(view, ())
    return [column for column in VIEWS[view][1] if column not in left_out]


def view_rows(conn: Connection, view: str, columns: Sequence[str]) -> Iterator[Sequence[Sequence[Any]]]:
    """Yield the rows of a view, a few thousand at a time, with the types of the data dictionary."""
    statement = text(f"SELECT {', '.join(columns)} FROM {view}").columns(**column_types(view, columns))
    with conn.execute(statement, execution_options={"yield_per": ROWS_AT_ONCE}) as found:
        yield from found.partitions()


def write_copy(conn: Connection, file: Path, *, with_responses: bool) -> int:
    """Write every view as a table of a new SQLite file, in rollback-journal mode; return how many rows it holds.

    Another account can read such a file without writing beside it. The table ``dictionary`` explains every column.
    """
    count = 0
    with store_errors(), closing(sqlite3.connect(file, isolation_level=None)) as copy:
        copy.execute("PRAGMA journal_mode=OFF")  # a new file, thrown away where anything fails
        copy.execute("PRAGMA synchronous=OFF")
        copy.execute("BEGIN")
        for view in VIEWS:
            columns = exported_columns(view, with_responses=with_responses)
            count += _write_view(copy, view, columns, view_rows(conn, view, columns))
        _write_dictionary(copy, with_responses=with_responses)
        copy.execute("COMMIT")
        copy.execute("PRAGMA journal_mode=DELETE")
    return count


def _write_view(
    copy: sqlite3.Connection, view: str, columns: Sequence[str], parts: Iterator[Sequence[Sequence[Any]]]
) -> int:
    kinds = (_KINDS.get(VIEWS[view][1][column][0], "TEXT") for column in columns)
    copy.execute(f"CREATE TABLE {view} ({', '.join(f'{c} {k}' for c, k in zip(columns, kinds, strict=True))})")
    statement = f"INSERT INTO {view} VALUES ({', '.join('?' * len(columns))})"
    count = 0
    for rows in parts:
        copy.executemany(statement, ([_value(value) for value in row] for row in rows))
        count += len(rows)
    for column in INDEXED.get(view, ()):
        copy.execute(f"CREATE INDEX ix_{view}_{column} ON {view} ({column})")
    return count


def _write_dictionary(copy: sqlite3.Connection, *, with_responses: bool) -> None:
    copy.execute("CREATE TABLE dictionary (view TEXT, column_name TEXT, type TEXT, meaning TEXT)")
    rows = (
        (view, column, *told[column])
        for view, (_, told) in VIEWS.items()
        for column in exported_columns(view, with_responses=with_responses)
    )
    copy.executemany("INSERT INTO dictionary VALUES (?, ?, ?, ?)", rows)


def _value(value: Any) -> Any:
    """Write a value as the store's own SQLite does: ISO text, UTC with a Z, decimals as numbers."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
