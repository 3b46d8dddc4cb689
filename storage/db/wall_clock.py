"""Moments as the wall clock of a time zone shows them."""

from __future__ import annotations

from datetime import datetime
from typing import overload
from zoneinfo import ZoneInfo


@overload
def local_time(moment: datetime, zone: ZoneInfo) -> tuple[datetime, str]: ...
@overload
def local_time(moment: None, zone: ZoneInfo) -> tuple[None, None]: ...
@overload
def local_time(moment: datetime | None, zone: ZoneInfo) -> tuple[datetime | None, str | None]: ...


def local_time(moment: datetime | None, zone: ZoneInfo) -> tuple[datetime | None, str | None]:
    """Return the wall clock of a publication in *zone*, and its ISO week."""
    if moment is None:
        return None, None
    local = moment.astimezone(zone)
    year, week, _ = local.isocalendar()
    return local.replace(tzinfo=None), f"{year}-W{week:02d}"
