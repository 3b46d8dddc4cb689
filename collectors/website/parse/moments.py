"""Moments as feeds and pages tell them to machines: RFC 822, ISO 8601, seconds since 1970, or words. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from typing import TYPE_CHECKING

from collectors.website.parse.dates import FIRST_WEBSITE, MIDNIGHT, find_date, parse_date

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from collectors.records import Precision

COMPACT = re.compile(  # 20260107, 20260107T091400+0700
    r"((?:19|20)[0-9]{2})(0[1-9]|1[0-2])([0-3][0-9])(?:T?([0-2][0-9])([0-5][0-9])([0-5][0-9])?)?(Z|[+-][0-9]{2}:?[0-9]{2})?"
)
OLD_MACHINES = re.compile(  # 23 Nov 26 08:00:00 GMT, Mon Nov 23 08:00:00 2026
    r"(?:[A-Z][a-z]{2,8},?\s+)?"
    r"(?:[0-9]{1,2}[ -][A-Z][a-z]{2}[ -][0-9]{2}\s+[0-9:]{5,8}(?:\s*[+-][0-9]{4}|\s*[A-Z]{1,4})?"
    r"|[A-Z][a-z]{2}\s+[0-9]{1,2}\s+[0-9:]{8}\s+(?:[A-Z]{3}\s+)?(?:19|20)[0-9]{2})"
)
LONGEST_MOMENT = 200  # characters
EPOCH = re.compile(r"(?:/Date\(|@)?([0-9]{10})(?:[0-9]{3})?(?:\.[0-9]+)?(?:[+-][0-9]{4})?(?:\)/)?")  # also .NET's


def parse_moment(text: str, zone: ZoneInfo) -> tuple[datetime, Precision] | None:
    """Read what a feed or a page tells machines: RFC 822, ISO 8601, seconds since 1970, or words.

    A machine's empty date (1970, 0000-00-00, "30 Nov -0001") is none.
    """
    text = _spelled(unescape(text.strip()[:LONGEST_MOMENT]))
    if epoch := EPOCH.fullmatch(text):
        found: tuple[datetime, Precision] | None = (datetime.fromtimestamp(int(epoch[1]), UTC), "second")
    else:
        found = parse_date(text, zone) or _old_machines(text, zone)
    return found if found and found[0].year >= FIRST_WEBSITE else None


def parse_exact(text: str, zone: ZoneInfo) -> tuple[datetime, Precision] | None:
    """Read a machine's time; midnight to the second is what programs write that know the day alone."""
    moment = parse_moment(text, zone)
    if moment and moment[1] == "second" and MIDNIGHT.search(text):
        day = find_date(MIDNIGHT.split(text)[0], zone)
        return (day.at, "day") if day else moment
    return moment


def _spelled(text: str) -> str:
    """Write 20260107T091400+0700 as ISO 8601 has it for people; any other text stays as it is."""
    match = COMPACT.fullmatch(text)
    if not match:
        return text
    year, month, day, hour, minute, second, zone = match.groups()
    time = f"T{hour}:{minute}:{second or '00'}{zone or ''}" if hour else ""
    return f"{year}-{month}-{day}{time}"


def _old_machines(text: str, zone: ZoneInfo) -> tuple[datetime, Precision] | None:
    """Read years of two digits, and the order of Unix."""
    if not OLD_MACHINES.fullmatch(text):
        return None
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    told = at if at.tzinfo else at.replace(tzinfo=UTC if "-0000" in text else zone)
    return told.astimezone(UTC), "second"
