from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from collectors.errors import Locked, StoreError
from storage.db import lock
from storage.db.engine import open_engine, transaction
from storage.db.lock import ADVISORY_KEY, is_locked, run_lock

on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

HOLDER = """
import sys
from collectors.errors import Locked, StoreError
from storage.db.engine import open_engine
from storage.db.lock import run_lock
with run_lock(open_engine(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def wait_until_free(engine: Engine) -> None:
    """Let PostgreSQL notice that a client died; a file's lock dies with its holder."""
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            connection.execute(text("SET LOCAL lock_timeout = '20s'"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_KEY})


def test_a_second_run_is_told_at_once_and_without_the_password(engine: Engine, database_url: str) -> None:
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
    wait_until_free(engine)
    assert not is_locked(second)
    second.dispose()


def test_a_run_that_was_killed_holds_nothing(engine: Engine, database_url: str) -> None:
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
    wait_until_free(engine)
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


@on_postgresql
def test_a_session_that_the_server_ended_is_opened_again_before_anything_is_written(engine: Engine) -> None:
    with run_lock(engine):
        end_holder(engine)
        with transaction(engine) as connection:
            assert connection.scalar(text("SELECT 1")) == 1
        second = open_engine(engine.url.render_as_string(hide_password=False))
        with pytest.raises(Locked), run_lock(second):
            pytest.fail("held twice")
        second.dispose()


@on_postgresql
def test_a_run_whose_lock_another_run_took_writes_nothing_more(engine: Engine) -> None:
    second = open_engine(engine.url.render_as_string(hide_password=False))
    with run_lock(engine):
        end_holder(engine)
        with run_lock(second), pytest.raises(Locked, match="another run"), transaction(engine):
            pytest.fail("wrote beside a living run")
    second.dispose()


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
    pauses: list[float] = []

    def wait(pause: float) -> None:
        pauses.append(pause)
        if len(pauses) > 1:
            at_server(engine, f"ALTER DATABASE {engine.url.database} ALLOW_CONNECTIONS true")

    with run_lock(engine):
        shut(engine)
        monkeypatch.setattr(lock, "sleep", wait)
        with transaction(engine) as connection:
            assert connection.scalar(text("SELECT 1")) == 1
        assert_held(engine)
    assert pauses == list(lock.PAUSES[:2])


@on_postgresql
def test_a_server_that_stays_away_ends_the_run_after_a_bounded_number_of_tries(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(lock, "sleep", pauses.append)
    with run_lock(engine):
        shut(engine)
        with pytest.raises(StoreError) as error, transaction(engine):
            pytest.fail("wrote to a server that is away")
        at_server(engine, f"ALTER DATABASE {engine.url.database} ALLOW_CONNECTIONS true")
    assert "\n" not in str(error.value)
    assert pauses == list(lock.PAUSES)


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


def end_holder(engine: Engine) -> None:
    """End the session that holds the lock, as an idle timeout or an administrator would."""
    other = create_engine(engine.url)
    with other.begin() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted "
                "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
        )
    other.dispose()
