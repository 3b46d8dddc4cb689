"""Jobs of a shared night, done one by one: together they do what a night of one process does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from collectors.errors import Locked
from pipeline import clock
from pipeline.demo.standin.server import Fault, StandIn
from pipeline.demo.world.world import NOW, World, XPost
from pipeline.nightly import COMMAND
from pipeline.operate.status import show_status
from pipeline.run.context import RunContext, begin_run
from pipeline.run.stop import Stop
from pipeline.settings.models import Settings
from pipeline.workers import work
from pipeline.workers.plan import give_up, source_jobs
from storage.db.engine import transaction
from storage.db.lock import lane_lock, run_lock
from storage.jobs.night_jobs import NightJob, count_attempt, jobs_of, night_of, plan_jobs
from tests.conftest import MakeSettings

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
Night = Callable[[Settings], list[str]]


@pytest.fixture
def night(engine: Engine, standin: StandIn, monkeypatch: pytest.MonkeyPatch) -> Night:
    """Run the jobs of one night in their order, in this process; return their names."""
    assert standin.url
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(StandIn, "now", lambda _: clock.now())

    def run(settings: Settings) -> list[str]:
        run_id, done = begin_run(settings, engine, COMMAND, clock.now()), list[str]()
        with transaction(engine) as connection:
            plan_jobs(connection, run_id, source_jobs(settings))
        while waiting := _waiting(engine, run_id):
            work.do_job(settings, Stop(), run_id, waiting[0])
            done.append(waiting[0].name)
        return done

    return run


def _waiting(engine: Engine, run_id: int) -> list[NightJob]:
    with transaction(engine) as connection:
        return [job for job in jobs_of(connection, run_id) if job.ended_at is None]


def ask(engine: Engine, query: str) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def test_new_posts_of_all_sources_come_before_second_looks_and_responses_last(
    world: World,
    night: Night,
    engine: Engine,
    make_settings: MakeSettings,
    credentials: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world.x = [XPost(text=f"Kabar kota {age}", at=NOW - timedelta(days=age)) for age in (0.5, 3.2, 6.5)]
    settings = make_settings(
        sources=[
            {"id": "x", "platform": "x", "account": "Kominfobekasi", "pace_seconds": 0, "responses": True},
            {"id": "ig", "platform": "instagram", "account": "diskominfobekasi", "pace_seconds": 0},
        ],
        secrets={**credentials, "PANTAU_PSEUDONYM_KEY": "kunci-untuk-uji-coba"},
    )
    assert night(settings) == ["source:ig", "source:x", "responses:x", "spans:", "labels:1", "closing:"]
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=1))
    assert night(settings) == ["source:ig", "source:x", "looks:x", "responses:x", "spans:", "closing:"]
    assert ask(engine, "SELECT outcome, reason FROM v_runs WHERE source_id = 'x'") == [("complete", None)] * 2
    assert ask(engine, "SELECT exit_code FROM runs") == [(0,), (0,)]
    assert ask(engine, "SELECT count(*) FROM snapshots WHERE post_id LIKE 'x:%'") == [(5,)]


def test_a_refusal_makes_the_night_incomplete_and_the_source_rest(
    world: World, night: Night, engine: Engine, make_settings: MakeSettings
) -> None:
    world.faults = [Fault(platform="instagram", do="status", status=429)]
    settings = make_settings()
    night(settings)
    outcomes = {row[0]: row[1] for row in ask(engine, "SELECT source_id, outcome FROM v_runs")}
    assert outcomes["ig-diskominfobekasi"] == "blocked"
    assert outcomes["x-kominfobekasi"] == "complete"
    assert ask(engine, "SELECT exit_code FROM runs") == [(1,)]


def test_a_wrong_clock_ends_the_whole_night_and_stores_nothing(
    world: World, night: Night, engine: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.x = [XPost(at=NOW)]
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=1))
    monkeypatch.setattr(StandIn, "now", lambda _: NOW)
    night(settings)
    assert ask(engine, "SELECT count(*) FROM posts") == [(0,)]
    assert ask(engine, "SELECT exit_code FROM runs") == [(4,)]


def test_a_worker_whose_own_clock_leapt_takes_nothing_away_for_its_age(
    world: World, night: Night, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may get the closing job alone, in which no server tells it the time."""
    world.x = [XPost(at=NOW)]
    close, trusted = work.KINDS["closing"], list[bool]()

    def close_late(run: RunContext, job: NightJob) -> work.Done:
        monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=4000))
        return close(replace(run, now=clock.now), job)

    monkeypatch.setitem(work.KINDS, "closing", close_late)
    monkeypatch.setattr(work, "finish_harvest", lambda run, _: trusted.append(not run.clock_leapt))
    monkeypatch.setattr(work, "close_night", lambda _: None)
    night(settings)
    assert trusted == [False]


