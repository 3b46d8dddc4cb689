"""Runs that ended without a word: killed, or the machine went down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, exists, select, update

from storage.runs.runs import finish_source
from storage.schema.tables import pages, reads, runs, source_runs
from storage.schema.tables.jobs import night_jobs

BROKEN_OFF = "the run was broken off (killed, or the machine went down); the next run goes on from there"


@dataclass(frozen=True, slots=True)
class InterruptedRun:
    """A run that ended without a word, and when it last gave a sign of life."""

    command: str
    started_at: datetime
    last_sign_at: datetime


def close_interrupted(conn: Connection, *, spare_shared: bool = False) -> list[InterruptedRun]:
    """Close the runs that ended without a word; the caller holds the lock, so that no other run is alive.

    Their turns that had not ended are partial or failed. Their open reservations stand at the worst cost. With
    *spare_shared* a night that workers share stays open: whoever of them is left goes on with it.
    """
    found = []
    shared = exists().where(night_jobs.c.run_id == runs.c.run_id)
    broken = select(runs).where(runs.c.finished_at.is_(None)).order_by(runs.c.run_id)
    for run in conn.execute(broken.where(~shared) if spare_shared else broken).all():
        signs = [run.started_at, *close_turns(conn, run.run_id, BROKEN_OFF)]
        conn.execute(update(runs).where(runs.c.run_id == run.run_id).values(finished_at=max(signs)))
        found.append(InterruptedRun(run.command, run.started_at, max(signs)))
    return found


def close_turns(conn: Connection, run_id: int, reason: str) -> list[datetime]:
    """Close a run's unended turns as partial or failed; return when each of its turns ended.

    Its open reservations stand at the worst cost.
    """
    conn.execute(update(reads).where(reads.c.run_id == run_id).values(settled=True))
    signs = []
    for turn in conn.execute(select(source_runs).where(source_runs.c.run_id == run_id)).all():
        signs.append(turn.finished_at or _last_sign(conn, turn))
        if turn.finished_at is None:
            told = {"outcome": "partial" if turn.requests else "failed", "reason": reason, "finished_at": signs[-1]}
            finish_source(conn, run_id, turn.source_id, told)
    return signs


def _last_sign(conn: Connection, turn: Row[Any]) -> datetime:
    """Return when a turn stored its last page, or began."""
    mine = (pages.c.run_id == turn.run_id) & (pages.c.source_id == turn.source_id)
    newest = conn.scalar(select(pages.c.fetched_at).where(mine).order_by(pages.c.page_id.desc()).limit(1))
    began: datetime = turn.started_at
    return max(newest or began, began)
