"""The reports that a night owes beside the week's: yesterday's brief, and the last month where it has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.clock import DAY
from pipeline.reporting.period.report import write_period
from pipeline.reporting.periods import day_of, month_of, quarter_of

if TYPE_CHECKING:
    from datetime import date

    from pipeline.reporting.periods import Period
    from pipeline.run.context import RunContext


def write_due_periods(run: RunContext) -> None:
    """Write the brief of the day before; the month and the quarter before, once."""
    today = run.now().astimezone(run.settings.zone).date()
    write_period(run, day_of(str(today - DAY)))
    for period in finished_before(today):
        if not (run.settings.reports / period.name).exists():
            write_period(run, period)


def finished_before(today: date) -> tuple[Period, Period]:
    """Return the last month and the last quarter that are over."""
    last = today.replace(day=1) - DAY
    month = month_of(f"{last:%Y-%m}")
    quarter_end = month.last
    while quarter_end.month % 3:
        quarter_end = quarter_end.replace(day=1) - DAY
    return month, quarter_of(f"{quarter_end.year}-Q{quarter_end.month // 3}")
