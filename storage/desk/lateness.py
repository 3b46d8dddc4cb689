"""Find sources that nights tried to read for a week and never read wholly: somebody is asked to mend them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median_low

from sqlalchemy import Connection, case, func, select

from storage.desk.pauses import pauses_ended
from storage.schema.tables import source_runs

LATE = timedelta(days=7)
"""A source that nights tried for so long without reading it wholly will not mend by itself."""
JITTER = timedelta(hours=12)
"""Turns of nights that are a week apart may begin this much less than a week apart."""
SHORTEST_BREAK = LATE + timedelta(days=1)
BREAK = 2.5
"""A distance longer than this many usual ones is a break; one missed turn is not."""
FEWEST = 3
"""Turns that tried; one or two after an outage may still be catching up."""


def turns_read(conn: Connection) -> dict[str, list[datetime]]:
    """Return for each source the beginnings, oldest first, of the turns that ended after its last complete one."""
    began = source_runs.c.started_at
    complete = select(
        source_runs.c.source_id, func.max(case((source_runs.c.outcome == "complete", began))).label("at")
    ).group_by(source_runs.c.source_id)
    last = complete.subquery()
    rows = conn.execute(
        select(last.c.source_id, began)
        .outerjoin(
            source_runs,
            (source_runs.c.source_id == last.c.source_id)
            & source_runs.c.outcome.is_not(None)
            & (last.c.at.is_(None) | (began > last.c.at)),
        )
        .order_by(last.c.source_id, began)
    )
    turns: dict[str, list[datetime]] = {}
    for source, at in rows:
        turns.setdefault(source, []).extend([at] if at else [])
    return turns


def late_sources(turns: Mapping[str, Sequence[datetime]], resumed: Mapping[str, datetime]) -> dict[str, datetime]:
    """Return since when each source is not wholly read, where nights tried for a week; *resumed*: its pause's end."""
    tried = {
        name: _without_break([at for at in began if name not in resumed or at > resumed[name]])
        for name, began in turns.items()
    }
    return {name: began[0] for name, began in tried.items() if _is_long(began)}


def _is_long(began: Sequence[datetime]) -> bool:
    return len(began) >= FEWEST and began[-1] - began[0] >= LATE - JITTER


def _without_break(began: Sequence[datetime]) -> Sequence[datetime]:
    """Leave out the turns before the newest break: an outage, or a time in which the source was not configured."""
    distances = [following - one for one, following in pairwise(began)]
    usual = median_low(distances) if distances else timedelta()
    longest = max(SHORTEST_BREAK, BREAK * usual)
    breaks = (place for place, distance in enumerate(distances, 1) if distance > longest)
    return began[max(breaks, default=0) :]


def late_at(conn: Connection) -> dict[str, datetime]:
    """Read the store for ``late_sources``."""
    return late_sources(turns_read(conn), pauses_ended(conn))
