"""The only reader of the clock, and the calendar of the report: ISO weeks in the configured time zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


def now() -> datetime:
    """Return the moment, aware and in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, order=True)
class IsoWeek:
    """An ISO 8601 week; written ``2026-W47``."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> IsoWeek:
        """Read ``2026-W47``. Raises ValueError for anything else, a week 53 that the year lacks included."""
        match = re.fullmatch(r"(2\d{3})-W(\d{2})", text.strip())
        if not match:
            raise ValueError(f"{text!r} is not a week; write it like 2026-W47")
        week = cls(int(match[1]), int(match[2]))
        try:
            week.first_day  # noqa: B018  # raises when the year has no such week
        except ValueError as error:
            raise ValueError(f"{text}: {match[1]} has no week {match[2]}") from error
        return week

    @classmethod
    def of(cls, moment: datetime, zone: ZoneInfo) -> IsoWeek:
        """Return the week that holds *moment* in *zone*."""
        year, number, _ = moment.astimezone(zone).isocalendar()
        return cls(year, number)

    def __str__(self) -> str:
        """Write the week as ISO 8601 does."""
        return f"{self.year}-W{self.number:02d}"

    @property
    def first_day(self) -> date:
        """Its Monday."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        """Its Sunday."""
        return self.first_day + timedelta(days=6)

    def shifted(self, weeks: int) -> IsoWeek:
        """Return the week that many weeks later (or earlier)."""
        year, number, _ = (self.first_day + timedelta(weeks=weeks)).isocalendar()
        return IsoWeek(year, number)

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return its half-open bounds in UTC, as *zone* sees the days begin."""
        monday = datetime.combine(self.first_day, datetime.min.time(), zone)
        following = datetime.combine(self.first_day + timedelta(days=7), datetime.min.time(), zone)
        return monday.astimezone(UTC), following.astimezone(UTC)


def last_finished_week(moment: datetime, zone: ZoneInfo) -> IsoWeek:
    """Return the newest week that is over in *zone*."""
    return IsoWeek.of(moment, zone).shifted(-1)
