"""One night: harvest → label → report. cron calls it by the CLI, schedule.py by itself; both the same way."""

from __future__ import annotations

import logging
import time
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from collectors.errors import ConfigError, Locked, Stopped, StoreError
from pipeline.analysis.search_index import fill_search_index
from pipeline.harvest.harvest import harvest
from pipeline.harvest.retention import tidy_waiting
from pipeline.label.posts import label_by_night
from pipeline.notify.health import signs_of_life
from pipeline.operate.db import prune_raw
from pipeline.operate.export import renew_export
from pipeline.operate.nightly_backup import backup_by_night
from pipeline.run.context import RunContext, open_run
from pipeline.run.steps import require_store, step
from pipeline.run.stop import OutOfTime
from pipeline.settings.models import Settings
from pipeline.weekly_report import report_due_weeks
from storage.db.engine import reading
from storage.runs.runs import runs_since
from storage.schema.versions import open_store

COMMAND = "nightly"
TELLING_SECONDS = 300.0


def nightly(settings: Settings) -> int:
    """Run one night; return its exit code: 0 when every source is complete, 1 when one is not, 4 when Pantau failed.

    Raises ConfigError, Locked or StoreError when it could not go on, Stopped when asked to end.
    """
    with signs_of_life(settings) as codes:
        codes.append(_run(settings))
    return codes[0]


def _run(settings: Settings) -> int:
    with open_run(settings, COMMAND) as run:
        with step(run, "the harvest"), run.stop.unbroken():  # it says itself where it may be broken off
            harvest(run, settings.config.sources)
        close_night(run)
        return run.exit_code


def close_night(run: RunContext) -> None:
    """Take the steps after the harvest: label, measure, report, export, back up, tell.

    They have a limit together; a step that takes longer is broken off, and the others are taken.
    """
    run.close_until = time.monotonic() + run.closing_minutes * 60
    label_by_night(run)
    tidy_waiting(run)
    with step(run, "the search index"):
        fill_search_index(run)
    with step(run, "the weekly report"):
        report_due_weeks(run)
    with step(run, "the day's brief"):
        _write_brief(run)
    with step(run, "the list of what waits for an answer"):
        _write_follow_up(run)
    with step(run, "the export"):
        renew_export(run)
    with step(run, "dropping old raw answers"):
        prune_raw(run)
    with step(run, "the backup"):
        backup_by_night(run)
    _tell_news(run)


def _write_brief(run: RunContext) -> None:
    from pipeline.reporting.due_periods import write_due_periods  # noqa: PLC0415  # pandas is heavy

    write_due_periods(run)


def _write_follow_up(run: RunContext) -> None:
    from pipeline.reporting.follow_up import write_follow_up  # noqa: PLC0415  # pandas is heavy

    write_follow_up(run)


def _tell_news(run: RunContext) -> None:
    from pipeline.notify.news import tell_news  # noqa: PLC0415  # pandas is heavy

    try:
        with run.stop.at_most(TELLING_SECONDS), run.stop.breakable():  # apprise bounds each silence, not their sum
            tell_news(run)
    except (Stopped, Locked):
        raise
    except StoreError as error:
        require_store(run)
        run.say(f"notify was left out: {error}", logging.ERROR)
    except OutOfTime as error:
        run.say(f"notify was left out: {error}", logging.ERROR)
    except ConfigError as error:
        run.say(str(error), logging.WARNING)
    except Exception as error:  # noqa: BLE001  # nobody is told, but the night is what it was
        run.say(f"notify failed ({type(error).__name__}); that is a fault of Pantau", logging.ERROR)


def nights_since(settings: Settings, moment: datetime) -> list[Row[Any]]:
    """Return the nights that began since then, oldest first. Raises ConfigError for a store that is not ready."""
    with open_store(settings.database_url) as engine, reading(engine) as connection:
        return runs_since(connection, COMMAND, moment)
