"""The outcomes of the sources in the last two nights, for messages to people."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Date, Float, Integer, Row, String, bindparam, column, select, text

from storage.schema.tables import runs, source_runs

COMMAND = "nightly"
ALERTS = text(
    "SELECT issue, alert_on, alert_responses, usual_responses FROM v_issues "
    "WHERE period_type = 'week' AND alert AND alert_on >= :since "
    "ORDER BY alert_on DESC, alert_responses DESC"
)
ALERT_COLUMNS = (
    column("issue", String),
    column("alert_on", Date),
    column("alert_responses", Integer),
    column("usual_responses", Float),
)


def last_nights(conn: Connection, count: int = 2) -> list[date]:
    """Return the newest nights that were run, newest first."""
    mine = (runs.c.command == COMMAND) & runs.c.night.is_not(None)
    return list(conn.scalars(select(runs.c.night).where(mine).distinct().order_by(runs.c.night.desc()).limit(count)))


def outcomes_in_night(conn: Connection, night: date) -> dict[str, list[str]]:
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


def alerted_issues(conn: Connection, since: date) -> Sequence[Row[Any]]:
    """Return the issues of which a day since then lay far above the usual, each with its farthest day, newest first."""
    return conn.execute(ALERTS.bindparams(bindparam("since", since, Date)).columns(*ALERT_COLUMNS)).all()


def issue_alerts(conn: Connection, since: date) -> dict[str, tuple[date, int, float]]:
    """Return the days since then on which citizens spoke of an issue far more than usual.

    A key is the day and a digest of the issue's name: it is kept, and must hold no word of anybody.
    """
    return {
        f"{row.alert_on} {hashlib.sha256(row.issue.encode()).hexdigest()[:12]}": (
            row.alert_on,
            row.alert_responses,
            row.usual_responses,
        )
        for row in alerted_issues(conn, since)
    }
