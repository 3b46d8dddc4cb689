"""Days that a report can be asked for: one, a month, a quarter, or any span; none that is not over."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Literal

from pipeline.clock import DAY

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

Kind = Literal["day", "month", "quarter", "span"]


@dataclass(frozen=True, slots=True)
class Period:
    """Whole local days; ``name`` is that of its folder."""

    kind: Kind
    name: str
    first: date
    last: date

    @property
    def before(self) -> tuple[date, date]:
        """The days it is compared with: the month or quarter before, else as many days before."""
        end = self.first - DAY
        if self.kind == "month":
            return end.replace(day=1), end
        if self.kind == "quarter":
            return date(end.year, end.month - 2, 1), end
        return end - (self.last - self.first), end

    def until(self, zone: ZoneInfo) -> datetime:
        """Give the moment at which it is over, in UTC."""
        return datetime.combine(self.last + DAY, time.min, zone).astimezone(UTC)


def day_of(text: str) -> Period:
    """Read ``2026-11-22``. Raises ValueError for anything else."""
    day = _day(text)
    return Period("day", str(day), day, day)


def month_of(text: str) -> Period:
    """Read ``2026-11``. Raises ValueError for anything else."""
    match = re.fullmatch(r"(2\d{3})-(0[1-9]|1[0-2])", text.strip())
    if not match:
        raise ValueError(f"{text!r} is not a month; write it like 2026-11")
    year, month = int(match[1]), int(match[2])
    return Period("month", match[0], date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def quarter_of(text: str) -> Period:
    """Read ``2026-Q4``. Raises ValueError for anything else."""
    match = re.fullmatch(r"(2\d{3})-[QqT]([1-4])", text.strip())
    if not match:
        raise ValueError(f"{text!r} is not a quarter; write it like 2026-Q4")
    year, end = int(match[1]), 3 * int(match[2])
    return Period("quarter", f"{year}-Q{match[2]}", date(year, end - 2, 1), date(year, end, monthrange(year, end)[1]))


def span_of(first: str, last: str) -> Period:
    """Read two days. Raises ValueError for anything else, and where the last lies before the first."""
    begin, end = _day(first), _day(last)
    if end < begin:
        raise ValueError(f"--to {end} lies before --from {begin}; swap them")
    return Period("span", f"{begin}--{end}", begin, end)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise ValueError(f"{text!r} is not a day; write it like 2026-11-22") from error
