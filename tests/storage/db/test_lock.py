from __future__ import annotations

import logging
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool, QueuePool

from collectors.errors import Locked, Stopped, StoreError
from storage.db import engine as engines
from storage.db import lock
from storage.db.engine import open_engine, reading, transaction
from storage.db.lock import TAKING_KEY, is_locked, lane_lock, run_lock, without_proof
from storage.schema.tables import run_locks
from storage.schema.versions import upgrade
from tests.storage.conftest import NIGHT

on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

HOLDER = """
import sys
from collectors.errors import Locked, StoreError
from storage.db import lock
from storage.db.engine import open_engine
lock.BEAT = 0.1
with lock.run_lock(open_engine(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Signs of life come often, so that a second run is soon refused."""
    monkeypatch.setattr(lock, "BEAT", 0.2)
    monkeypatch.setattr(lock, "LOOK", 0.05)


def test_a_second_run_is_told_without_the_password(engine: Engine, database_url: str) -> None:
    second = open_engine(database_url)
    with run_lock(engine), pytest.raises(Locked, match="another run of Pantau works on") as error, run_lock(second):
        pytest.fail("held twice")
    second.dispose()
    assert "\n" not in str(error.value)
    assert str(engine.url.database) in str(error.value)


def test_the_lock_is_free_after_a_run_and_after_a_failed_one(engine: Engine) -> None:
    with pytest.raises(ZeroDivisionError), run_lock(engine):
        raise ZeroDivisionError
    for _ in range(2):
        with run_lock(engine):
            pass


def test_whether_a_run_is_at_work_is_told_without_disturbing_it(engine: Engine, database_url: str) -> None:
    second = open_engine(database_url)
    assert not is_locked(second)
    with run_lock(engine):
        assert is_locked(second)
        with transaction(engine) as connection:
            assert connection.scalar(text("SELECT 1")) == 1
    assert not is_locked(second)
    second.dispose()


def test_a_run_that_was_killed_holds_nothing(
    engine: Engine, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "SILENT", 3.0)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, database_url],
        cwd=Path(__file__).parents[3],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(Locked), run_lock(engine):
            pytest.fail("held twice")
        holder.kill()
    with run_lock(engine):
        pass


def test_other_programs_may_read_and_write_while_the_lock_is_held(engine: Engine, database_url: str) -> None:
    other = open_engine(database_url)
    with run_lock(engine), other.begin() as connection:
        assert connection.scalar(text("SELECT count(*) FROM runs")) == 0
        connection.execute(text("INSERT INTO settings (name, value) VALUES ('catatan', 'ada')"))
    other.dispose()


def test_a_lock_that_cannot_be_made_is_one_clear_line(foreign_store: Path) -> None:
    engine = open_engine(f"sqlite:///{foreign_store}")
    with pytest.raises(StoreError, match="check the folder's rights") as error, run_lock(engine):
        pytest.fail("held")
    engine.dispose()
    assert "\n" not in str(error.value)


