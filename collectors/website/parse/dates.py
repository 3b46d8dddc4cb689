"""Dates as official websites write them: Indonesian and English words, old spellings, numbers, ISO."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from collectors.records import Precision

SPELLINGS = (  # one line a month: Indonesian, English, older and shortened spellings
    "januari january jan",
    "februari february pebruari feb peb",
    "maret march mar",
    "april apr",
    "mei may",
    "juni june jun",
    "juli july jul",
    "agustus august agu agt ags aug",
    "september sept sep",
    "oktober october okt oct",
    "november nopember nov nop",
    "desember december des dec",
)
MONTHS = {name: number for number, names in enumerate(SPELLINGS, 1) for name in names.split()}
ZONES = {
    name: timezone(timedelta(hours=hours))
    for name, hours in {"wib": 7, "wita": 8, "wit": 9, "z": 0, "utc": 0, "gmt": 0}.items()
}

# A month's name may stand without spaces; longest first, so that "september" is not read as "sep".
MONTH = rf"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})"
DAY, YEAR = r"(?<![0-9])(?P<day>[0-9]{1,2})", r"(?P<year>(?:19|20)[0-9]{2})(?![0-9])"
WEEKDAY = (
    r"(?:(?:senin|selasa|rabu|kamis|jum['\u2019]?at|sabtu|minggu|ahad"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day)[\s,]+)?"
)
DATE_FORMS = (
    rf"{WEEKDAY}{DAY}[\s.-]*{MONTH}[\s.,-]*{YEAR}",  # 7 Januari 2026
    rf"{WEEKDAY}(?<![a-z]){MONTH}\.?\s+{DAY}(?:st|nd|rd|th)?,?\s+{YEAR}",  # January 7, 2026
    rf"{WEEKDAY}{DAY}\s*(?P<mark>[/.-])\s*(?P<month>[0-9]{{1,2}})\s*(?P=mark)\s*{YEAR}",  # 07/01/2026
    r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})(?![0-9])",  # ISO
)
# "09:14" is a time; "09.14" only with a zone or a word before it, for 9.142 may be a view counter. A zone may
# be glued to an author: "WIBAdmin"; its capitals tell it from a name such as "Wibowo".
CLOCK = re.compile(
    r"(?:T|[\s|,(/-]*)(?P<word>(?i:pukul|jam))?\s*(?P<hour>[0-9]{1,2})(?P<mark>[:.])(?P<minute>[0-9]{2})"
    r"(?:(?P=mark)(?P<second>[0-9]{2})(?:\.[0-9]+)?)?(?![0-9])"
    r"(?:\s*(?P<half>[AaPp][Mm])\b)?(?:\s*(?P<zone>WIB|WITA|WIT|UTC|GMT|Z|[+-][0-9]{2}:?[0-9]{2}))?"
)
PATTERNS = tuple(re.compile(form, re.IGNORECASE) for form in DATE_FORMS)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date and where it stands in its text: ``text[start:end]``."""

    at: datetime
    precision: Precision
    start: int
    end: int


def parse_date(text: str, zone: ZoneInfo) -> tuple[datetime, Precision] | None:
    """Read the first date in *text*: the moment in UTC, and how exactly it was told; ``None`` without one.

    A date without a time is the midnight of *zone* that begins the day.
    """
    found = find_date(text, zone)
    return (found.at, found.precision) if found else None


def find_date(text: str, zone: ZoneInfo) -> FoundDate | None:
    """Find the first date in *text*, with the time behind it if there is one."""
    days = sorted(_days(text), key=lambda found: found[1].start())
    if not days:
        return None
    day, match = days[0]
    timed = _time_after(text, match.end(), day, zone)
    if timed:
        at, end = timed
        return FoundDate(at.astimezone(UTC), "second", match.start(), end)
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    return FoundDate(midnight.astimezone(UTC), "day", match.start(), match.end())


def _days(text: str) -> Iterator[tuple[date, re.Match[str]]]:
    """Yield every day of the calendar that *text* names; 31 Februari is none."""
    for pattern in PATTERNS:
        for match in pattern.finditer(text):
            month = match["month"].lower()
            try:
                yield date(int(match["year"]), MONTHS.get(month) or int(month), int(match["day"])), match
            except ValueError:
                continue


def _time_after(text: str, position: int, day: date, zone: ZoneInfo) -> tuple[datetime, int] | None:
    """Read the time that stands at *position*, right behind a date, and where it ends."""
    match = CLOCK.match(text, position)
    if not match or (match["mark"] == "." and not (match["word"] or match["zone"])):
        return None
    hour = int(match["hour"])
    if match["half"]:
        hour = hour % 12 + (12 if match["half"].lower() == "pm" else 0)
    try:
        at = datetime(
            day.year,
            day.month,
            day.day,
            hour,
            int(match["minute"]),
            int(match["second"] or 0),
            tzinfo=_zone(match["zone"], zone),
        )
    except ValueError:  # 24:10 is no time; the day still stands
        return None
    return at, match.end()


def _zone(name: str | None, default: ZoneInfo) -> tzinfo:
    """Turn WIB, WITA, WIT, Z or +07:00 into a time zone."""
    if not name:
        return default
    if name.lower() in ZONES:
        return ZONES[name.lower()]
    offset = timedelta(hours=int(name[1:3]), minutes=int(name[-2:]))
    return timezone(offset if name[0] == "+" else -offset)
