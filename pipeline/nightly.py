"""One night: harvest → label → report. cron calls it by the CLI, schedule.py by itself; both the same way."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from collectors.errors import ConfigError, Locked, Stopped, StoreError
from pipeline.analysis.search_index import fill_search_index
from pipeline.harvest.harvest import harvest
from pipeline.label.posts import label_by_night
from pipeline.notify.health import signs_of_life
from pipeline.operate.db import prune_raw
from pipeline.operate.export import renew_export
from pipeline.operate.nightly_backup import backup_by_night
from pipeline.run.context import RunContext, open_run
from pipeline.run.steps import require_store, step
from pipeline.settings.models import Settings
from pipeline.weekly_report import report_due_weeks
from storage.db.engine import reading
from storage.runs.runs import runs_since
from storage.schema.versions import open_store

COMMAND = "nightly"


def nightly(settings: Settings) -> int:
    """Run one night and return its exit code: 0 when every source is complete, 1 when one is not, 4 when Pantau failed.

    Raises ConfigError, Locked or StoreError when it could not go on, Stopped when asked to end.
    """
    with signs_of_life(settings) as codes:
        codes.append(_run(settings))
    return codes[0]


def _run(settings: Settings) -> int:
    with open_run(settings, COMMAND) as night:
        with step(night, "the harvest"), night.stop.unbroken():  # it says itself where it may be broken off
            harvest(night, settings.config.sources)
        close_night(night)
        return night.exit_code


def close_night(night: RunContext) -> None:
    """Take the steps after the harvest: label, measure, report, export, back up, tell."""
    label_by_night(night)
    with step(night, "the search index"):
        fill_search_index(night)
    with step(night, "the weekly report"):
        report_due_weeks(night)
    with step(night, "the day's brief"):
        _write_brief(night)
    with step(night, "the list of what waits for an answer"):
        _write_follow_up(night)
    with step(night, "the export"):
        renew_export(night)
    with step(night, "dropping old raw answers"):
        prune_raw(night)
    with step(night, "the backup"):
        backup_by_night(night)
    _tell_news(night)


def _write_brief(night: RunContext) -> None:
    from pipeline.reporting.due_periods import write_due_periods  # noqa: PLC0415  # pandas is heavy

    write_due_periods(night)


def _write_follow_up(night: RunContext) -> None:
    from pipeline.reporting.follow_up import write_follow_up  # noqa: PLC0415  # pandas is heavy

    write_follow_up(night)


def _tell_news(night: RunContext) -> None:
    from pipeline.notify.news import tell_news  # noqa: PLC0415  # pandas is heavy

    try:
        with night.stop.breakable():
            tell_news(night)
    except (Stopped, Locked):
        raise
    except StoreError as error:
        require_store(night)
        night.say(f"notify was left out: {error}", logging.ERROR)
    except ConfigError as error:
        night.say(str(error), logging.WARNING)
    except Exception as error:  # noqa: BLE001  # nobody is told, but the night is what it was
        night.say(f"notify failed ({type(error).__name__}); that is a fault of Pantau", logging.ERROR)


def nights_since(settings: Settings, moment: datetime) -> list[Row[Any]]:
    """Return the nights that began since then, oldest first. Raises ConfigError for a store that is not ready."""
    with open_store(settings.database_url) as engine, reading(engine) as connection:
        return runs_since(connection, COMMAND, moment)
