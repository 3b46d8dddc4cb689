"""Named values: the settings that the data was made with, and how far unfinished work came."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, delete, select

from storage.db.bulk import write_rows
from storage.schema.tables import settings, source_runs

COMPUTED = "computed"


def setting(conn: Connection, name: str) -> str | None:
    """Return the value of *name*, if it has one."""
    return conn.scalar(select(settings.c.value).where(settings.c.name == name))


def set_setting(conn: Connection, name: str, value: str | None) -> None:
    """Give *name* this value; none takes it away."""
    if value is None:
        conn.execute(delete(settings).where(settings.c.name == name))
    else:
        write_rows(conn, settings, [{"name": name, "value": value}], refresh=("value",))


def reached(conn: Connection, work: str, version: str) -> str:
    """Return the last key that unfinished work of this version came to; empty where it begins at the start."""
    held, key = json.loads(setting(conn, work) or '["", ""]')
    return str(key) if held == version else ""


def note_reached(conn: Connection, work: str, version: str, key: str | None) -> None:
    """Note the last key that work came to; none when it is finished."""
    set_setting(conn, work, None if key is None else json.dumps([version, key]))


def note_computed(conn: Connection, steps: Collection[str], run_id: int, at: datetime) -> None:
    """Note that these steps were taken in this run."""
    told = json.loads(setting(conn, COMPUTED) or "{}")
    told |= {step: [run_id, at.isoformat()] for step in steps}
    set_setting(conn, COMPUTED, json.dumps(told, sort_keys=True))


def stale_steps(conn: Connection, steps: Collection[str]) -> dict[str, datetime | None]:
    """Return which of *steps* were not taken since the newest run that fetched something, and when they were.

    ``None`` for one that never was. Nothing is told of a store in which none was ever noted.
    """
    told = json.loads(setting(conn, COMPUTED) or "{}")
    fetched = conn.scalar(
        select(source_runs.c.run_id).where(source_runs.c.requests > 0).order_by(source_runs.c.run_id.desc()).limit(1)
    )
    old = [step for step in steps if told and told.get(step, (0,))[0] < (fetched or 0)]
    return {step: datetime.fromisoformat(told[step][1]) if step in told else None for step in old}
