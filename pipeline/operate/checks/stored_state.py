"""Examine where Pantau keeps things: the database and what it tells of the nights, and the partitions."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Row

from collectors.errors import PantauError
from pipeline import clock
from pipeline.harvest.retention import texts_to_go
from pipeline.operate.checks.files import BAD, GOOD, Finding
from pipeline.run.account_identity import refusals
from pipeline.settings.groups import listed
from pipeline.settings.models import Settings
from storage.db.engine import read_url, reading
from storage.runs.runs import newest_moment, source_health
from storage.schema.versions import open_store

FREE_BYTES = 500_000_000  # a year of a hundred accounts fits into about this
LATE = timedelta(days=2)  # a source that had no good night for so long is not merely unlucky
SKEW = timedelta(minutes=2)


def examine_database(settings: Settings) -> Iterator[Finding]:
    """Examine the store, the clock against its runs, and which sources had no complete night lately."""
    try:
        with open_store(settings.database_url) as engine:
            yield GOOD, "database", engine.url.render_as_string(hide_password=True)
            with reading(engine) as connection:
                newest, health = newest_moment(connection), source_health(connection)
                refused = refusals(connection, settings.config)
                aged = list(texts_to_go(settings, connection, clock.now()))
    except PantauError as error:
        yield BAD, "database", str(error)
        return
    yield from ((BAD, "sources", words) for words in refused)
    yield from ((GOOD, source_id, told) for source_id, told in aged)
    now = clock.now()
    words = f"{now.astimezone(settings.zone):%Y-%m-%d %H:%M} {settings.config.timezone}"
    if newest and newest > now + SKEW:  # a clock that was set back would spoil ages and weeks
        yield BAD, "clock", f"{words} lies before the last run ({newest:%Y-%m-%dT%H:%MZ}); set it right"
    else:
        yield GOOD, "clock", words
    yield from _late(settings, health, now)


def _late(settings: Settings, health: Sequence[Row[Any]], now: datetime) -> Iterator[Finding]:
    """Name the sources without a complete night lately: each by itself, or in one line where their group bears it."""
    config, rows = settings.config, {row.source_id: row for row in health if row.last_run_at}
    late = [source for source in config.sources if source.id in rows and _is_late(rows[source.id], now)]
    for source in late:
        row = rows[source.id]
        if config.required_of(source.group) == 1:
            last = f"{row.last_complete_at:%Y-%m-%d}" if row.last_complete_at else "never"
            yield BAD, source.id, f"last complete night: {last}; {row.reason or 'see pantau status'}"
    for group, told in config.groups.items():
        mine = [source for source in config.sources if source.group == group and source.id in rows]
        behind = [source.id for source in late if source.group == group]
        if behind and told.required < 1:
            good = len(mine) - len(behind)
            words = f"{good} of {len(mine)} had a complete night lately; not: {listed(behind)}"
            yield GOOD if good >= told.required * len(mine) else BAD, f"group {group}", words


def _is_late(row: Row[Any], now: datetime) -> bool:
    return row.last_complete_at is None or now - row.last_complete_at > LATE


def examine_disks(settings: Settings) -> Iterator[Finding]:
    """Examine each partition that a night writes to: those of the database, the reports and the copies."""
    config = settings.config
    url = read_url(settings.database_url)
    stores = [Path(url.database)] if url.get_backend_name() == "sqlite" and url.database else []
    copies = [settings.path(place) for place in (config.backup and config.backup.to, config.export) if place]
    places: dict[int, Path] = {}
    for path in (*stores, settings.reports, settings.folder, *copies):
        there = next(place for place in (path.resolve(), *path.resolve().parents) if place.exists())
        folder = there if there.is_dir() else there.parent
        places.setdefault(device_of(folder), folder)
    for place in places.values():
        yield _disk(place)


def device_of(folder: Path) -> int:
    """Return the number of the partition that holds a folder."""
    return folder.stat().st_dev


def _disk(place: Path) -> Finding:
    from rich.filesize import decimal  # noqa: PLC0415  # as for tables

    free = shutil.disk_usage(place).free
    words = f"{decimal(free)} free at {place}"
    return (GOOD, "disk", words) if free >= FREE_BYTES else (BAD, "disk", f"only {words}; free some space")
