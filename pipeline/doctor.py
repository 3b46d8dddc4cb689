"""pantau doctor: what is wrong, and what to do; asks nothing of the platforms."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

from collectors.errors import ConfigError, PantauError
from pipeline import clock
from pipeline.config import Settings, load_settings
from pipeline.sources import Skipped, collector_for
from storage.database import transaction
from storage.runs import newest_moment
from storage.schema import open_store

FREE_BYTES = 500_000_000  # a year of a hundred accounts fits into about this
GOOD, BAD = "ok", "MEND"
INCOMPLETE, USAGE = 1, 2


def examine(path: Path, environment: Mapping[str, str]) -> int:
    """Print one line per thing examined.

    Returns 0 when all is well, 1 when something is to be mended, 2 when the configuration is.
    """
    try:
        settings = load_settings(path, environment)
    except ConfigError as error:
        _show(BAD, "configuration", str(error))
        return USAGE
    _show(GOOD, "configuration", f"{path}, {len(settings.config.sources)} sources")
    verdicts = [_show(*line) for line in (*_sources(settings), _database(settings), _disk(settings), _clock(settings))]
    return INCOMPLETE if BAD in verdicts else 0


def _show(verdict: str, what: str, words: str) -> str:
    sys.stdout.write(f"{verdict:4}  {what}: {words}\n")
    return verdict


def _sources(settings: Settings) -> Iterator[tuple[str, str, str]]:
    for source in settings.config.sources:
        try:
            collector_for(settings, source)
            yield GOOD, source.id, "has what it needs"
        except Skipped as reason:
            yield BAD if source.required else GOOD, source.id, f"will be skipped: {reason}"


def _database(settings: Settings) -> tuple[str, str, str]:
    try:
        with open_store(settings.database_url) as engine:
            return GOOD, "database", engine.url.render_as_string(hide_password=True)
    except PantauError as error:
        return BAD, "database", str(error)


def _disk(settings: Settings) -> tuple[str, str, str]:
    free = shutil.disk_usage(settings.folder).free
    words = f"{free / 1e9:.1f} GB free at {settings.folder}"
    return (GOOD, "disk", words) if free >= FREE_BYTES else (BAD, "disk", f"only {words}; free some space")


def _clock(settings: Settings) -> tuple[str, str, str]:
    """Compare the clock with the newest run: one that was set back would spoil ages and weeks."""
    now = clock.now()
    words = f"{now.astimezone(settings.zone):%Y-%m-%d %H:%M} {settings.config.timezone}"
    try:
        with open_store(settings.database_url) as engine, transaction(engine) as connection:
            newest = newest_moment(connection)
    except PantauError:
        return GOOD, "clock", words  # no store to compare with; said above
    if newest and newest > now + timedelta(minutes=5):
        return BAD, "clock", f"{words} lies before the last run ({newest:%Y-%m-%dT%H:%MZ}); set it right"
    return GOOD, "clock", words