def test_a_job_that_was_handed_out_twice_is_done_once(
    night: Night, engine: Engine, settings: Settings, world: World
) -> None:
    night(settings)
    asked = len(world.requests)
    assert work.do_job(settings, Stop(), 1, NightJob("source", settings.config.sources[0].id)) == []
    assert len(world.requests) == asked
    assert ask(engine, "SELECT count(*) FROM runs") == [(1,)]


def test_posts_are_labelled_in_ranges_and_each_once(
    world: World, night: Night, engine: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "SPAN", 2)
    world.x = [XPost(text=f"Puskesmas buka {number}", at=NOW - timedelta(days=3 + number)) for number in range(5)]
    done = night(settings)
    assert [name for name in done if name.startswith("labels")] == ["labels:1", "labels:2", "labels:3"]
    assert ask(engine, "SELECT count(*), count(DISTINCT post_id) FROM labels WHERE current") == [(5, 5)]


@pytest.mark.usefixtures("night")
def test_a_source_that_a_worker_does_not_know_costs_itself(
    engine: Engine, make_settings: MakeSettings, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    run_id = begin_run(settings, engine, COMMAND, NOW)
    with transaction(engine) as connection:
        plan_jobs(connection, run_id, source_jobs(settings))
    fewer = make_settings(sources=[{"id": "lain", "platform": "x", "account": "Lain", "pace_seconds": 0}])
    work.do_job(fewer, Stop(), run_id, NightJob("source", settings.config.sources[0].id))
    assert "give all workers the same file" in capsys.readouterr().err
    assert ask(engine, "SELECT count(*) FROM night_jobs WHERE ended_at IS NOT NULL AND exit_code = 1") == [(1,)]


def test_a_night_that_is_given_up_is_closed_with_its_reason(engine: Engine, settings: Settings) -> None:
    run_id = begin_run(settings, engine, COMMAND, NOW)
    with transaction(engine) as connection:
        plan_jobs(connection, run_id, source_jobs(settings))
    give_up(engine, run_id, "tak ada yang bekerja", 1, NOW)
    with transaction(engine) as connection:
        assert night_of(connection, run_id).exit_code == 1
        assert all(job.ended_at for job in jobs_of(connection, run_id))


@pytest.mark.usefixtures("night")
def test_a_job_of_which_workers_died_ends_and_the_night_goes_on(
    world: World, engine: Engine, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    run_id = begin_run(settings, engine, COMMAND, NOW)
    with transaction(engine) as connection:
        plan_jobs(connection, run_id, [NightJob("source", "x-kominfobekasi")])
        for _ in range(work.MOST_ATTEMPTS):
            count_attempt(connection, run_id, "source:x-kominfobekasi")
    coming = work.do_job(settings, Stop(), run_id, NightJob("source", "x-kominfobekasi"))
    assert "3 workers died of it" in capsys.readouterr().err
    assert [job.name for job in coming] == ["spans:"]
    assert world.requests == []


def test_second_looks_that_come_too_late_leave_what_the_first_turn_reached(
    world: World, engine: Engine, make_settings: MakeSettings, night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = {"id": "x", "platform": "x", "account": "Kominfobekasi", "pace_seconds": 0}
    settings = make_settings(sources=[source])
    world.x = [XPost(text=f"Kabar kota {age}", at=NOW - timedelta(days=age)) for age in (0.5, 3.2, 6.5)]
    night(settings)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=1))
    run_id = begin_run(settings, engine, COMMAND, clock.now())
    with transaction(engine) as connection:
        plan_jobs(connection, run_id, source_jobs(settings))
    (looks,) = work.do_job(settings, Stop(), run_id, NightJob("source", "x"))
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=1, hours=11))
    work.do_job(settings, Stop(), run_id, looks)
    ((outcome, reason),) = ask(engine, f"SELECT outcome, reason FROM source_runs WHERE run_id = {run_id}")
    assert outcome == "partial"
    assert "the 600 minutes of this night are over" in str(reason)


@pytest.mark.usefixtures("night")
def test_status_tells_how_much_of_a_shared_night_is_done(
    engine: Engine, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    run_id = begin_run(settings, engine, COMMAND, NOW)
    with transaction(engine) as connection:
        plan_jobs(connection, run_id, source_jobs(settings))
    work.do_job(settings, Stop(), run_id, NightJob("source", settings.config.sources[0].id))
    show_status(settings, as_json=False)
    assert "is shared with workers: 1 of 3 planned jobs done" in capsys.readouterr().out


def test_lanes_work_side_by_side_while_no_run_may(engine: Engine, tmp_path: Path) -> None:
    assert tmp_path
    with lane_lock(engine, "x"), lane_lock(engine, "instagram"):
        with pytest.raises(Locked), lane_lock(engine, "x"):
            pytest.fail("two on one lane")
        with pytest.raises(Locked), run_lock(engine):
            pytest.fail("a run beside lanes")
    with run_lock(engine), pytest.raises(Locked), lane_lock(engine, "x"):
        pytest.fail("a lane beside a run")
