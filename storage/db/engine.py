"""The engine: one way to open the store, on SQLite and on PostgreSQL."""

from __future__ import annotations

import contextlib
import functools
import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    ExceptionContext,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import ArgumentError, DisconnectionError, NoSuchModuleError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from collectors.errors import ConfigError, StoreError
from collectors.extras import how_to_install
from storage.db.errors import store_errors

WRITING = "pantau_writing"
SYNCHRONOUS = "FULL"  # a page that was committed was paid for: it outlives a power cut
PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o750
STEPS_BETWEEN_SIGNALS = 100_000  # of SQLite's machine: some milliseconds
SHORT_WAIT_MS = 50  # so long SQLite looks every few milliseconds whether it may write
BUSY_SECONDS = 30  # an analyst may hold SQLite's file, or rows and tables of PostgreSQL, for a while


def read_url(url: str) -> URL:
    """Take a database's URL apart. Raises ConfigError for what is none, such as a mere path."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:  # the latter for a port that is no number
        raise ConfigError("the database URL is not readable; write it like sqlite:///data/pantau.db") from error
    shown = [parsed.host] if parsed.get_backend_name() == "sqlite" else [parsed.host, parsed.database]
    if any("@" in (part or "") for part in shown):  # a part of the password, which no message may show
        raise ConfigError("the database URL holds more than one @; write that of a user or password as %40")
    return parsed


def open_engine(url: str, *, create: bool = False, read_only: bool = False) -> Engine:
    """Open the store at *url*; a SQLite file that is missing is made only with *create*.

    With *read_only* nothing is written or switched: neither the data nor how the file is kept.

    Raises ConfigError for a URL that leads nowhere, StoreError when the database does not answer.
    """
    parsed = read_url(url)
    try:
        if parsed.get_backend_name() == "sqlite":
            file = Path(parsed.database or "")
            return _open_to_read(file) if read_only else _open_sqlite(url, file, create=create)
        return _open_postgresql(url)
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise ConfigError(
            f"no driver for {parsed.drivername}: the store is kept in SQLite or PostgreSQL; "
            f"for the latter {how_to_install('postgres')}"
        ) from error


def _open_sqlite(url: str, file: Path, *, create: bool) -> Engine:
    if create:
        _make_private(file)
    else:
        _require_file(file)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "handle_error", _tell_memory)
    _leave_replaced(engine, file)
    return engine


def _open_postgresql(url: str) -> Engine:
    engine = create_engine(
        url,
        pool_pre_ping=True,
        # Whoever waited for another must see what that wrote, whatever the server's own default; BEGIN says it.
        isolation_level="READ COMMITTED",
        # Said at once: a database of another encoding could not even be asked for it.
        connect_args={"client_encoding": "utf8"},
    )
    event.listen(engine, "connect", _prepare_nothing_in_a_pooler)
    logging.getLogger("psycopg").setLevel(logging.ERROR)  # what it warns of, of a broken connection, is raised as well
    event.listen(engine, "begin", _plan_for_all_rows)
    event.listen(engine, "begin", _bound_wait)
    return engine


def _prepare_nothing_in_a_pooler(connection: Any, _record: object) -> None:
    """Keep the driver from preparing statements in a session that a pooler gives to others after a transaction.

    Elsewhere rows are written in half the server's time.
    """
    if _is_poolers(connection):
        connection.prepare_threshold = None
    connection.rollback()


def _is_poolers(connection: Any) -> bool:
    """Whether a connection of the driver leads to a pooler, which has a process number of its own."""
    return bool(connection.execute("SELECT pg_backend_pid()").fetchone()[0] != connection.info.backend_pid)


def has_pooler(engine: Engine) -> bool:
    """Whether a pooler stands before a PostgreSQL server."""
    with store_errors(), engine.connect() as connection:
        return _is_poolers(connection.connection.driver_connection)


def _plan_for_all_rows(connection: Connection) -> None:
    """Let a streamed query be planned for all of its rows, which all are read here, and not for the first tenth.

    It is told with each transaction, since a pooler gives each another session.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL cursor_tuple_fraction = 1")


def _bound_wait(connection: Connection) -> None:
    """Let a writing transaction wait for rows and tables that others hold as long as on SQLite, and not for ever.

    The bound ends with the transaction, since a pooler gives the session to others afterwards.
    """
    if connection.get_execution_options().get(WRITING) and connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {round(BUSY_SECONDS * 1000)}")


def _open_to_read(file: Path) -> Engine:
    _require_file(file)
    if _is_others(file):
        # SQLite would leave files of this account beside the store, which shut the night out.
        raise _error_of_other_owner(file)
    address = f"sqlite:///file:{quote(str(file))}?mode=ro&uri=true"
    engine = create_engine(address, connect_args={"timeout": BUSY_SECONDS, "uri": True})
    event.listen(engine, "connect", _prepare_reading)
    event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "handle_error", _tell_memory)
    _leave_replaced(engine, file)
    return engine


def _is_others(file: Path) -> bool:
    return os.geteuid() not in {0, file.stat().st_uid}


def _error_of_other_owner(file: Path) -> ConfigError:
    return ConfigError(
        f"{file} belongs to another account, and a live store is opened by its own only: run Pantau as that one, or "
        f"give {file.parent} to this one (chown -R); who only reads takes the copy that pantau db export writes"
    )


