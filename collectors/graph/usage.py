"""The share of Meta's limits that is used up, as the headers of every answer tell it. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

HEADERS = ("x-app-usage", "x-page-usage", "x-business-use-case-usage")
SHARES = ("call_count", "total_time", "total_cputime")
SLOW_FROM, STOP_FROM = 70.0, 95.0  # per cent
SLOWER = 10  # times the pace, near the stop
WINDOW = timedelta(hours=1)  # over which Meta counts
LONGEST = 24 * 60  # minutes that are believed


@dataclass(frozen=True, slots=True)
class Usage:
    """The highest share that any limit tells, in per cent, and when Meta would answer again if that were too much."""

    share: float = 0.0
    retry_at: datetime | None = None

    @property
    def is_spent(self) -> bool:
        """Whether the next request could be one too many."""
        return self.share >= STOP_FROM

    @property
    def slowness(self) -> float:
        """The number by which to multiply the pace."""
        if self.share < SLOW_FROM:
            return 1.0
        return 1 + (SLOWER - 1) * min((self.share - SLOW_FROM) / (STOP_FROM - SLOW_FROM), 1.0)


def usage_of(headers: Mapping[str, str]) -> Usage:
    """Read the headers of an answer; what is of an unknown shape tells nothing."""
    shares, minutes = [0.0], [0.0]
    for part in _parts(headers):
        shares += [_figure(part.get(name)) for name in SHARES]
        minutes.append(_figure(part.get("estimated_time_to_regain_access")))
    now = _date(headers)
    wait = timedelta(minutes=min(max(minutes), LONGEST)) or WINDOW
    return Usage(max(*shares, 100.0 if max(minutes) else 0.0), now + wait if now else None)


def _parts(headers: Mapping[str, str]) -> Iterator[Mapping[str, Any]]:
    """Yield the objects with shares: one of the app or Page, a list for each business."""
    for name in HEADERS:
        try:
            told = json.loads(headers.get(name) or "{}")
        except (ValueError, RecursionError):
            continue
        if not isinstance(told, dict):
            continue
        lists = [value for value in told.values() if isinstance(value, list)]
        yield from (part for part in [told, *(p for parts in lists for p in parts)] if isinstance(part, dict))


def _figure(told: object) -> float:
    return float(told) if isinstance(told, (int, float)) and not isinstance(told, bool) and 0 <= told < 1e6 else 0.0  # noqa: PLR2004  # no share is larger


def _date(headers: Mapping[str, str]) -> datetime | None:
    try:
        told = parsedate_to_datetime(headers.get("date") or "")
    except (ValueError, TypeError):
        return None
    return told.replace(tzinfo=UTC) if told.tzinfo is None else told.astimezone(UTC)
