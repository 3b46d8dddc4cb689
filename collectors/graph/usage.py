"""The share of Meta's quota that is used, as headers of each answer tell it. Pure.

``x-app-usage`` is ``{"call_count": 28, "total_time": 25, "total_cputime": 25}`` in per cent;
``x-business-use-case-usage`` is ``{"17841…": [{"call_count": 95, …, "estimated_time_to_regain_access": 19}]}``, with
minutes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from collectors.side_values import SideValues, count_of

HEADERS = ("x-app-usage", "x-business-use-case-usage", "x-page-usage")
SHARES = ("call_count", "total_time", "total_cputime")
SPENT = 95  # per cent: the rest is for whoever else uses the app
LONGEST_MINUTES = 24 * 60
USUAL_MINUTES = 60  # how far Meta's window reaches back where it tells no time


@dataclass(frozen=True, slots=True)
class Usage:
    """The largest share that any of the headers tells, and for how many minutes access is lost."""

    percent: int = 0
    minutes: int = 0

    @property
    def is_spent(self) -> bool:
        """Whether the next request would be one too many."""
        return self.percent >= SPENT or self.minutes > 0

    def free_at(self, now: datetime | None) -> datetime | None:
        """Return when access is there again."""
        return now + timedelta(minutes=min(self.minutes or USUAL_MINUTES, LONGEST_MINUTES)) if now else None


def usage_of(headers: Mapping[str, str]) -> Usage:
    """Read the usage that an answer tells; what is odd tells none."""
    told = [part for name in HEADERS for part in _parts(headers.get(name, ""))]
    percent = max((count_of(part.get(name)) or 0 for part in told for name in SHARES), default=0)
    minutes = max((count_of(part.get("estimated_time_to_regain_access")) or 0 for part in told), default=0)
    return Usage(percent, minutes)


def _parts(header: str) -> Iterator[Mapping[str, Any]]:
    try:
        body = json.loads(header or "{}")
    except (ValueError, RecursionError):
        return
    if isinstance(body, dict):
        yield body
        for name in body:
            yield from SideValues().items(body, name)
