"""Days without a post, by ISO week, month, quarter and year."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Days:
    """One period of a source: the days that could be judged, those with a post, the longest run without."""

    period_type: str
    period: str
    days: int
    active_days: int
    longest_silence: int


def days_by_period(active: set[date], first: date, last: date) -> Iterator[Days]:
    """Count from *first* to *last*, the days that were looked at to their end."""
    every = [first + number * DAY for number in range((last - first).days + 1)]
    for kind, name in PERIODS.items():
        for period, days in groupby(every, key=name):
            judged = [day in active for day in days]
            yield Days(kind, period, len(judged), sum(judged), _longest_silence(judged))


def _longest_silence(judged: list[bool]) -> int:
    return max((len(list(run)) for spoke, run in groupby(judged) if not spoke), default=0)


def _week(day: date) -> str:
    return f"{day:%G-W%V}"


def _month(day: date) -> str:
    return f"{day:%Y-%m}"


def _quarter(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"


def _year(day: date) -> str:
    return str(day.year)


PERIODS: Mapping[str, Callable[[date], str]] = {"week": _week, "month": _month, "quarter": _quarter, "year": _year}
"""Name the period of each type in which a day lies."""
