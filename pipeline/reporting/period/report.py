"""Write the report of any period: a text for a messenger, a page, a workbook and a letter."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from collectors.errors import StoreError
from pipeline.platforms.registry import exact_totals, platform_labels
from pipeline.report.content.wording import Wording
from pipeline.report.guards.attempts import Attempts
from pipeline.report.output.folder import write_files
from pipeline.report.output.period import period_page, period_workbook
from pipeline.reporting.period.document import PeriodReport
from pipeline.reporting.period.figures import period_figures
from pipeline.run.context import INCOMPLETE
from pipeline.run.rights import share
from pipeline.run.steps import COMPUTING
from storage.db.engine import reading
from storage.queries.period_posts import load_period
from storage.queries.periods import load_state

if TYPE_CHECKING:
    from pipeline.reporting.periods import Period
    from pipeline.run.context import RunContext


def write_period(run: RunContext, period: Period, out: Path | None = None) -> Path:
    """Write the period's folder and return it. Raises StoreError where it cannot be written.

    A section that cannot be made says so in its place, and makes the exit code 1.
    """
    attempts = Attempts()
    files = _files(run, period, attempts)
    folder = (out or run.settings.reports) / period.name
    try:
        write_files(folder, files)
    except OSError as error:
        raise StoreError(f"the report {folder} cannot be written ({error}); check disk and rights") from error
    share(run.settings, folder if out else run.settings.reports)
    for section, reason in attempts.failed.items():
        run.worsen(INCOMPLETE)
        run.say(f"report {period.name}: its section {section} could not be made ({reason})", logging.ERROR)
    return folder


def _files(run: RunContext, period: Period, attempts: Attempts) -> dict[str, bytes]:
    config, zone = run.settings.config, run.settings.zone
    wording = Wording(config.report.language, zone, platform_labels())
    days, before, until = (period.first, period.last), period.before, period.until(zone)
    listens = any(getattr(source, "responses", False) for source in config.sources)
    check, exact = run.stop.check, exact_totals()
    with reading(run.engine) as connection:
        state = load_state(connection, days, before, until, zone, steps=COMPUTING, check=check, exact=exact)
        rows = None if period.kind == "day" else load_period(connection, period.kind, period.name, days, until, check)
        watched = {source.id for source in config.sources}
        heard = listens or bool(state.tones)  # those of a time when responses were still harvested
        found = period_figures(state, period, until, listens=heard, watched=watched)
        found = replace(found, posts=sorted(found.posts, key=lambda row: wording.place(row.platform)))
        report = PeriodReport(run, connection, period, found, rows, state.issues, wording, attempts)
    document, lines = report.document(), report.lines()
    files = {"ringkas.txt": ("\n".join(lines) + "\n").encode(), "report.html": period_page(document, wording)}
    if document.sections:
        from pipeline.report.output.letter import period_letter  # noqa: PLC0415  # only months and longer need it

        files |= {"report.xlsx": period_workbook(document, wording), "report.docx": period_letter(document, wording)}
    return files
