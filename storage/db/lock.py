"""One run at a time on a store; the lock dies with the program that holds it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Engine, text

from collectors.errors import Locked, StoreError
from storage.db.engine import store_errors

ADVISORY_KEY = 7_023_681_154  # any number that other programs on the same PostgreSQL do not use


@contextmanager
def run_lock(engine: Engine) -> Iterator[None]:
    """Hold the store's lock. Raises Locked at once when another run has it."""
    holder = _file_lock(engine) if engine.dialect.name == "sqlite" else _advisory_lock(engine)
    with holder:
        yield


def _locked(engine: Engine) -> Locked:
    name = engine.url.render_as_string(hide_password=True)
    return Locked(f"another run of Pantau works on {name}; wait until it ends (pantau status shows it)")


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
    """Hold a session lock of PostgreSQL on a connection of its own."""
    with store_errors():
        connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    try:
        with store_errors():
            got = connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": ADVISORY_KEY})
        if not got:
            raise _locked(engine)
        yield
    finally:
        # Closed for good: given back to the pool, the session would keep the lock.
        connection.invalidate()
        connection.close()
