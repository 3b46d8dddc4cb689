"""Copies of a SQLite store: written while a night runs, and checked before one is restored."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine

from collectors.errors import ConfigError, StoreError
from storage.db.engine import create_private, read_url
from storage.db.errors import store_errors


def backup(engine: Engine, target: Path) -> None:
    """Write a consistent copy of a SQLite store to *target*, beside a running harvest too."""
    part = target.with_name(target.name + ".part")
    try:
        part.unlink(missing_ok=True)
        create_private(part)
    except OSError as error:
        raise StoreError(f"the copy {target} cannot be written ({error}); check disk and rights") from error
    try:
        with store_errors(), closing(engine.raw_connection()) as connection:
            connection.cursor().execute("VACUUM INTO ?", (str(part),))
        part.replace(target)
    finally:  # or a disk that became full by it stays so
        for left in (part, part.with_name(f"{part.name}-journal")):
            left.unlink(missing_ok=True)


def copies_beside(url: str, folder: Path) -> list[Path]:
    """Return the copies of a store that were made before an upgrade, a repair or a restoring.

    Those of SQLite lie beside its file, those of PostgreSQL in the *folder* of the configuration.
    """
    told = read_url(url)
    file = Path(told.database or "")
    of_file = file.parent.glob(f"{file.stem}-before-*") if told.get_backend_name() == "sqlite" and file.name else ()
    return sorted([*of_file, *folder.glob("pantau-before-restore-*.dump")])


def check_copy(copy: Path, tables: Sequence[str]) -> dict[str, int]:
    """Check a copy from its first page to its last; return how many rows its tables hold. Raises StoreError."""
    try:
        version_of_copy(copy)
        with closing(sqlite3.connect(f"{copy.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            return {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables}  # noqa: S608  # our own names
    except (ConfigError, sqlite3.Error) as error:
        raise StoreError(f"the copy is not whole: {error}") from error


def version_of_copy(copy: Path) -> str:
    """Check a copy from its first page to its last; return its schema. Raises ConfigError where it is no whole copy."""
    try:
        with closing(sqlite3.connect(f"{copy.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            found = [row[0] for row in connection.execute("PRAGMA integrity_check")]
            version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error as error:
        raise ConfigError(f"{copy} is no copy of a store ({error}); name a file that pantau db backup wrote") from error
    if found != ["ok"] or not version:
        raise ConfigError(f"{copy} is damaged ({found[0]}); take an older copy")
    return str(version[0])
