"""Name periods as people do: their keys sort well and are typed easily, but nobody says them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from babel.dates import format_date

from pipeline.clock import IsoWeek

if TYPE_CHECKING:
    from pipeline.report.content.wording import Wording

ROMAN = ("I", "II", "III", "IV")
SPAN = "--"


def period_name(period: str, wording: Wording) -> str:
    """Name a period: 16–22 November 2026 (Minggu ke-47), November 2026, Triwulan IV 2026; else as it is written."""
    try:
        first = first_day_of(period)
    except ValueError:
        return period
    if "W" in period:
        return wording.period(IsoWeek.parse(period))
    if "Q" in period:
        number = (first.month + 2) // 3
        said = f"Triwulan {ROMAN[number - 1]}" if wording.language == "id" else f"Quarter {number}"
        return f"{said} {first.year}"
    if SPAN in period:
        first, last = map(date.fromisoformat, period.split(SPAN))
        return wording.days(first, last)
    form = {4: "y", 7: "MMMM y", 10: "d MMMM y"}[len(period)]
    return str(format_date(first, form, locale=wording.locale))


def first_day_of(period: str) -> date:
    """Return the first day of a year, quarter, month, week, day or span. Raises ValueError for anything else."""
    if "W" in period:
        return IsoWeek.parse(period).first_day
    if quarter := re.fullmatch(r"(\d{4})-Q([1-4])", period):
        return date(int(quarter[1]), 3 * int(quarter[2]) - 2, 1)
    if SPAN in period:
        first, last = map(date.fromisoformat, period.split(SPAN))
        return min(first, last)
    shape = re.fullmatch(r"\d{4}(-\d\d){0,2}", period)
    if not shape:
        raise ValueError(f"{period!r} is no period")
    return date.fromisoformat((period + "-01-01")[:10])


def last_day_of(period: str) -> date:
    """Return the last day of a period, by which reports are listed. Raises ValueError as above."""
    first = first_day_of(period)
    if SPAN in period:
        return date.fromisoformat(period.split(SPAN)[1])
    months = 3 if "Q" in period else {4: 12, 7: 1}.get(len(period), 0)
    if not months:
        return first + timedelta(days=6 if "W" in period else 0)
    at = first.month + months
    return date(first.year + (at - 1) // 12, (at - 1) % 12 + 1, 1) - timedelta(days=1)
