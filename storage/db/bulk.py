"""Write many rows at once, bound column by column: by rows, binding takes longer than writing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, Dialect, Table, case, delete, func

from storage.db.engine import insert_for
from storage.db.errors import told_error

Columns = Mapping[str, Sequence[Any]]
"""Column → its value in each row: of many rows it takes half the time that a dictionary a row would."""
BATCH = 500  # values in one IN list: PostgreSQL takes 65,535 of a statement, readable plans want fewer
AT_ONCE = 5000  # rows held while others are still to come


def batches(values: Collection[str]) -> Iterator[list[str]]:
    """Cut the values of IN lists into parts; none for no value."""
    listed = list(values)
    return (listed[start : start + BATCH] for start in range(0, len(listed), BATCH))


def replace_rows(conn: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Make a table hold exactly these rows, written as they come: all at once may not fit into memory."""
    conn.execute(delete(table))
    coming = iter(rows)
    while part := list(islice(coming, AT_ONCE)):
        write_rows(conn, table, part)


@dataclass(frozen=True, slots=True)
class _Insert:
    """A statement as the driver takes it, and how each column's values are made ready for it."""

    sql: str
    named: bool
    columns: tuple[tuple[str, Callable[[Any], Any] | None], ...]

    def bound(self, columns: Columns) -> list[Any]:
        """Return the parameters of all rows."""
        ready = [_bound_column(bind, columns[name]) for name, bind in self.columns]
        values = zip(*ready, strict=True)
        names = [name for name, _ in self.columns]
        return [dict(zip(names, row, strict=True)) for row in values] if self.named else list(values)


def write_rows(
    conn: Connection, table: Table, rows: Sequence[Mapping[str, Any]], *, refresh: tuple[str, ...] = ()
) -> None:
    """Insert rows with equal keys, as ``write_columns`` does."""
    if rows:
        write_columns(conn, table, {name: [row[name] for row in rows] for name in rows[0]}, refresh=refresh)


def write_columns(
    conn: Connection, table: Table, columns: Columns, *, refresh: tuple[str, ...] = (), forward: tuple[str, ...] = ()
) -> None:
    """Insert rows given by their columns; where the primary key is taken, renew the columns of *refresh* instead.

    Those of *forward* are renewed only by a greater value. Without *refresh* a taken primary key is an error.
    """
    if any(columns.values()):
        statement = _insert(conn.dialect, table, tuple(columns), refresh, forward)
        conn.exec_driver_sql(statement.sql, statement.bound(columns))


def append_columns(conn: Connection, table: Table, columns: Columns) -> None:
    """Add rows of which none is there; PostgreSQL takes them by COPY, in a third of the time of INSERT."""
    if conn.dialect.name != "postgresql":
        write_columns(conn, table, columns)
        return
    types = {name: table.c[name].type.dialect_impl(conn.dialect) for name in columns}
    bound = [_bound_column(types[name].bind_processor(conn.dialect), values) for name, values in columns.items()]
    names = ", ".join(map(conn.dialect.identifier_preparer.quote, columns))
    cursor: Any = conn.connection.cursor()
    try:
        with cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
            for row in zip(*bound, strict=True):
                copy.write_row(row)
    except conn.dialect.loaded_dbapi.Error as error:  # SQLAlchemy does not see this statement
        raise told_error(error) from error


@lru_cache(maxsize=32)
def _insert(
    dialect: Dialect, table: Table, names: tuple[str, ...], refresh: tuple[str, ...], forward: tuple[str, ...]
) -> _Insert:
    statement = insert_for(dialect.name)(table)
    if refresh:
        renewed = {name: statement.excluded[name] for name in refresh}
        renewed |= {name: _greater_of(table.c[name], statement.excluded[name]) for name in forward}
        statement = statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=renewed)
    compiled = statement.compile(dialect=dialect, column_keys=list(names))
    order = compiled.positiontup or names
    binders = (table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in order)
    return _Insert(str(compiled), not compiled.positional, tuple(zip(order, binders, strict=True)))


def _greater_of(held: ColumnElement[Any], new: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the greater of two values of which either may be NULL."""
    return case((held > new, held), else_=func.coalesce(new, held))


def _bound_column(bind: Callable[[Any], Any] | None, values: Sequence[Any]) -> Sequence[Any]:
    if bind is None:
        return values
    first = values[0]
    # the moment of a page, and columns that its platform does not fill
    if values[-1] is first and values.count(first) == len(values):
        return [bind(first)] * len(values)
    return [bind(value) for value in values]
