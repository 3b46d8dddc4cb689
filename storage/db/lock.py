"""One run at a time on a store; the lock dies with the program that holds it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from time import sleep
from typing import Any
from zlib import crc32

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Dialect, Engine, event, text
from sqlalchemy.exc import DBAPIError

from collectors.errors import Locked, StoreError
from storage.db.engine import reading
from storage.db.errors import store_errors

PROVING = "pantau_proving"
LANE_CLASS = 7_023  # the lower half of the keys of lanes
PAUSES = (0.5, 2.0, 5.0, 10.0)  # seconds between tries to reach a server that went away: a restart takes so long
GONE = "the connection to the database ended and could not be opened again; is its server running?"
ADVISORY_KEY = 7_023_681_154  # any number that other programs on the same PostgreSQL do not use


ALONE = "SELECT pg_try_advisory_lock(:run)"
HELD = """
SELECT EXISTS (
    SELECT 1 FROM pg_locks
    WHERE locktype = 'advisory' AND granted AND objsubid = 1
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND CAST(classid AS bigint) = :upper AND CAST(objid AS bigint) = :lower
)
"""
LANE = "SELECT pg_try_advisory_lock_shared(:run) AND pg_try_advisory_lock(:lane)"


@contextmanager
def run_lock(engine: Engine) -> Iterator[None]:
    """Hold the store's lock. Raises Locked at once when another run has it."""
    holder = _file_lock(engine) if engine.dialect.name == "sqlite" else _advisory_lock(engine)
    with holder:
        yield


def is_locked(engine: Engine) -> bool:
    """Tell whether a run is at work on the store now; one that was killed is not."""
    if engine.dialect.name == "postgresql":
        halves = {"upper": ADVISORY_KEY >> 32, "lower": ADVISORY_KEY & 0xFFFFFFFF}
        with reading(engine) as connection:  # only looked at: to take the lock could keep a night from beginning
            return bool(connection.scalar(text(HELD), halves))
    try:
        with _file_lock(engine):
            return False
    except Locked:
        return True


def _locked(engine: Engine) -> Locked:
    name = engine.url.render_as_string(hide_password=True)
    return Locked(f"another run of Pantau works on {name}; wait until it ends (pantau status shows it)")


@contextmanager
def lane_lock(engine: Engine, lane: str) -> Iterator[None]:
    """Work beside others on a shared night, but alone on a lane; no other run goes on meanwhile.

    On PostgreSQL only. Raises Locked at once when a run, or another on the same lane, is at work.
    """
    keys = {"run": ADVISORY_KEY, "lane": ((crc32(lane.encode()) & 0x7FFFFFFF) << 32) | LANE_CLASS}
    session = _Session(engine, LANE, keys)
    with _held(engine, session):
        yield


@contextmanager
def _file_lock(engine: Engine) -> Iterator[None]:
    file = Path(f"{engine.url.database}.lock")
    lock = FileLock(file)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise _locked(engine) from error
    except OSError as error:
        raise StoreError(f"the lock beside the database cannot be made ({error}); check the folder's rights") from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _advisory_lock(engine: Engine) -> Iterator[None]:
    """Hold a session lock of PostgreSQL on a connection of its own, and prove it before every transaction."""
    with _held(engine, _Session(engine, ALONE, {"run": ADVISORY_KEY})):
        yield


@contextmanager
def _held(engine: Engine, session: _Session) -> Iterator[None]:
    with store_errors():
        if not session.take():
            session.end()
            raise _locked(engine)
    event.listen(engine, "begin", session.prove)
    event.listen(engine, "do_connect", session.connect)
    try:
        yield
    finally:
        event.remove(engine, "do_connect", session.connect)
        event.remove(engine, "begin", session.prove)
        session.end()


class _Session:
    """The session of PostgreSQL that holds the lock; one that ended is opened again while nobody else has the lock."""

    def __init__(self, engine: Engine, asked: str, keys: Mapping[str, int]) -> None:
        self.engine = engine
        self.asked, self.keys = text(asked), keys
        self.connection: Connection | None = None
        self._proving = Lock()  # lanes prove it side by side, and a connection is for one thread at a time

    def take(self) -> bool:
        """Open the session and ask for the lock; tell whether it is ours."""
        # autocommit: a session that idles within a transaction would be ended by many a server
        self.connection = self.engine.connect().execution_options(isolation_level="AUTOCOMMIT", **{PROVING: True})
        return bool(self.connection.scalar(self.asked, self.keys))

    def prove(self, connection: Connection) -> None:
        """Make sure that the lock is still held before a transaction begins. Raises Locked where another run has it."""
        if connection.get_execution_options().get(PROVING):
            return
        with self._proving:
            self._prove()

    def _prove(self) -> None:
        if self._is_alive():
            return
        self.end()
        try:
            taken = self.take()
        except DBAPIError as error:
            raise StoreError(GONE) from error
        if not taken:
            self.end()
            raise _locked(self.engine)

    def connect(self, dialect: Dialect, _record: object, words: Sequence[Any], options: Mapping[str, Any]) -> Any:
        """Connect to a server that answered when the run began: while it restarts, try again after a pause."""
        for pause in PAUSES:
            with suppress(dialect.loaded_dbapi.OperationalError):
                return dialect.connect(*words, **options)
            sleep(pause)
        return dialect.connect(*words, **options)

    def _is_alive(self) -> bool:
        if self.connection is None:
            return False
        try:
            return bool(self.connection.scalar(text("SELECT 1")))
        except DBAPIError:
            return False

    def end(self) -> None:
        """Close the session for good: given back to the pool, it would keep the lock."""
        if self.connection is not None:
            self.connection.invalidate()
            self.connection.close()
            self.connection = None
