"""One run at a time on a store: SQLite by a locked file, PostgreSQL by a row that its holder keeps alive.

The row names its holder, who renews it every two seconds. Each writing transaction reads it first with FOR KEY SHARE,
in the session that writes. Whoever takes the lock over must delete the row, which PostgreSQL refuses while such a
transaction is open; from then on the former holder finds no row, and writes nothing. So a run is proved alive at each
commit, whatever becomes of sessions, poolers and clocks. See docs/decisions/0011-a-lock-is-a-row.md.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from time import sleep
from typing import Any
from uuid import uuid4

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Dialect, Engine, event, text

from collectors.errors import Locked, StoreError
from storage.db.engine import PRIVATE_FILE, WRITING, reading, transaction

LOG = logging.getLogger("pantau")
UNPROVED = "pantau_unproved"
PAUSES = (0.5, 2.0, 5.0, 10.0)  # seconds between tries to reach a server that went away: a restart takes so long
BEAT, SILENT = 2.0, 20.0  # seconds between signs of life; without one for so long a holder counts as dead
LOOK = 0.5  # seconds between looks at a holder that may be dead
TAKING_KEY = 7_023_681_154  # of PostgreSQL's advisory locks: any number that other programs there do not use
RUN = "run"

MISSING = "SELECT to_regclass('run_locks') IS NULL"
MAKE = """
CREATE TABLE run_locks (
    name VARCHAR NOT NULL, holder VARCHAR NOT NULL, beat_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT pk_run_locks PRIMARY KEY (name)
)
"""
# While the server was down nobody could give a sign of life; a moment far ahead is of a clock that was set back.
DEAD = """
    clock_timestamp() - greatest(beat_at, pg_postmaster_start_time())
    NOT BETWEEN make_interval(secs => -:silent) AND make_interval(secs => :silent)
