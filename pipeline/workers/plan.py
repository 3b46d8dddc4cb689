"""The plan of a shared night: sources, their second looks, ranges of posts to label, then the closing steps.

The plan stands in the store (``night_jobs``), and a queue hands it out. A job that the queue lost is put there again;
a job that was handed out twice is done once.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from procrastinate import App, exceptions
from sqlalchemy import Connection, Engine

from pipeline.platforms.source import SourceBase
from pipeline.run.lanes import name_lanes
from pipeline.settings.models import Settings
from storage.db.engine import transaction
from storage.jobs.night_jobs import NightJob, end_all_jobs, jobs_of, night_of, plan_jobs
from storage.runs.interrupted import close_turns
from storage.runs.runs import finish_run

QUEUE, TASK = "pantau", "pantau_job"
FIRST = 10  # priority of new posts; second looks come later, responses last
LAST = -1_000_000
STAGES = (NightJob("spans"), NightJob("closing"))  # each begins when nothing before it is left


def source_jobs(settings: Settings) -> list[NightJob]:
    """Return the first jobs of a night: the new posts of each source."""
    return [NightJob("source", source.id, FIRST) for source in settings.config.sources]


def source_of(settings: Settings, job: NightJob) -> SourceBase | None:
    """Return the source that a job is about; None where it is about none, or about one that is not configured here."""
    return next((source for source in settings.config.sources if source.id == job.subject), None)


def lane_of_job(settings: Settings, job: NightJob) -> str:
    """Return the lane of a job: the source's own, else one for itself."""
    return name_lanes(settings.config.sources).get(job.subject, job.name)


def next_stage(connection: Connection, run_id: int) -> list[NightJob]:
    """Plan what comes when all jobs of a night so far have ended; return the new jobs."""
    night_of(connection, run_id, hold=True)
    jobs = jobs_of(connection, run_id)
    if any(job.ended_at is None for job in jobs):
        return []
    planned = {job.kind for job in jobs}
    coming = [stage for stage in STAGES if stage.kind not in planned][:1]
    plan_jobs(connection, run_id, coming)
    return coming


def give_up(engine: Engine, run_id: int, why: str, exit_code: int, at: datetime) -> None:
    """End a night that cannot go on; sources under way are partial or failed."""
    with transaction(engine) as connection:
        end_all_jobs(connection, run_id, exit_code, at)
        close_turns(connection, run_id, why)
        finish_run(connection, run_id, exit_code, at)


def put_into_queue(app: App, settings: Settings, run_id: int, jobs: Iterable[NightJob]) -> None:
    """Hand jobs to whoever is free; one that waits already is not put there twice."""
    lanes = name_lanes(settings.config.sources)
    for job in jobs:
        task = app.configure_task(
            TASK,
            queue=QUEUE,
            lock=lanes.get(job.subject, job.name),
            # By run and job, not by source: a dead worker's job must be put back beside the source's next one.
            queueing_lock=f"{run_id} {job.name}",
            priority=job.priority,
        )
        try:
            task.defer(run_id=run_id, job=job.name)
        except exceptions.AlreadyEnqueued:
            continue


def empty_queue(app: App) -> None:
    """Take back what waits of nights that were given up."""
    for job in app.job_manager.list_jobs(queue=QUEUE, status="todo"):
        if job.id is not None:
            app.job_manager.cancel_job_by_id(job.id, delete_job=True)


def queued_again(settings: Settings, engine: Engine, app: App, run_id: int) -> list[NightJob]:
    """Put the jobs of a night that the queue does not know into it once more; return them."""
    with transaction(engine) as connection:
        next_stage(connection, run_id)
        waiting = [job for job in jobs_of(connection, run_id) if job.ended_at is None]
    known = {
        job.task_kwargs["job"]
        for status in ("todo", "doing")
        for job in app.job_manager.list_jobs(queue=QUEUE, status=status)
        if job.task_kwargs.get("run_id") == run_id
    }
    lost = [job for job in waiting if job.name not in known]
    put_into_queue(app, settings, run_id, lost)
    return lost
