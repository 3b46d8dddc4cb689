"""How the sources fared in the last two nights, for messages to people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, select

from storage.schema.tables import runs, source_runs

COMMAND = "nightly"


def last_nights(conn: Connection, count: int = 2) -> list[date]:
    """Return the newest nights that were run, newest first."""
    mine = (runs.c.command == COMMAND) & runs.c.night.is_not(None)
    return list(conn.scalars(select(runs.c.night).where(mine).distinct().order_by(runs.c.night.desc()).limit(count)))


def outcomes_of(conn: Connection, night: date) -> dict[str, list[str]]:
    """Return each source's outcomes in the runs of a night, in their order; a run that broke off counts as failed."""
    statement = (
        select(source_runs.c.source_id, source_runs.c.outcome)
        .join(runs, runs.c.run_id == source_runs.c.run_id)
        .where(runs.c.command == COMMAND, runs.c.night == night)
        .order_by(runs.c.run_id)
    )
    found: dict[str, list[str]] = {}
    for source_id, outcome in conn.execute(statement):
        found.setdefault(source_id, []).append(outcome or "failed")
    return found


def incomplete_in_all(nights: Sequence[dict[str, list[str]]]) -> set[str]:
    """Return the sources that had a turn in every one of these nights, and were complete in none."""
    if not nights:
        return set()
    every = set.intersection(*(set(night) for night in nights))
    return {source for source in every if all("complete" not in night[source] for night in nights)}
