"""One statement of an analyst, which the database itself keeps from writing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

from sqlalchemy import Engine

from collectors.errors import ConfigError
from storage.db.engine import store_errors

READING = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE)


def run_read_only(engine: Engine, query: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return the column names and rows of a query. Raises ConfigError with the database's own words."""
    with store_errors():
        pooled = engine.raw_connection()
    run = _on_sqlite if engine.dialect.name == "sqlite" else _on_postgresql
    with closing(pooled):
        try:
            names, rows = run(pooled.driver_connection, query)
        finally:
            pooled.invalidate()  # what was set for the query, or by it, does not outlive it
    if not names:
        raise ConfigError("the query returns no rows; write one SELECT")
    return names, rows


def _on_sqlite(connection: Any, query: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    # PRAGMA query_only would let ATTACH, VACUUM INTO and other PRAGMAs pass.
    connection.set_authorizer(lambda action, *_: sqlite3.SQLITE_OK if action in READING else sqlite3.SQLITE_DENY)
    try:
        cursor = connection.execute(query)
        return [column[0] for column in cursor.description or ()], cursor.fetchall()
    except (sqlite3.Error, sqlite3.Warning) as error:  # the warning: more than one statement, before Python 3.12
        raise _refused(error) from error


def _on_postgresql(connection: Any, query: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    import psycopg  # noqa: PLC0415  # an extra

    connection.execute("SET TRANSACTION READ ONLY")
    connection.execute("SET TIME ZONE 'UTC'")  # as the data dictionary says, wherever the server stands
    connection.execute("SELECT 1")  # with a snapshot taken, the transaction can no longer be made writable
    try:
        # DECLARE CURSOR takes one SELECT and nothing else: COPY would write files in a read-only transaction too.
        with connection.cursor(name="query") as cursor:
            cursor.execute(query)
            return [column.name for column in cursor.description or ()], cursor.fetchall()
    except psycopg.Error as error:
        raise _refused(error) from error


def _refused(error: Exception) -> ConfigError:
    words = str(error).splitlines()[0].rstrip(".")
    no_select = any(sign in words for sign in ("not authorized", "syntax error", "one statement"))
    return ConfigError(f"the database refuses the query: {words}{'; write one SELECT' if no_select else ''}")
