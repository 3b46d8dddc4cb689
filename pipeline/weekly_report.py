"""Find the weeks that are due, and write the report of each."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from collectors.errors import StoreError
from pipeline.clock import IsoWeek, last_finished_week
from pipeline.platforms.registry import platform_labels
from pipeline.run.context import INCOMPLETE, RunContext
from pipeline.run.rights import share
from pipeline.run.steps import step
from storage.db.engine import reading, transaction
from storage.queries.frames import note_report, reported_weeks
from storage.runs.decisions import load_decisions, record_decision
from storage.schema.columns.runs import REPORT_ACCOUNTS
from storage.schema.dictionary import VIEWS

if TYPE_CHECKING:  # pandas and XlsxWriter are heavy
    from pipeline.report import ReportSettings

REFRESHED_WEEKS = 2  # counts still grow in them
MOST_MISSED = 26  # weeks that one night writes after a long pause: a clock that was years back must not cost a night
DICTIONARY = {
    "posts": VIEWS["v_posts"][1],
    "topics": VIEWS["v_topic_weekly"][1],
    "accounts": REPORT_ACCOUNTS,
    "campaigns": VIEWS["v_campaigns"][1],
}


def due_weeks(reported: set[IsoWeek], last: IsoWeek) -> list[IsoWeek]:
    """Return the weeks that a night writes, oldest first.

    The first night writes the last finished week. Later ones write every week finished since the last report, the
    newest MOST_MISSED of them, and again those of the last two that have one.
    """
    over = {week for week in reported if week <= last}
    if not over:
        return [last]
    first = max(max(over).shifted(1), last.shifted(1 - MOST_MISSED))
    missed = []
    while first <= last:
        missed.append(first)
        first = first.shifted(1)
    recent = (last.shifted(-back) for back in range(REFRESHED_WEEKS))
    return sorted({*missed, *(week for week in recent if week in reported)})


def report_due_weeks(run: RunContext) -> list[Path]:
    """Write the reports that are due, each by itself; return the folders that changed."""
    from pipeline.reporting.decisions_file import take_in_decisions  # noqa: PLC0415  # heavy

    with reading(run.engine) as connection:
        names = reported_weeks(connection)
    reported = set(_readable(names))
    changed, rewritable = list[Path](), take_in_decisions(run)
    for week in due_weeks(reported, last_finished_week(run.now(), run.settings.zone)):
        with step(run, f"the report of {week}"):
            changed += filter(None, [report_week(run, week, rewritable=rewritable)])
    return changed


def _readable(names: Iterable[str]) -> Iterator[IsoWeek]:
    """Read weeks; what a clock of another age noted is no week of a report."""
    for name in names:
        with suppress(ValueError):
            yield IsoWeek.parse(name)


def report_week(
    run: RunContext, week: IsoWeek, out: Path | None = None, *, rewritable: bool | None = None
) -> Path | None:
    """Write one week's report below *out* (default: as configured); return its folder, None if nothing changed.

    *rewritable* tells that decisions.csv was taken in already, and whether it may be written anew.

    A section that cannot be made is told, and makes the exit code 1. Raises StoreError when the folder cannot be
    written.
    """
    from pipeline.report import write_weekly_report  # noqa: PLC0415  # pandas and XlsxWriter are heavy
    from pipeline.reporting.decisions_file import (  # noqa: PLC0415  # as above
        take_in_decisions,
        write_decisions,
    )
    from pipeline.reporting.week_data import week_data  # noqa: PLC0415  # as above

    if rewritable is None:
        rewritable = take_in_decisions(run)
    folder = (out or run.settings.reports) / str(week)
    data = week_data(run, week)
    try:
        written = write_weekly_report(data, folder, _settings(run), DICTIONARY)
    except OSError as error:
        raise StoreError(f"the report {folder} cannot be written ({error}); check disk and rights") from error
    share(run.settings, folder if out else run.settings.reports)
    if out is None:  # a report made elsewhere says nothing about which weeks the office has
        name, at = str(week), run.now()
        with transaction(run.engine) as connection:
            note_report(connection, name, at)
            record_decision(connection, name, written.asked)
            decisions = load_decisions(connection)
        if rewritable:
            _write(run, partial(write_decisions, rows=decisions))
    run.say(f"report {week}: {'written to' if written else 'unchanged in'} {folder}")
    _tell_failed(run, week, written.failed)
    return folder if written else None


def _write(run: RunContext, write: Callable[[RunContext], None]) -> None:
    try:
        write(run)
    except OSError as error:
        raise StoreError(f"{error.filename or run.settings.reports} cannot be written ({error})") from error


def _tell_failed(run: RunContext, week: IsoWeek, failed: Mapping[str, str]) -> None:
    for section, reason in failed.items():
        run.worsen(INCOMPLETE)
        run.say(f"report {week}: its section {section} could not be made ({reason})", logging.ERROR)


def _settings(run: RunContext) -> ReportSettings:
    from pipeline.report import ReportSettings  # noqa: PLC0415  # pandas is heavy

    report = run.settings.config.report
    return ReportSettings(
        language=report.language,
        csv_delimiter=report.csv_delimiter,
        decimal_mark=report.decimal_mark,
        timezone=run.settings.zone,
        platforms=platform_labels(),
        office=run.settings.config.office.name,
        city=run.settings.config.office.city,
    )