def _require_file(file: Path) -> None:
    if file.parent.is_dir() and not os.access(file.parent, os.X_OK):
        raise _error_of_other_owner(file)  # whether it is there cannot even be seen
    if not file.is_file():
        raise ConfigError(f"there is no database at {file}; make it with: pantau db upgrade")
    if not os.access(file, os.R_OK):
        raise _error_of_other_owner(file)


def _make_private(file: Path) -> None:
    """Make the file and its folder for their owner alone, whatever the umask; files that are there keep their rights.

    SQLite gives the files that it keeps beside the store the rights of the store.
    """
    if file.parent.is_dir() and (not os.access(file.parent, os.X_OK) or (file.exists() and _is_others(file))):
        raise _error_of_other_owner(file)
    try:
        if not file.parent.is_dir():
            file.parent.mkdir(parents=True)
            file.parent.chmod(PRIVATE_FOLDER)
        if not file.exists():
            create_private(file)
    except OSError as error:
        raise StoreError(f"the folder of the database cannot be made ({error}); choose another") from error


def create_private(file: Path) -> None:
    """Create an empty file for its owner alone, whatever the umask, before anything is written to it.

    Raises OSError.
    """
    os.close(os.open(file, os.O_CREAT | os.O_WRONLY, PRIVATE_FILE))
    file.chmod(PRIVATE_FILE)


def _begin_sqlite(connection: Connection) -> None:
    # Python's driver would begin only before INSERT and its like, and leave CREATE TABLE outside. A transaction that
    # will write says so at once: one that read first could not wait for another writer, and would fail as "locked".
    if not connection.get_execution_options().get(WRITING, False):
        connection.exec_driver_sql("BEGIN")
        return
    driver: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]  # of SQLite
    driver.execute(f"PRAGMA busy_timeout = {SHORT_WAIT_MS}")
    try:
        _take_turn(connection)
    finally:
        driver.execute(f"PRAGMA busy_timeout = {round(BUSY_SECONDS * 1000)}")


def _take_turn(connection: Connection) -> None:
    """Begin to write within BUSY_SECONDS, as soon as no other does.

    A long wait of SQLite's own looks only ten times a second whether it may, and hardly ever finds the moments between
    the short transactions of a night.
    """
    for _ in range(round(BUSY_SECONDS * 1000 / SHORT_WAIT_MS) - 1):
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except OperationalError as error:
            if getattr(error.orig, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_BUSY:
                raise
        else:
            return
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _leave_replaced(engine: Engine, file: Path) -> None:
    """Open a store anew that was restored meanwhile: what is written to the file that stood there would be lost.

    One that is gone is told, and SQLite makes no empty file in its place.
    """

    def note(_connection: object, record: ConnectionPoolEntry) -> None:
        record.info["file"] = _number_of(file)

    def compare(_connection: object, record: ConnectionPoolEntry, _proxy: object) -> None:
        if _number_of(file) != record.info["file"]:
            raise DisconnectionError

    def require(*_: object) -> None:
        if _number_of(file) is None:
            raise StoreError(f"the database {file} is not there any more; put it back, or a copy: pantau db restore")

    event.listen(engine, "do_connect", require)
    event.listen(engine, "connect", note)
    event.listen(engine, "checkout", compare)


def _number_of(file: Path) -> int | None:
    try:
        return file.stat().st_ino
    except OSError:
        return None


def _tell_memory(failed: ExceptionContext) -> StoreError | None:
    """Turn a statement's lack of memory into an error of the store: a query elsewhere may hold what SQLite may have."""
    if isinstance(failed.original_exception, MemoryError):
        return StoreError("the database had too little memory, perhaps beside a large query; try again")
    return None


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver begins nothing; _begin_sqlite does
    connection.set_progress_handler(_let_signals_in, STEPS_BETWEEN_SIGNALS)
    # secure_delete: what was purged does not stay readable in the file's free space
    for pragma in ("journal_mode=WAL", f"synchronous={SYNCHRONOUS}", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _let_signals_in() -> int:
    """Do nothing, in Python: only there is a signal heard, and a query may run for minutes."""
    return 0


def _prepare_reading(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA query_only=ON")


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """Open one transaction that may write: all of it is kept at the end, or none of it. Raises StoreError."""
    with store_errors(), engine.execution_options(**{WRITING: True}).begin() as connection:
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Open one transaction that only reads, and keeps no writer waiting. Raises StoreError."""
    with store_errors(), engine.connect() as connection, connection.begin():
        yield connection


def interrupt(connection: Connection) -> None:
    """Break off what another thread asks on a connection; harmless where it asks nothing, or has closed it."""
    with contextlib.suppress(Exception):  # it may be given back at this very moment
        driver = connection.connection.driver_connection
        (driver.interrupt if isinstance(driver, sqlite3.Connection) else driver.cancel)()  # type: ignore[union-attr]  # psycopg's


@functools.cache
def insert_for(dialect: str) -> Any:
    """Return the dialect's own INSERT, the one that knows ON CONFLICT."""
    if dialect == "postgresql":
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415  # heavy, and loaded by then

        return postgresql.insert
    return sqlite.insert
