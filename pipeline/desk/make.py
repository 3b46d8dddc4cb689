"""Make a report or a research package, or ask a source again, in a process of its own beside the desk.

Reports and packages take no run's lock: they hardly write into the store, make files aside, and rename them. A source
is asked under that lock, as by ``pantau harvest``. Started by ``jobs.py``,
which tells on standard input what to make; what went wrong is said on standard error in one line.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from collectors.errors import ConfigError, PantauError
from collectors.wording import PASTE
from pipeline.analysis.search_index import fill_search_index
from pipeline.clock import IsoWeek
from pipeline.desk.edit.source_form import block_of
from pipeline.harvest.harvest import harvest
from pipeline.harvest.retention import tidy_waiting
from pipeline.label.posts import label_by_night
from pipeline.operate.probe import ProbeLimits
from pipeline.package.write import write_package
from pipeline.platforms import registry
from pipeline.reporting.asked import Asked, finished_week, require_over
from pipeline.reporting.period.report import write_period
from pipeline.run.console import keep
from pipeline.run.context import RunContext, open_run
from pipeline.run.rights import share
from pipeline.run.steps import step
from pipeline.run.stop import Stop
from pipeline.settings.models import Secrets, Settings, config_model, load_settings
from pipeline.weekly_report import report_week
from storage.db.engine import reading
from storage.runs.runs import source_health
from storage.schema.versions import open_store

GENTLE = 10
MINUTES_OF_ONE_SOURCE = 30
LONGEST = 500
LAST = "datapackage.json"


def main() -> int:
    """Make what standard input tells; return 0, or 1 when it could not be made."""
    os.nice(GENTLE)
    told = json.load(sys.stdin)
    settings = settings_of(told)
    try:
        if told["what"] == "package":
            write_package(settings, told["first"], told["last"])
        elif told["what"] == "probe":
            sys.stdout.write(probe_source(settings, told))
        elif told["what"] == "harvest":
            sys.stdout.write(ask_again(load_settings(Path(told["file"]), os.environ), told["source_id"]))
        else:
            make_report(settings, told)
    except PantauError as error:
        sys.stderr.write(f"{' '.join(str(error).split())}\n")
        return 1
    except OSError as error:
        sys.stderr.write(
            f"{error.filename or settings.reports} cannot be written ({error.strerror}); check disk and rights\n"
        )
        return 1
    return 0


def settings_of(told: dict[str, Any]) -> Settings:
    """Build the settings that the desk told; nothing of the platforms' secrets is among them."""
    config = config_model().model_validate(told["config"] | {"database": told["database"]})
    return Settings(config, Secrets.model_validate({}), Path(told["folder"]))


def make_report(settings: Settings, told: dict[str, Any]) -> Path:
    """Make the report of a period that is over; return its folder. Raises ConfigError for one that is not."""
    names = ("week", "day", "month", "quarter", "first", "last")
    asked = Asked(**{name: told.get(name) for name in names})
    with open_store(settings.database_url) as engine:
        run = RunContext(settings, engine, 0, Stop(), say=_say_nothing)
        settings.reports.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".meja-", dir=settings.reports) as aside:
            period, week = asked.period(), asked.iso_week()
            if period:
                require_over(period, run.now(), settings.zone)
                made = write_period(run, period, Path(aside))
            else:
                made = _make_week(run, week, Path(aside))
            placed = _put_in_place(made, settings.reports / made.name)
            share(settings, placed)
            return placed


def _make_week(run: RunContext, week: IsoWeek | None, aside: Path) -> Path:
    week = finished_week(week, run.now(), run.settings.zone)
    held = run.settings.reports / str(week)
    if held.is_dir():  # a revision is counted from the issue before
        shutil.copytree(held, aside / str(week))
    report_week(run, week, aside)
    return aside / str(week)


def probe_source(settings: Settings, told: dict[str, Any]) -> str:
    """Try a website, and return what was found with the block for config.yaml. Raises CollectorError."""
    probe = next(platform.probe for platform in registry.PLATFORMS if platform.probe)
    lines = list(probe(told["address"], settings.config.contact, settings.zone, ProbeLimits(Stop())))
    if PASTE not in lines:
        return "\n".join(lines)
    at = lines.index(PASTE)
    found = yaml.safe_load("\n".join(lines[at + 1 :]))[0]
    return "\n".join([*lines[:at], PASTE, "", block_of(told, found) or ""])


def ask_again(settings: Settings, source_id: str, now: Callable[[], datetime] | None = None) -> str:
    """Harvest one source now, label what came in, and return how it ended; then, a line each, what failed.

    Raises ConfigError for a source that is not configured, Locked while a night or another run is under way.
    """
    source = next((one for one in settings.config.sources if one.id == source_id), None)
    if source is None:
        raise ConfigError(f"no source {source_id} in the configuration")
    shorter = min(settings.config.night_limit_minutes, MINUTES_OF_ONE_SOURCE)
    settings = replace(settings, config=settings.config.model_copy(update={"night_limit_minutes": shorter}))
    failed = list[str]()
    with open_run(settings, "harvest", now) as run:
        run.say = keep(failed, logging.ERROR)
        harvest(run, [source])
        label_by_night(run)
        tidy_waiting(run)
        with step(run, "the search index"):
            fill_search_index(run)
        with reading(run.engine) as connection:
            ended = next(row for row in source_health(connection) if row.source_id == source_id)
    return "\n".join([": ".join(filter(None, (ended.outcome, ended.reason))), *_last_lines(failed)])


def _last_lines(said: Iterable[str]) -> list[str]:
    """Return the last line of each thing that was said: of a traceback, the error."""
    return [words.strip().splitlines()[-1][:LONGEST] for words in said if words.strip()]


def _put_in_place(made: Path, folder: Path) -> Path:
    """Move each file over the one before, the list of checksums last; the folder never holds half a file."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in sorted(made.iterdir(), key=lambda one: (one.name == LAST, one.name)):
        file.replace(folder / file.name)
    return folder


def _say_nothing(words: str, level: int = 0) -> None:
    """Keep quiet: the page tells how it ended."""


if __name__ == "__main__":
    sys.exit(main())
