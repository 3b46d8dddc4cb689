"""Named values: the settings that the data was made with, and how far unfinished work came."""

from __future__ import annotations

import json

from sqlalchemy import Connection, delete, select

from storage.db.bulk import write_rows
from storage.schema.tables import settings


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
