"""The jobs of a shared night: planned, begun by whoever is free, ended once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, Row, exists, func, select, update

from storage.db.engine import insert_for
from storage.labels.labels import waits_for_label
from storage.schema.tables import posts, runs
from storage.schema.tables.jobs import night_jobs


@dataclass(frozen=True, slots=True)
class NightJob:
    """A piece of a night, such as one source, a range of posts to label, or the closing steps."""

    kind: str
    subject: str = ""
    priority: int = 0
    state: Mapping[str, Any] = field(default_factory=dict)
    """Values that the job goes on with; after its end, how it ended."""
    ended_at: datetime | None = None
    exit_code: int | None = None

    @property
    def name(self) -> str:
        """Its name within its night."""
        return f"{self.kind}:{self.subject}"


def plan_jobs(conn: Connection, run_id: int, jobs: Iterable[NightJob]) -> None:
    """Add jobs to a night; one that is planned already stays as it is."""
    rows = [
        {
            "run_id": run_id,
            "job": job.name,
            "kind": job.kind,
            "subject": job.subject,
            "priority": job.priority,
            "state": json.dumps(dict(job.state)),
        }
        for job in jobs
    ]
    if rows:
        conn.execute(insert_for(conn.dialect.name)(night_jobs).on_conflict_do_nothing(), rows)


def jobs_of(conn: Connection, run_id: int) -> list[NightJob]:
    """Return the jobs of a night, those that are done first ahead."""
    order = (night_jobs.c.priority.desc(), night_jobs.c.job)
    rows = conn.execute(select(night_jobs).where(night_jobs.c.run_id == run_id).order_by(*order))
    return [_job(row) for row in rows]


def job_of(conn: Connection, run_id: int, name: str) -> NightJob | None:
    """Return a job of a night by its name, if it is planned."""
    mine = (night_jobs.c.run_id == run_id) & (night_jobs.c.job == name)
    row = conn.execute(select(night_jobs).where(mine)).first()
    return _job(row) if row else None


def _job(row: Row[Any]) -> NightJob:
    state = json.loads(row.state or "{}")
    return NightJob(row.kind, row.subject, row.priority, state, row.ended_at, row.exit_code)


def count_attempt(conn: Connection, run_id: int, name: str, by: int = 1) -> int:
    """Add to a job's attempts, 1 as it begins, -1 where its end failed through no fault of its own; return them."""
    mine = (night_jobs.c.run_id == run_id) & (night_jobs.c.job == name)
    conn.execute(update(night_jobs).where(mine).values(attempts=night_jobs.c.attempts + by))
    return int(conn.execute(select(night_jobs.c.attempts).where(mine)).scalar_one())


def end_job(conn: Connection, run_id: int, job: NightJob) -> None:
    """Note how a job ended; one that had ended before stays as it was."""
    mine = (night_jobs.c.run_id == run_id) & (night_jobs.c.job == job.name) & night_jobs.c.ended_at.is_(None)
    told = {"exit_code": job.exit_code, "ended_at": job.ended_at, "state": json.dumps(dict(job.state))}
    conn.execute(update(night_jobs).where(mine).values(told))


def end_all_jobs(conn: Connection, run_id: int, exit_code: int, at: datetime) -> None:
    """End what is left of a night that is given up."""
    mine = (night_jobs.c.run_id == run_id) & night_jobs.c.ended_at.is_(None)
    conn.execute(update(night_jobs).where(mine).values(exit_code=exit_code, ended_at=at))


def shared_nights(conn: Connection) -> list[Row[Any]]:
    """Return the runs with jobs that have not ended, oldest first."""
    shared = exists().where(night_jobs.c.run_id == runs.c.run_id)
    return list(conn.execute(select(runs).where(runs.c.finished_at.is_(None), shared).order_by(runs.c.run_id)))


def night_of(conn: Connection, run_id: int, *, hold: bool = False) -> Row[Any]:
    """Return a night's run; with *hold* nobody else plans its jobs until the transaction ends."""
    statement = select(runs).where(runs.c.run_id == run_id)
    return conn.execute(statement.with_for_update() if hold else statement).one()


def unlabelled_spans(conn: Connection, version: str, size: int) -> list[tuple[str, str]]:
    """Divide the posts that await a label of *version* into ranges (after, last) of *size* posts, the last of fewer."""
    place = func.row_number().over(order_by=posts.c.post_id).label("place")
    numbered = select(posts.c.post_id, place).where(waits_for_label(version)).subquery()
    ends = list(
        conn.scalars(select(numbered.c.post_id).where(numbered.c.place % size == 0).order_by(numbered.c.post_id))
    )
    last = conn.scalar(select(func.max(numbered.c.post_id)))
    if last is None:
        return []
    ends = [*ends, last] if not ends or ends[-1] != last else ends
    return list(pairwise(["", *ends]))