"""
# A row that is skipped is one whose holder's transaction is still open.
CLEAR = f"""
DELETE FROM run_locks WHERE holder IN (SELECT holder FROM run_locks WHERE {DEAD} FOR UPDATE SKIP LOCKED)
"""  # noqa: S608  # put together of our own words only
IN_THE_WAY = "FROM run_locks WHERE :alone OR name IN (:run, :name)"
TAKE = f"""
INSERT INTO run_locks (name, holder, beat_at)
SELECT :name, :holder, clock_timestamp() WHERE NOT EXISTS (SELECT {IN_THE_WAY})
"""
HOLDERS = f"SELECT holder, beat_at {IN_THE_WAY}"
PROVE = "SELECT 1 FROM run_locks WHERE holder = :holder FOR KEY SHARE"
RENEW = "UPDATE run_locks SET beat_at = clock_timestamp() WHERE holder = :holder"
FREE = "DELETE FROM run_locks WHERE holder = :holder"
HELD = f"SELECT EXISTS (SELECT FROM run_locks WHERE NOT ({DEAD}))"  # noqa: S608  # as above


@contextmanager
def run_lock(engine: Engine, pause: Callable[[float], None] = sleep) -> Iterator[None]:
    """Hold the store's lock. Raises Locked when another run has it: on PostgreSQL once that has shown that it lives.

    On PostgreSQL a run that was killed is waited for by *pause*, SILENT seconds at most; what that raises ends it.
    """
    with _file_lock(engine) if engine.dialect.name == "sqlite" else _held(_Row(engine, RUN, alone=True), pause):
        yield


@contextmanager
def lane_lock(engine: Engine, lane: str, pause: Callable[[float], None] = sleep) -> Iterator[None]:
    """Work beside others on a shared night, but alone on a lane; no other run goes on meanwhile.

    On PostgreSQL only. Raises Locked when a run, or another on the same lane, is at work; waits as ``run_lock`` does.
    """
    with _held(_Row(engine, f"lane {lane}", alone=False), pause):
        yield


def is_locked(engine: Engine) -> bool:
    """Tell whether a run is at work on the store now; on PostgreSQL one that was killed seems so for SILENT seconds."""
    if engine.dialect.name == "postgresql":
        with reading(engine) as connection:
            return bool(connection.scalar(text(HELD), {"silent": SILENT}))
    try:
        with _file_lock(engine):
            return False
    except Locked:
        return True


def without_proof(engine: Engine) -> Engine:
    """Return the engine as a run uses it that may have lost its lock: to write down its own end, nothing else."""
    return engine.execution_options(**{UNPROVED: True})


def _name_of(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=True)


def _locked(engine: Engine) -> Locked:
    return Locked(f"another run of Pantau works on {_name_of(engine)}; wait until it ends (pantau status shows it)")


@contextmanager
def _file_lock(engine: Engine) -> Iterator[None]:
    file = Path(f"{Path(str(engine.url.database)).resolve()}.lock")  # one, whatever links lead to the store
    lock = FileLock(file, mode=PRIVATE_FILE)
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
def _held(row: _Row, pause: Callable[[float], None]) -> Iterator[None]:
    """Hold a row, keep it alive by a thread, and prove it in every writing transaction of its engine."""
    if not row.take(pause):
        raise _locked(row.engine)
    event.listen(row.engine, "begin", row.prove)
    event.listen(row.engine, "do_connect", row.connect)
    ended = Event()
    beating = Thread(target=row.keep_alive, args=(ended,), name="run lock", daemon=True)
    beating.start()
    try:
        yield
    finally:
        ended.set()
        beating.join()  # first: listeners are not removed while another thread calls them
        event.remove(row.engine, "do_connect", row.connect)
        event.remove(row.engine, "begin", row.prove)
        row.free()


class _Row:
    """A row of ``run_locks``, and what its holder and those who want it do with it."""

    def __init__(self, engine: Engine, name: str, *, alone: bool) -> None:
        self.engine, self.holder = engine, uuid4().hex
        self._wanted = {"name": name, "alone": alone, "run": RUN}

    def take(self, pause: Callable[[float], None]) -> bool:
        """Take the row; tell whether it is ours. Watch the row of another run until that shows life or is dead."""
        seen: frozenset[tuple[Any, ...]] | None = None
        for look in range(round(SILENT / LOOK) + 2):
            in_the_way = self._try()
            if in_the_way is not None:
                if not in_the_way:
                    return True
                if seen is not None and in_the_way - seen:
                    return False
                seen = in_the_way
            if look == round(BEAT / LOOK) + 1:  # one that lives had given a sign by now
                LOG.info("another run gave no sign of life lately; waiting for up to %.0f seconds", SILENT)
            pause(LOOK)
        return False

    def _try(self) -> frozenset[tuple[Any, ...]] | None:
        """Take the row where nobody is in the way; return who is, with their last signs of life.

        None while another does this, or while a run of a Pantau that knew no rows is at work.
        """
        with transaction(self.engine) as connection:
            if not connection.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": TAKING_KEY}):
                return None
            if connection.scalar(text(MISSING)):  # the store is empty or of an older version
                connection.execute(text(MAKE))
            connection.execute(text(CLEAR), {"silent": SILENT})
            if connection.execute(text(TAKE), {**self._wanted, "holder": self.holder}).rowcount:
                return frozenset()
            return frozenset(map(tuple, connection.execute(text(HOLDERS), self._wanted)))

    def prove(self, connection: Connection) -> None:
        """Make sure that the row stays ours until a writing transaction ends. Raises Locked where it is not."""
        options = connection.get_execution_options()
        if not options.get(WRITING) or options.get(UNPROVED):
            return
        if connection.execute(text(PROVE), {"holder": self.holder}).first() is None:
            raise Locked(
                f"another run of Pantau took {_name_of(self.engine)} over, since this one gave no sign of life for "
                f"{SILENT:.0f} seconds; this one ends, and what it stored stays"
            )

    def keep_alive(self, ended: Event) -> None:
        """Give signs of life until the run ends; a server that is away is asked again."""
        while not ended.wait(BEAT):
            with suppress(StoreError):
                self._execute(RENEW)

    def free(self) -> None:
        """Give the row up; where the server is away it counts as dead soon."""
        with suppress(StoreError):
            self._execute(FREE)

    def _execute(self, statement: str) -> None:
        with transaction(without_proof(self.engine)) as connection:
            connection.execute(text(statement), {"holder": self.holder})

    def connect(self, dialect: Dialect, _record: object, words: Sequence[Any], options: Mapping[str, Any]) -> Any:
        """Connect to a server that answered when the run began: while it restarts, try again after a pause."""
        for pause in PAUSES:
            with suppress(dialect.loaded_dbapi.OperationalError):
                return _reach(dialect, words, options)
            sleep(pause)
        return _reach(dialect, words, options)


def _reach(dialect: Dialect, words: Sequence[Any], options: Mapping[str, Any]) -> Any:
    """Connect, and see that the server itself answers: a pooler also lets in whom it cannot serve yet."""
    connection: Any = dialect.connect(*words, **options)
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except dialect.loaded_dbapi.OperationalError:
        connection.close()
        raise
    return connection
