"""The plan of a shared night, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Engine

from pipeline.demo.world.world import NOW
from storage.db.engine import transaction
from storage.jobs.night_jobs import NightJob, count_attempt, end_job, job_of, jobs_of, plan_jobs, shared_nights
from storage.runs.interrupted import close_interrupted
from storage.runs.runs import start_run


def test_jobs_are_planned_once_and_end_once(engine: Engine) -> None:
    first, later = NightJob("source", "x", 10), NightJob("looks", "x", -3, {"looks": True})
    with transaction(engine) as connection:
        run_id = start_run(connection, "nightly", "0", NOW)
        plan_jobs(connection, run_id, [later, first])
        plan_jobs(connection, run_id, [replace(first, priority=1)])
        assert jobs_of(connection, run_id) == [first, later]
        ended = replace(first, state={"served": True}, ended_at=NOW, exit_code=1)
        end_job(connection, run_id, ended)
        end_job(connection, run_id, replace(ended, exit_code=0, ended_at=NOW + timedelta(hours=1)))
        assert job_of(connection, run_id, "source:x") == ended
        assert job_of(connection, run_id, "source:y") is None


def test_a_night_with_jobs_is_not_taken_for_one_that_broke_off(engine: Engine) -> None:
    with transaction(engine) as connection:
        alone, shared = (start_run(connection, "nightly", "0", NOW) for _ in range(2))
        plan_jobs(connection, shared, [NightJob("closing")])
        assert [run.command for run in close_interrupted(connection, spare_shared=True)] == ["nightly"]
        assert [run.run_id for run in shared_nights(connection)] == [shared]
        assert alone != shared
        close_interrupted(connection)  # the office shares no nights any more
        assert shared_nights(connection) == []


def test_attempts_are_counted_and_taken_back(engine: Engine) -> None:
    with transaction(engine) as connection:
        run_id = start_run(connection, "nightly", "0", NOW)
        plan_jobs(connection, run_id, [NightJob("closing")])
        assert [count_attempt(connection, run_id, "closing:", by) for by in (1, 1, -1, 1)] == [1, 2, 1, 2]
