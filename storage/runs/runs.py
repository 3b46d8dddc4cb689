"""Runs, and the outcome of each source in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, column, func, insert, select, text, update

from storage.db.column_types import UTCDateTime
from storage.db.engine import insert_for
from storage.runs.local_time import stored_zone
from storage.schema.dictionary import VIEWS
from storage.schema.tables import posts, runs, source_runs


def start_run(conn: Connection, command: str, version: str, at: datetime) -> int:
    """Open a run and return its number."""
    night = at.astimezone(stored_zone(conn)).date()
    row = {"command": command, "version": version, "started_at": at, "night": night}
    key = conn.execute(insert(runs).values(row)).inserted_primary_key
    if key is None:
        raise RuntimeError("the database numbered no run")
    return int(key[0])


def finish_run(conn: Connection, run_id: int, exit_code: int, at: datetime) -> None:
    """Close a run."""
    conn.execute(update(runs).where(runs.c.run_id == run_id).values(finished_at=at, exit_code=exit_code))


def runs_since(conn: Connection, command: str, moment: datetime) -> list[Row[Any]]:
    """Return the runs of *command* that began since then, oldest first; one that broke off has no exit code."""
    mine = (runs.c.command == command) & (runs.c.started_at >= moment)
    return list(conn.execute(select(runs).where(mine).order_by(runs.c.run_id)))


def start_source(conn: Connection, run_id: int, source_id: str, at: datetime) -> None:
    """Note that a source's turn began; one that goes on after a break keeps its beginning."""
    row = {"run_id": run_id, "source_id": source_id, "started_at": at}
    conn.execute(insert_for(conn.dialect.name)(source_runs).values(row).on_conflict_do_nothing())


def finish_source(conn: Connection, run_id: int, source_id: str, ended: Mapping[str, Any]) -> None:
    """Note how a source's turn ended: ``outcome``, ``reason``, ``finished_at``."""
    held = select(func.count()).where(posts.c.source_id == source_id, posts.c.deleted_at.is_(None))
    this = (source_runs.c.run_id == run_id) & (source_runs.c.source_id == source_id)
    conn.execute(update(source_runs).where(this).values({**ended, "stored_total": held.scalar_subquery()}))


def load_source_run(conn: Connection, run_id: int, source_id: str) -> Row[Any]:
    """Return the counts of a source in a run."""
    this = (source_runs.c.run_id == run_id) & (source_runs.c.source_id == source_id)
    return conn.execute(select(source_runs).where(this)).one()


def load_outcomes(conn: Connection, run_id: int) -> dict[str, tuple[str, int]]:
    """Return source → how it ended in a night so far, and how many posts were new."""
    rows = conn.execute(select(source_runs).where(source_runs.c.run_id == run_id))
    return {row.source_id: (row.outcome or "failed", row.posts_new) for row in rows}


def source_health(conn: Connection) -> list[Row[Any]]:
    """Return the rows of v_source_health, by source."""
    moments = {name: UTCDateTime() for name, (kind, _) in VIEWS["v_source_health"][1].items() if kind == "datetime"}
    statement = text("SELECT * FROM v_source_health ORDER BY source_id").columns(
        *(column(name, moments.get(name)) for name in VIEWS["v_source_health"][1])
    )
    return list(conn.execute(statement))


def newest_moment(conn: Connection) -> datetime | None:
    """Return when the newest run began, by the clock of that time."""
    return conn.scalars(select(runs.c.started_at).order_by(runs.c.started_at.desc()).limit(1)).first()