@pytest.fixture
def silent_holder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever holds a lock gives no sign of life and counts as dead at once, as one that was frozen for long."""
    for name, seconds in {"BEAT": 1_000.0, "SILENT": 0.0, "LOOK": 0.01}.items():
        monkeypatch.setattr(lock, name, seconds)


@on_postgresql
@pytest.mark.usefixtures("silent_holder")
def test_no_run_begins_while_another_writes_however_dead_that_seems(engine: Engine) -> None:
    second = open_engine(engine.url.render_as_string(hide_password=False))
    with run_lock(engine):
        with transaction(engine) as connection:
            connection.execute(text("INSERT INTO settings (name, value) VALUES ('catatan', 'ada')"))
            with pytest.raises(Locked), run_lock(second):
                pytest.fail("began while the first was writing")
        with run_lock(second), reading(second) as connection:
            assert connection.scalar(text("SELECT value FROM settings WHERE name = 'catatan'")) == "ada"
    second.dispose()


@on_postgresql
@pytest.mark.usefixtures("silent_holder")
def test_a_run_that_another_took_over_writes_nothing_more(engine: Engine) -> None:
    second = open_engine(engine.url.render_as_string(hide_password=False))
    with run_lock(engine):
        with run_lock(second), pytest.raises(Locked, match="no sign of life") as error, transaction(engine):
            pytest.fail("wrote beside a living run")
        with pytest.raises(Locked), transaction(engine):  # what the other read and wrote meanwhile is not known
            pytest.fail("wrote after another run")
        with transaction(without_proof(engine)) as connection:  # how it ended
            assert connection.scalar(text("SELECT 1")) == 1
    second.dispose()
    assert "\n" not in str(error.value)


@on_postgresql
@pytest.mark.usefixtures("silent_holder")
def test_a_lane_that_another_took_over_writes_nothing_more_and_the_others_go_on(engine: Engine) -> None:
    second, third = (open_engine(engine.url.render_as_string(hide_password=False)) for _ in range(2))
    with lane_lock(engine, "x"), lane_lock(second, "web"), transaction(second), lane_lock(third, "x"):
        with pytest.raises(Locked), transaction(engine):
            pytest.fail("two wrote on one lane")
        with transaction(third) as connection:
            assert connection.scalar(text("SELECT count(*) FROM run_locks")) == 2
    second.dispose()
    third.dispose()


@on_postgresql
def test_a_holder_that_lives_is_never_taken_for_dead(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "BEAT", 0.05)
    with run_lock(engine):
        for _ in range(3):
            assert_held(engine)
        with transaction(engine):  # a long one stops no sign of life
            assert_held(engine)


@on_postgresql
def test_the_lock_needs_no_session_of_its_own(engine: Engine) -> None:
    with run_lock(engine):
        assert isinstance(engine.pool, QueuePool)
        assert engine.pool.checkedout() == 0
        shut(engine)
        at_server(engine, f"ALTER DATABASE {engine.url.database} ALLOW_CONNECTIONS true")
        assert_held(engine)
        with transaction(engine) as connection:
            assert connection.scalar(text("SELECT 1")) == 1


@on_postgresql
def test_the_lock_holds_through_a_pooler_that_gives_each_transaction_another_session(engine: Engine) -> None:
    pooled = create_engine(engine.url, poolclass=NullPool)
    with run_lock(pooled):
        assert_held(engine)
        second = create_engine(engine.url, poolclass=NullPool)
        with pytest.raises(Locked), run_lock(second):
            pytest.fail("held twice")
        with transaction(pooled) as connection:
            assert connection.scalar(text("SELECT 1")) == 1
    with run_lock(engine):
        pass


@on_postgresql
def test_a_lock_that_an_earlier_pantau_holds_is_respected(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0.1)
    monkeypatch.setattr(lock, "SILENT", 0.2)
    other = create_engine(engine.url)
    with other.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": TAKING_KEY})
        with pytest.raises(Locked, match="another run of Pantau works on"), run_lock(engine):
            pytest.fail("held twice")
    other.dispose()


@on_postgresql
def test_one_who_waits_for_a_killed_run_says_so_once_and_may_be_asked_to_end(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    add_dead_run(engine)
    pauses = list[float]()

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 30:
            raise Stopped

    with caplog.at_level(logging.INFO, lock.LOG.name), pytest.raises(Stopped), run_lock(engine, pause):
        pytest.fail("held beside one that may live")
    assert [record.message for record in caplog.records] == [
        "another run gave no sign of life lately; waiting for up to 20 seconds"
    ]


@on_postgresql
@pytest.mark.parametrize("older", [True, False], ids=["older", "empty"])
def test_a_store_that_knows_no_locks_yet_is_locked_and_upgraded(
    database_url: str, store_of: Callable[[str], Engine], *, older: bool
) -> None:
    engine = store_of("0042") if older else open_engine(database_url)
    with run_lock(engine):
        upgrade(engine, NIGHT)
        assert_held(engine)
        with transaction(engine) as connection:
            assert connection.scalar(text("SELECT name FROM run_locks")) == lock.RUN
    told = "SELECT obj_description('run_locks'::regclass)"
    with reading(engine) as connection:
        assert connection.scalar(text(told)) == run_locks.comment
    engine.dispose()


@on_postgresql
@pytest.mark.parametrize("limit", ["idle_session_timeout", "idle_in_transaction_session_timeout"])
def test_a_run_that_computes_longer_than_sessions_may_idle_keeps_its_lock(engine: Engine, limit: str) -> None:
    at_server(engine, f"ALTER DATABASE {engine.url.database} SET {limit} = '1s'")
    engine.dispose()
    with run_lock(engine):
        with transaction(engine) as connection:
            assert connection.scalar(text(f"SHOW {limit}")) == "1s"
        time.sleep(1.6)
        with transaction(engine) as connection:
            assert connection.scalar(text("SELECT 1")) == 1
        assert_held(engine)


@on_postgresql
def test_a_server_that_restarts_is_waited_for_and_the_lock_taken_again(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "BEAT", 1_000.0)
    pauses: list[float] = []

    def wait(pause: float) -> None:
        pauses.append(pause)
        if len(pauses) > 1:
            at_server(engine, f"ALTER DATABASE {engine.url.database} ALLOW_CONNECTIONS true")

    with run_lock(engine):
        shut(engine)
        with monkeypatch.context() as patch:
            patch.setattr(lock, "sleep", wait)
            with transaction(engine) as connection:
                assert connection.scalar(text("SELECT 1")) == 1
    assert pauses == list(lock.PAUSES[:2])


@on_postgresql
def test_a_server_that_stays_away_ends_the_run_after_a_bounded_number_of_tries(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "BEAT", 1_000.0)
    pauses: list[float] = []
    monkeypatch.setattr(lock, "sleep", pauses.append)
    with run_lock(engine):
        shut(engine)
        with pytest.raises(StoreError) as error, transaction(engine):
            pytest.fail("wrote to a server that is away")
        at_server(engine, f"ALTER DATABASE {engine.url.database} ALLOW_CONNECTIONS true")
    assert "\n" not in str(error.value)
    assert pauses == list(lock.PAUSES)


def add_dead_run(engine: Engine) -> None:
    """Leave the row of a run that was killed at this moment."""
    with transaction(engine) as connection:
        connection.execute(text("INSERT INTO run_locks VALUES ('run', 'dead', clock_timestamp())"))


def assert_held(engine: Engine) -> None:
    """A second run is refused."""
    second = open_engine(engine.url.render_as_string(hide_password=False))
    with pytest.raises(Locked), run_lock(second):
        pytest.fail("held twice")
    second.dispose()


def at_server(engine: Engine, statement: str) -> None:
    """Run an administrator's statement, from another database of the server."""
    other = create_engine(engine.url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with other.connect() as connection:
        connection.execute(text(statement))
    other.dispose()


def shut(engine: Engine) -> None:
    """End all sessions of the database and let nobody in, as a server does that restarts."""
    name = engine.url.database
    at_server(engine, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    at_server(engine, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
