"""Open one read-only query on whichever database keeps the store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from sqlalchemy import Engine

from storage.db.errors import store_errors
from storage.queries.read_only.bounds import Rows
from storage.queries.read_only.postgresql import ask_postgresql, guard_postgresql
from storage.queries.read_only.refusals import QueryRefused
from storage.queries.read_only.sqlite import ask_sqlite, guard_sqlite

NEVER = frozenset({"desk_users", "desk_sessions", "desk_attempts", "pages", "tombstones", "settings"})
"""Tables that no view reads."""


@contextmanager
def open_query(  # noqa: PLR0913  # the bounds of one query
    engine: Engine,
    query: str,
    *,
    seconds: float | None = None,
    only_views: bool = False,
    denied: frozenset[tuple[str, str]] = frozenset(),
    never: frozenset[str] = NEVER,
) -> Iterator[tuple[list[str], Rows]]:
    """Yield the column names of a query and its rows as they come; *seconds* bounds the whole of it.

    With *only_views* no table is read but through a view, and no *denied* column (view, column) in whatever way. On
    PostgreSQL that is the work of the role with which the engine logs in (docs/backup.md): it is refused where it reads
    a table of *never*, or any table where something is denied.

    Raises ConfigError with the database's own words, its hint, and the nearest name for one that is mistyped.
    """
    with store_errors():
        pooled = engine.raw_connection()
    on_sqlite, connection = engine.dialect.name == "sqlite", pooled.driver_connection
    with closing(pooled):
        try:
            if only_views:
                guard_sqlite(connection, query, denied) if on_sqlite else guard_postgresql(connection, denied, never)
            with (
                ask_sqlite(connection, query, seconds)
                if on_sqlite
                else ask_postgresql(connection, query, seconds, cut=only_views)
            ) as (names, rows):
                if not names:
                    raise QueryRefused("the query returns no rows; write one SELECT", "no_rows")
                yield names, rows
        finally:
            pooled.invalidate()  # what was set for the query, or by it, does not outlive it


def run_read_only(
    engine: Engine, query: str, *, seconds: float | None = None
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return the column names and all rows of a query. Raises ConfigError as ``open_query`` does."""
    with open_query(engine, query, seconds=seconds) as (names, rows):
        return names, [tuple(row) for row in rows]
