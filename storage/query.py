"""One statement of an analyst, which the database itself keeps from writing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

from sqlalchemy import Engine

from collectors.errors import ConfigError
from storage.database import store_errors


def run_read_only(engine: Engine, query: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return the column names and rows of a query. Raises ConfigError with the database's own words."""
    with store_errors():
        pooled = engine.raw_connection()
    with closing(pooled):
        run = _on_sqlite if engine.dialect.name == "sqlite" else _on_postgresql
        names, rows = run(pooled.driver_connection, query)
        pooled.invalidate()  # what the query may have set does not outlive it
    if not names:
        raise ConfigError("the query returns no rows; write one SELECT")
    return names, rows


def _on_sqlite(connection: Any, query: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    connection.execute("PRAGMA query_only=ON")
    try:
        cursor = connection.execute(query)
        return [column[0] for column in cursor.description or ()], cursor.fetchall()
    except (sqlite3.Error, sqlite3.Warning) as error:  # the warning: more than one statement
        raise _refused(error) from error


def _on_postgresql(connection: Any, query: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    import psycopg  # noqa: PLC0415  # an extra

    connection.execute("SET TRANSACTION READ ONLY")
    connection.execute("SELECT 1")  # with a snapshot taken, the transaction can no longer be made writable
    try:
        cursor = connection.execute(query, prepare=True)  # a prepared statement is one statement
        return [column.name for column in cursor.description or ()], cursor.fetchall() if cursor.description else []
    except psycopg.Error as error:
        raise _refused(error) from error


def _refused(error: Exception) -> ConfigError:
    return ConfigError(f"the database refuses the query: {str(error).splitlines()[0]}")
