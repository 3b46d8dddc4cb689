"""Indexes and references of tables, taken off while a whole store is written, and made anew at the end.

An index that grows row by row costs more than one that is made of all rows at once; so does a reference that is
looked up row by row.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import Connection, String, bindparam, text

_PAGES_KIB = 64 * 1024  # that SQLite may hold: with its own 2 MB an index that is sorted goes to the disk and back
_OF_SQLITE = text(
    "SELECT 'DROP INDEX \"' || name || '\"', sql FROM sqlite_master "
    "WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN :tables ORDER BY name"
).bindparams(bindparam("tables", expanding=True))
_OF_POSTGRESQL = text("""
    SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', c.conrelid::regclass, c.conname) AS off,
           format('ALTER TABLE %s ADD CONSTRAINT %I %s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid))
               AS anew, 1 AS place, c.conname AS name
    FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
    WHERE c.contype = 'f' AND t.relname IN :tables AND t.relnamespace = current_schema()::regnamespace
    UNION ALL
    SELECT format('DROP INDEX %s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid), 0, t.relname
    FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
    WHERE t.relname IN :tables AND t.relnamespace = current_schema()::regnamespace
          AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype <> 'f')
    ORDER BY place DESC, name""").bindparams(bindparam("tables", expanding=True, type_=String()))


class _Made(NamedTuple):
    """The statements that take an index or a reference off, and make it anew."""

    off: str
    anew: str


@contextmanager
def without_indexes(conn: Connection, tables: Collection[str]) -> Iterator[None]:
    """Take off the indexes and references of tables while rows are written to them; primary keys stay.

    References of SQLite's tables are part of them, and stay, too. Where the block fails the transaction takes all back.
    """
    if conn.dialect.name == "sqlite":
        conn.exec_driver_sql(f"PRAGMA cache_size = -{_PAGES_KIB}")
    listed = _OF_SQLITE if conn.dialect.name == "sqlite" else _OF_POSTGRESQL
    found = [_Made(row[0], row[1]) for row in conn.execute(listed, {"tables": list(tables)})]
    driver = conn.execution_options(no_parameters=True)  # a percent sign of an index is no parameter
    for made in found:
        driver.exec_driver_sql(made.off)
    yield
    for made in reversed(found):
        driver.exec_driver_sql(made.anew)
