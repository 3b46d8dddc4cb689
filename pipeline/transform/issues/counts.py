"""Count each issue of a period: responses, people, tone, change, first day, agency, and days far above the usual."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.transform.issues.agencies import Agencies, Concerned
from pipeline.transform.issues.naming import name_of
from pipeline.transform.issues.themes import FEWEST, Theme, find_themes, theme_of
from pipeline.transform.issues.voices import Voice, Writing

TIMES = 3
"""An alert is called from so many times the usual of that weekday."""
USUAL_WEEKS, KNOWN_WEEKS = 8, 4
"""Weeks before a day that tell the usual of its weekday, and how many of them must have been listened to."""
HISTORY = timedelta(weeks=USUAL_WEEKS)
WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Days:
    """The first and the last day of a period, and those of the period with which it is compared."""

    first: date
    last: date
    before: tuple[date, date]

    def __contains__(self, day: date) -> bool:
        """Tell whether a day lies in the period."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Alert:
    """The day on which an issue was farthest above the usual of its weekday."""

    day: date
    responses: int
    usual: float


@dataclass(frozen=True, slots=True)
class IssueCount:
    """An issue of a period; ``earlier`` is ``None`` where the period before was not wholly listened to."""

    name: str
    responses: int
    people: int
    earlier: int | None
    positive: int
    neutral: int
    negative: int
    first_seen: date
    concerned: Concerned
    alert: Alert | None
    by_day: dict[date, int]
    response_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Naming:
    """All that is needed to name themes: how words are cut, how they were written, and names that may stand."""

    stem: Callable[[str], str]
    writing: Writing
    known: Collection[str]


def count_issues(
    voices: Sequence[Voice], days: Days, naming: Naming, agencies: Agencies, listened_since: date | None = None
) -> list[IssueCount]:
    """Find and count the issues of a period, the largest first.

    *voices* are those of the period and of the eight weeks before it; *listened_since* is the first day whose
    responses the store could hold (default: that of the oldest voice).
    """
    themes = _themes_of([voice for voice in voices if voice.day in days])
    if not themes:
        return []
    told: list[list[Voice]] = [[] for _ in themes]
    for voice in voices:
        if (at := theme_of(themes, voice)) is not None:
            told[at].append(voice)
    since = listened_since or min(voice.day for voice in voices)
    found = (_issue(theme, mine, days, naming, agencies, since) for theme, mine in zip(themes, told, strict=True))
    return sorted(_of_own_name(found), key=lambda issue: (-issue.responses, issue.name))


def _themes_of(now: Sequence[Voice]) -> list[Theme]:
    """Find the themes of the texts that stand, and then those that only responses without their texts speak of."""
    themes = find_themes([voice for voice in now if not voice.text_is_gone])
    left = [voice for voice in now if voice.text_is_gone and theme_of(themes, voice) is None]
    return themes + find_themes(left)


def _issue(  # noqa: PLR0913, PLR0917  # one row a theme, of all that is known
    theme: Theme, voices: Sequence[Voice], days: Days, naming: Naming, agencies: Agencies, since: date
) -> IssueCount | None:
    now = [voice for voice in voices if voice.day in days]
    people = {voice.person for voice in now} - {None}
    name = name_of(theme, now, naming.stem, naming.writing, naming.known)
    if name is None or len(people) < FEWEST:
        return None
    tones = Counter(voice.sentiment for voice in now)
    first, last = days.before
    return IssueCount(
        name=name,
        responses=len(now),
        people=len(people),
        earlier=sum(first <= voice.day <= last for voice in voices) if since <= first else None,
        positive=tones["positive"],
        neutral=tones["neutral"],
        negative=tones["negative"],
        first_seen=min(voice.day for voice in voices),
        concerned=agencies.concerned(name, now),
        alert=alert_of(voices, days, since),
        by_day=dict(sorted(Counter(voice.day for voice in now).items())),
        response_ids=tuple(voice.response_id for voice in now),
    )


def _of_own_name(found: Iterable[IssueCount | None]) -> list[IssueCount]:
    """Leave out what has no name, and of two of one name the smaller: nobody could tell them apart."""
    kept: dict[str, IssueCount] = {}
    for issue in found:
        if issue and (issue.name not in kept or kept[issue.name].responses < issue.responses):
            kept[issue.name] = issue
    return list(kept.values())


def alert_of(voices: Sequence[Voice], days: Days, since: date) -> Alert | None:
    """Find the day farthest above three times the usual of its weekday; it needs five responses by five people."""
    counts = Counter(voice.day for voice in voices)
    people: dict[date, set[str]] = {}
    for voice in voices:
        if voice.person and voice.day in days:
            people.setdefault(voice.day, set()).add(voice.person)
    alerts = []
    for day, who in people.items():
        usual = usual_of(counts, day, since)
        if usual is not None and min(counts[day], len(who)) >= FEWEST and counts[day] >= TIMES * usual:
            alerts.append(Alert(day, counts[day], usual))
    return max(alerts, key=lambda alert: (alert.responses - alert.usual, alert.day), default=None)


def usual_of(counts: Counter[date], day: date, since: date) -> float | None:
    """Give the mean of the same weekday in the eight weeks before, None while fewer than four were listened to."""
    earlier = [day - back * WEEK for back in range(1, USUAL_WEEKS + 1)]
    known = [one for one in earlier if one >= since]
    return sum(counts[one] for one in known) / len(known) if len(known) >= KNOWN_WEEKS else None
