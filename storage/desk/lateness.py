"""Since when sources are not wholly read although nights try: what the desk and the reports ask somebody to mend."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, case, func, select

from storage.desk.pauses import pauses_ended
from storage.schema.tables import source_runs

LATE = timedelta(days=7)
"""A source that was never wholly read for so long will not mend by itself."""


class Turns(NamedTuple):
    """A source's turns that have ended: when the first and the last began, and the last that was complete."""

    first: datetime
    last: datetime
    complete: datetime | None = None


def turns_read(conn: Connection) -> dict[str, Turns]:
    """Return the turns of each source that have ended, in whatever way."""
    began = source_runs.c.started_at
    found = select(
        source_runs.c.source_id,
        func.min(began).label("first"),
        func.max(began).label("last"),
        func.max(case((source_runs.c.outcome == "complete", began))).label("complete"),
    )
    rows = conn.execute(found.where(source_runs.c.outcome.is_not(None)).group_by(source_runs.c.source_id))
    return {row.source_id: Turns(row.first, row.last, row.complete) for row in rows}


def late_sources(turns: Mapping[str, Turns], resumed: Mapping[str, datetime], now: datetime) -> dict[str, datetime]:
    """Return since when each source is not wholly read, where nights tried for a week; *resumed*: its pause's end."""
    since = {name: _not_whole_since(told, resumed.get(name)) for name, told in turns.items()}
    return {name: at for name, at in since.items() if at < now - LATE and turns[name].last > at}


def _not_whole_since(turns: Turns, resumed: datetime | None) -> datetime:
    """Return the last moment that excuses it: its first turn, its last complete one, or the end of its pause."""
    return max(at for at in (turns.first, turns.complete, resumed) if at is not None)


def late_at(conn: Connection, now: datetime) -> dict[str, datetime]:
    """Read the store for ``late_sources``."""
    return late_sources(turns_read(conn), pauses_ended(conn), now)
