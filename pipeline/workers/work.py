"""One job of a shared night, done by whichever process took it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from collectors.errors import ConfigError, Stopped, WrongClock
from pipeline.harvest.harvest import finish_harvest, harvest_once, youngest_due
from pipeline.harvest.retention import distrust_clock
from pipeline.harvest.source_run import SourceRun
from pipeline.label.posts import FILES, configured_post_labeller
from pipeline.nightly import close_night
from pipeline.platforms.source import SourceBase
from pipeline.run.console import about
from pipeline.run.context import FAILED, RunContext, join_run
from pipeline.run.last_good import load_usable
from pipeline.run.steps import step
from pipeline.run.stop import Stop
from pipeline.settings.groups import EndedSource
from pipeline.settings.models import Settings
from pipeline.workers.plan import LAST, give_up, lane_of_job, next_stage, source_of
from storage.db.engine import reading, transaction
from storage.jobs.night_jobs import (
    NightJob,
    count_attempt,
    end_job,
    job_of,
    jobs_of,
    night_of,
    plan_jobs,
    unlabelled_spans,
)
from storage.labels.labels import store_labels, unlabelled
from storage.runs.interrupted import close_turns
from storage.runs.runs import finish_run, load_outcomes

MOST_ATTEMPTS = 3
NOT_ENDED = "its job failed; see what the workers said"
SPAN = 5_000  # posts that one job labels


@dataclass(frozen=True, slots=True)
class Done:
    """The end of a job, and what it leaves to do."""

    state: Mapping[str, Any] = field(default_factory=dict)
    left: Sequence[NightJob] = ()


def do_job(settings: Settings, stop: Stop, run_id: int, job: NightJob) -> list[NightJob]:
    """Do a job, note its end, and return the jobs that may begin now; one that was done already is left alone.

    Raises Locked, Stopped or StoreError where it is to be done again.
    """
    with join_run(settings, run_id, stop, lane_of_job(settings, job)) as run:
        with reading(run.engine) as connection:
            planned, night = job_of(connection, run_id, job.name), night_of(connection, run_id)
        if planned is None or planned.ended_at is not None or night.finished_at is not None:
            return []
        run.fetch_until = night.started_at + timedelta(minutes=settings.config.night_limit_minutes)
        done = Done()
        try:
            with step(run, planned.name):
                _count(run, planned)
                done = KINDS[planned.kind](run, planned)
        except Stopped:
            with transaction(run.engine) as connection:
                count_attempt(connection, run_id, planned.name, -1)
            raise
        except WrongClock as wrong:
            run.say(str(wrong), logging.ERROR)
            give_up(run.engine, run_id, str(wrong), FAILED, run.now())
            return []
        return _end(run, planned, done)


def _count(run: RunContext, job: NightJob) -> None:
    """Count the attempt. Raises ConfigError when every worker that tried it died: a next one would die, too."""
    with transaction(run.engine) as connection:
        attempts = count_attempt(connection, run.run_id, job.name)
    if attempts > MOST_ATTEMPTS:
        raise ConfigError(f"{MOST_ATTEMPTS} workers died of it; please report what they said last")


def _end(run: RunContext, job: NightJob, done: Done) -> list[NightJob]:
    """Note a job's end and plan what comes next, in one transaction."""
    ended = replace(job, state=done.state, ended_at=run.now(), exit_code=run.exit_code)
    with transaction(run.engine) as connection:
        end_job(connection, run.run_id, ended)
        plan_jobs(connection, run.run_id, done.left)
        if job.kind == "closing":
            close_turns(connection, run.run_id, NOT_ENDED)
            finish_run(connection, run.run_id, run.exit_code, run.now())
            return []
        return [*done.left, *next_stage(connection, run.run_id)]


def _harvest(run: RunContext, job: NightJob) -> Done:
    source = source_of(run.settings, job)
    if source is None:
        raise ConfigError("it is not in the config.yaml of this worker; give all workers the same file")
    left = job.state if job.kind != "source" else None
    with about(source.id):
        turn = harvest_once(run, source, left)
        waiting = turn.left
        turn.postpone()
        turn.end(comes_again=waiting is not None)
    ended = turn.ended
    state = {"served": ended.served, "refused": ended.refused, "paused": ended.paused}
    return Done(state, [] if waiting is None else [_later(run, turn, waiting)])


def _later(run: RunContext, turn: SourceRun, left: Mapping[str, Any]) -> NightJob:
    """Return the job that goes on with a source: second looks, the youngest post first, then responses."""
    if not left["looks"]:
        return NightJob("responses", turn.source.id, LAST, left)
    age = run.now() - youngest_due(turn)
    return NightJob("looks", turn.source.id, -max(age.days, 0), left)


def _plan_labels(run: RunContext, _job: NightJob) -> Done:
    version = load_usable(run, configured_post_labeller, FILES, "model").version
    with reading(run.engine) as connection:
        spans = unlabelled_spans(connection, version, SPAN)
    jobs = [
        NightJob("labels", str(number), state={"after": after, "last": last})
        for number, (after, last) in enumerate(spans, 1)
    ]
    return Done(left=jobs)


def _label(run: RunContext, job: NightJob) -> Done:
    labeller, after = load_usable(run, configured_post_labeller, FILES, "model"), job.state["after"]
    while True:
        run.stop.check()
        with reading(run.engine) as connection:
            batch = unlabelled(connection, labeller.version, after=after, until=job.state["last"])
        if not batch:
            return Done(job.state)
        made = labeller.label(batch)
        with transaction(run.engine) as connection:
            store_labels(connection, made, run.now())
        after = batch[-1].post_id


def _close(run: RunContext, _job: NightJob) -> Done:
    with reading(run.engine) as connection:
        jobs, outcomes = jobs_of(connection, run.run_id), load_outcomes(connection, run.run_id)
    run.worsen(max((job.exit_code or 0 for job in jobs), default=0))
    # This machine asked no server: those that did may have another clock.
    distrust_clock(
        run, max((job.ended_at for job in jobs if job.ended_at), default=None), "this night's last job ended"
    )
    finish_harvest(run, [_ended(source, jobs, outcomes) for source in run.settings.config.sources])
    close_night(run)
    return Done()


def _ended(source: SourceBase, jobs: Sequence[NightJob], outcomes: Mapping[str, tuple[str, int]]) -> EndedSource:
    """Return how a source ended after all its turns; one that no worker could begin failed."""
    states = [job.state for job in jobs if job.subject == source.id]
    served, refused = (tuple(name for state in states for name in state.get(how, ())) for how in ("served", "refused"))
    outcome, posts_new = outcomes.get(source.id, ("failed", 0))
    return EndedSource(source, outcome, posts_new, any(state.get("paused") for state in states), served, refused)


KINDS: dict[str, Callable[[RunContext, NightJob], Done]] = {
    "source": _harvest,
    "looks": _harvest,
    "responses": _harvest,
    "spans": _plan_labels,
    "labels": _label,
    "closing": _close,
}
