"""The report that a person asks for: exactly one of week, day, month, quarter, and any days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from collectors.errors import ConfigError
from pipeline.clock import IsoWeek, last_finished_week
from pipeline.reporting.periods import Period, day_of, month_of, quarter_of, span_of


@dataclass(frozen=True, slots=True)
class Asked:
    """The options as they were given."""

    week: str | None = None
    day: str | None = None
    month: str | None = None
    quarter: str | None = None
    first: str | None = None
    last: str | None = None

    def iso_week(self) -> IsoWeek | None:
        """Read the week, where one is asked for. Raises ConfigError."""
        try:
            return IsoWeek.parse(self.week) if self.week else None
        except ValueError as error:
            raise ConfigError(str(error)) from error

    def period(self) -> Period | None:
        """Read the days, where no week is asked for. Raises ConfigError for two wishes, and for what is no period."""
        if bool(self.first) != bool(self.last):
            raise ConfigError("--from goes with --to; give both")
        given = [self.week, self.day, self.month, self.quarter, self.first]
        if len([one for one in given if one]) > 1:
            raise ConfigError("give only one of --week, --day, --month, --quarter, and --from with --to")
        self.iso_week()
        try:
            if self.first and self.last:
                return span_of(self.first, self.last)
            readers = ((self.day, day_of), (self.month, month_of), (self.quarter, quarter_of))
            return next((read(text) for text, read in readers if text), None)
        except ValueError as error:
            raise ConfigError(str(error)) from error


def require_over(period: Period, now: datetime, zone: ZoneInfo) -> None:
    """Refuse a period that still runs. Raises ConfigError."""
    if period.until(zone) > now:
        raise ConfigError(f"{period.name} is not over yet")


def finished_week(week: IsoWeek | None, now: datetime, zone: ZoneInfo) -> IsoWeek:
    """Return the week that is asked for, else the last finished one. Raises ConfigError where it still runs."""
    newest = last_finished_week(now, zone)
    if week is not None and week > newest:
        raise ConfigError(f"week {week} is not over yet; the last finished one is {newest}")
    return week or newest
