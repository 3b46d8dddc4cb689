"""Sharing nights is off until it is asked for, and says what it needs."""

from __future__ import annotations

from contextlib import ExitStack, nullcontext
from datetime import timedelta
from typing import Any, NoReturn

import pytest
from psycopg_pool import PoolTimeout
from sqlalchemy import Engine, Row, text

from collectors.errors import ConfigError, Locked, StoreError
from pipeline import clock
from pipeline.demo.world.world import NOW
from pipeline.nightly import COMMAND
from pipeline.run.context import begin_run
from pipeline.workers import night, worker
from pipeline.workers.plan import source_jobs
from storage.db.engine import transaction
from storage.db.lock import SILENT, lane_lock, run_lock
from storage.jobs.night_jobs import plan_jobs
from storage.schema.versions import open_store
from tests.conftest import MakeSettings

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
only_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@only_sqlite
def test_a_worker_of_an_office_that_shares_no_nights_says_so(make_settings: MakeSettings) -> None:
    with pytest.raises(ConfigError, match=r"set workers: true in config\.yaml"):
        night.run_worker(make_settings(), lanes=1)


@only_sqlite
def test_nights_are_shared_on_postgresql_only(make_settings: MakeSettings) -> None:
    with pytest.raises(ConfigError, match="by PostgreSQL only; set PANTAU_DATABASE_URL"):
        night.run_night(make_settings(workers=True))


@only_postgresql
def test_without_its_packages_the_way_to_get_them_is_said(
    make_settings: MakeSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(night, "find_spec", lambda _name: None)
    with pytest.raises(ConfigError, match=r"run: pip install '.*\[cluster\]'"):
        night.run_night(make_settings(workers=True))


@only_postgresql
def test_a_night_of_today_goes_on_and_one_of_yesterday_is_given_up(
    make_settings: MakeSettings, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = make_settings(workers=True)
    yesterday = begin_run(settings, engine, COMMAND, NOW)
    with transaction(engine) as connection:
        plan_jobs(connection, yesterday, source_jobs(settings))
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=5))
    assert night._open_night(settings) == yesterday
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=1))
    today = night._open_night(settings)
    assert today != yesterday
    assert night._open_night(settings) == today
    with engine.connect() as connection:
        ended = {row.run_id: row.exit_code for row in connection.execute(text("SELECT run_id, exit_code FROM runs"))}
    assert ended == {yesterday: 1, today: None}


@only_postgresql
@pytest.mark.parametrize("at_work", [False, True])
def test_two_machines_that_begin_a_night_together_begin_one(
    make_settings: MakeSettings, engine: Engine, monkeypatch: pytest.MonkeyPatch, *, at_work: bool
) -> None:
    settings, look = make_settings(workers=True), night._nights_under_way
    with ExitStack() as work:

        def look_too_early(engine: Engine) -> list[Row[Any]]:
            """See no night; before anything else is done another machine begins one, and workers take its jobs."""
            monkeypatch.setattr(night, "_nights_under_way", look)
            found = look(engine)
            night._open_night(settings)
            if at_work:
                work.enter_context(lane_lock(work.enter_context(open_store(settings.database_url)), "x"))
            return found

        monkeypatch.setattr(night, "_nights_under_way", look_too_early)
        night._open_night(settings)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM runs")) == 1
        assert connection.scalar(text("SELECT count(*) FROM pantau_jobs.procrastinate_jobs")) == 3


@only_postgresql
@pytest.mark.parametrize("begins", [True, False])
def test_a_night_that_another_machine_begins_slowly_is_waited_for(
    make_settings: MakeSettings, engine: Engine, monkeypatch: pytest.MonkeyPatch, *, begins: bool
) -> None:
    settings, waits, nights = make_settings(workers=True), list[float](), list[int]()

    def held(_engine: Engine) -> NoReturn:
        raise Locked("another run works on the store")

    def wait(seconds: float) -> None:
        """Begin the night of the other machine after five seconds, or never."""
        waits.append(seconds)
        if begins and sum(waits) == 5:
            monkeypatch.setattr(night, "run_lock", run_lock)
            nights.append(night._open_night(settings))

    monkeypatch.setattr(night, "run_lock", held)
    monkeypatch.setattr(night, "sleep", wait)
    with nullcontext() if begins else pytest.raises(Locked):
        nights.append(night._open_night(settings))
    assert (sum(waits), len(nights), len(set(nights))) == ((5, 2, 1) if begins else (SILENT, 0, 0))
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM runs")) == int(begins)


@only_postgresql
def test_a_server_without_room_for_the_queue_is_told_in_one_line(
    make_settings: MakeSettings, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert engine

    def wait(*_: object, **__: object) -> None:
        raise PoolTimeout("pool initialization incomplete after 30.0 sec")

    for pool in ("ConnectionPool", "AsyncConnectionPool"):
        monkeypatch.setattr(f"psycopg_pool.{pool}.open", wait)
    monkeypatch.setattr(worker, "PAUSES", ())
    settings = make_settings(workers=True)
    for run in (night.run_night, worker.serve):
        with pytest.raises(StoreError, match="max_connections leaves room"):
            run(settings)
