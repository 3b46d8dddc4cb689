"""Make a report or a research package in a process of its own, on a store that a night may be working on.

It takes no run's lock: it hardly writes into the store, makes files aside, and renames them. Started by ``jobs.py``,
which tells on standard input what to make; what went wrong is said on standard error in one line.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from collectors.errors import PantauError
from collectors.wording import PASTE
from pipeline.clock import IsoWeek
from pipeline.desk.edit.source_form import block_of
from pipeline.operate.probe import ProbeLimits
from pipeline.package.write import write_package
from pipeline.platforms import registry
from pipeline.reporting.asked import Asked, finished_week, require_over
from pipeline.reporting.period.report import write_period
from pipeline.run.context import RunContext
from pipeline.run.rights import share
from pipeline.run.stop import Stop
from pipeline.settings.models import Secrets, Settings, config_model
from pipeline.weekly_report import report_week
from storage.schema.versions import open_store

GENTLE = 10
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
        night = RunContext(settings, engine, 0, Stop(), say=_say_nothing)
        settings.reports.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".meja-", dir=settings.reports) as aside:
            period, week = asked.period(), asked.iso_week()
            if period:
                require_over(period, night.now(), settings.zone)
                made = write_period(night, period, Path(aside))
            else:
                made = _make_week(night, week, Path(aside))
            placed = _put_in_place(made, settings.reports / made.name)
            share(settings, placed)
            return placed


def _make_week(night: RunContext, week: IsoWeek | None, aside: Path) -> Path:
    week = finished_week(week, night.now(), night.settings.zone)
    held = night.settings.reports / str(week)
    if held.is_dir():  # a revision is counted from the issue before
        shutil.copytree(held, aside / str(week))
    report_week(night, week, aside)
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
