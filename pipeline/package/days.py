"""The range of days that a package covers, read from the command line and checked against calendar and store."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from collectors.errors import ConfigError
from pipeline.clock import DAY, IsoWeek
from storage.queries.packages import Days


def read_days(first: str, last: str, today: date) -> Days:
    """Read both ends, as 2026-11-16. Raises ConfigError for what is no day, no range, or not over yet."""
    begin, end = _day("--from", first), _day("--to", last)
    if begin > end:
        raise ConfigError(f"--from {begin} comes after --to {end}; swap them")
    if end >= today:
        raise ConfigError(
            f"--to {end} is not over yet, so that its posts cannot be frozen; the last day is {_eve(today)}"
        )
    weeks = tuple(_weeks(begin, end))
    return Days(begin, end, weeks, tuple(_periods(begin, end, weeks)))


def require_posts(days: Days, count: int, stored: tuple[date, date] | None) -> None:
    """Raise ConfigError where none of the store's posts, which are of the days *stored*, are of *days*."""
    if stored is None:
        raise ConfigError("the store holds no posts yet; run: pantau harvest")
    if not count:
        raise ConfigError(
            f"the store holds no post from {days.first} to {days.last}; its posts are of {stored[0]} to {stored[1]}"
        )


def _day(option: str, told: str) -> date:
    try:
        return date.fromisoformat(told.strip())
    except ValueError as error:
        raise ConfigError(f"{option} {told!r} is no day; write it like 2026-11-16") from error


def _eve(day: date) -> date:
    return day - DAY


def _weeks(first: date, last: date) -> list[str]:
    """Name the ISO weeks that lie wholly within the range."""
    monday = first + timedelta(days=-first.weekday() % 7)
    count = max(((last - monday).days + 1) // 7, 0)
    starts = (monday + timedelta(weeks=number) for number in range(count))
    return [str(IsoWeek(*start.isocalendar()[:2])) for start in starts]


def _periods(first: date, last: date, weeks: tuple[str, ...]) -> list[str]:
    """Name weeks, months, quarters and years as the views do, with what they are before them."""
    starts = [date(year, month, 1) for year in range(first.year, last.year + 2) for month in range(1, 13)]
    months = [start for start, following in pairwise(starts) if first <= start and _eve(following) <= last]
    quarters = [date(year, month, 1) for year in range(first.year, last.year + 2) for month in (1, 4, 7, 10)]
    within = [start for start, following in pairwise(quarters) if first <= start and _eve(following) <= last]
    years = [
        year for year in range(first.year, last.year + 1) if first <= date(year, 1, 1) and date(year, 12, 31) <= last
    ]
    return [
        *(f"week {week}" for week in weeks),
        *(f"month {start:%Y-%m}" for start in months),
        *(f"quarter {start.year}-Q{(start.month + 2) // 3}" for start in within),
        *(f"year {year}" for year in years),
    ]
