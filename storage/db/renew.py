"""Renew computed tables in short transactions: only rows that differ are written, a few at a time.

A program that is killed in between leaves some rows of before and some of now; whoever computes them anew, as the next
night does, mends that. Other writers wait for a few rows at most, and never for the computing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Engine, Table, delete, select, tuple_

from storage.db.bulk import BATCH, write_rows
from storage.db.engine import reading, transaction

Row = Mapping[str, Any]
Writable = Callable[[Connection, Sequence[Row]], Sequence[Row]]
"""Those of some rows, each with its primary key at least, that may still be written or deleted in a transaction."""
T = TypeVar("T")


def parts_of(values: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """Cut values into lists as they come; none for no value."""
    coming = iter(values)
    while part := list(islice(coming, size)):
        yield part


def gather_until(values: Iterable[T], size_of: Callable[[T], int], enough: int) -> Iterator[list[T]]:
    """Put values together as they come until their sizes add up to *enough*; what is left comes last."""
    waiting, size = list[T](), 0
    for value in values:
        waiting.append(value)
        size += size_of(value)
        if size >= enough:
            yield waiting
            waiting, size = [], 0
    if waiting:
        yield waiting


def renew_rows(
    engine: Engine,
    table: Table,
    rows: Iterable[Row],
    *,
    within: ColumnElement[bool] | None = None,
    writable: Writable = lambda _, rows: rows,
) -> None:
    """Make a table hold exactly these rows, which are read as they come; each names the same columns.

    Of rows that are not *within* a part of the table, or not *writable*, nothing changes.
    """
    names, seen = [column.name for column in table.primary_key], set[tuple[Any, ...]]()
    for part in parts_of(rows):
        seen.update(tuple(row[name] for name in names) for row in part)
        write_changed(engine, table, part, writable)
    with reading(engine) as connection:
        every = select(*table.primary_key)
        held = [tuple(row) for row in connection.execute(every if within is None else every.where(within))]
    for gone in parts_of(dict(zip(names, key, strict=True)) for key in held if key not in seen):
        with transaction(engine) as connection:
            if keys := [tuple(row[name] for name in names) for row in writable(connection, gone)]:
                connection.execute(delete(table).where(_has_key_among(table, keys)))


def write_changed(engine: Engine, table: Table, rows: Sequence[Row], writable: Writable = lambda _, rows: rows) -> None:
    """Write those of the rows, at most a batch, that are not stored as they are and are *writable*."""
    with reading(engine) as connection:
        changed = _find_changed(connection, table, rows)
    if changed:
        keys = {column.name for column in table.primary_key}
        renewed = tuple(name for name in rows[0] if name not in keys)
        with transaction(engine) as connection:
            write_rows(connection, table, writable(connection, changed), refresh=renewed)


def _find_changed(conn: Connection, table: Table, rows: Sequence[Row]) -> list[Row]:
    names, keys = list(rows[0]), [column.name for column in table.primary_key]
    mine = _has_key_among(table, [tuple(row[name] for name in keys) for row in rows])
    held = {tuple(row) for row in conn.execute(select(*(table.c[name] for name in names)).where(mine))}
    return [row for row in rows if tuple(row[name] for name in names) not in held]


def _has_key_among(table: Table, keys: Sequence[tuple[Any, ...]]) -> ColumnElement[bool]:
    columns = list(table.primary_key)
    if len(columns) == 1:
        return columns[0].in_([key for (key,) in keys])
    return tuple_(*columns).in_(keys)
