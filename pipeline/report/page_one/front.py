"""Work out page one: each part by itself, so that one that fails costs no other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from pipeline.report.content.decision import Decision, decisions, running_campaigns
from pipeline.report.content.figures import by_platform, own_accounts, unread_platforms, weeks_known
from pipeline.report.content.media import MediaRow, media_of_week
from pipeline.report.content.obstacles import ObstacleSection, hindrance_of
from pipeline.report.content.tables import make_table
from pipeline.report.page_one.comparisons import Comparison, comparisons
from pipeline.report.page_one.dimensions import NEGLECTED_AFTER, known_weeks, neglected_dimensions, raised_dimensions
from pipeline.report.page_one.extremes import choose_extremes
from pipeline.report.page_one.programme import PROGRAMME, LevelRow, funnel, silent_on_programme

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from pipeline.files.fault import Fault
    from pipeline.report.content.data import Background, Press, ReportSettings, WeekData
    from pipeline.report.content.tables import Record, Table
    from pipeline.report.guards.attempts import Attempts

RIPE = timedelta(days=7)
"""After its last day a week needs so long until every post has its 7-day value."""
ACTIVITIES = {
    "campaign": ("string", ""),
    "held_on": ("date", ""),
    "kind": ("string", ""),
    "district": ("string", ""),
    "reached": ("integer", ""),
    "cost": ("integer", ""),
    "proof": ("string", ""),
    "title": ("string", ""),
    "url": ("string", ""),
    "topic": ("string", ""),
    "medium": ("string", ""),
}


@dataclass(frozen=True, slots=True)
class Front:
    """All that page one says, and the topics of the weeks before."""

    previous: list[Record]
    known: dict[str, int]
    """The weeks before that are known of each platform, four at most."""
    levels: list[LevelRow]
    neglected: list[str] | None
    """``None`` while there is too little to judge."""
    raised: dict[str, int]
    """The dimensions with a post in those weeks, and their labelled posts; those of none as well."""
    weeks: int
    """The number of the last four weeks that are known; nobody knows what was published before them."""
    unread: frozenset[str]
    """Platforms of own channels that were not read to their end: none of their zeros is known."""
    targets: dict[str, float]
    comparisons: list[Comparison]
    best: list[Record]
    worst: list[Record]
    any_score: bool
    min_history: int
    """Earlier posts that a score takes."""
    decisions: list[Decision]
    activities: list[Record]
    media: list[MediaRow]
    faults: tuple[Fault, ...]
    """Rows of the office's own files that could not be read."""
    hindrance: ObstacleSection
    press: Press | None = None
    roles: Mapping[str, str] = field(default_factory=dict)
    """Source → own, agency, media or peer."""

    @property
    def platforms(self) -> list[str]:
        """Name the platforms of the funnel."""
        return list(dict.fromkeys(row.platform for row in self.levels))

    def programme(self, platform: str) -> tuple[int, int]:
        """Count the posts that name the programme or one of its services, and all posts of the platform."""
        mine = [row for row in self.levels if row.platform == platform]
        return sum(row.posts for row in mine if row.level in PROGRAMME), sum(row.posts for row in mine)


def front_of(
    data: WeekData, tables: Mapping[str, Table], previous: list[Record], settings: ReportSettings, attempts: Attempts
) -> Front:
    """Work out page one; a section that cannot be worked out is empty, and noted."""
    zone, order = settings.timezone, settings.platforms
    background, week, attempt = data.background, data.week, attempts.attempt
    accounts = by_platform(own_accounts(tables["accounts"].records(), background.roles), order)
    topics, campaigns = tables["topics"].records(), tables["campaigns"].records()
    own = {str(row["source_id"]) for row in accounts}
    unread = unread_platforms(accounts)
    posts = [row for row in tables["posts"].records() if str(row["source_id"]) in own or not background.roles]
    levels: list[LevelRow] = attempt("programme", lambda: funnel(background, week, order, unread), [])
    nothing: tuple[list[Record], list[Record]] = ([], [])
    best, worst = attempt("standout", lambda: choose_extremes(posts), nothing)
    left_out = attempt("dimensions", lambda: neglected_dimensions(topics, previous, background, week), None)
    hindrance = attempt("obstacles", lambda: hindrance_of(background, zone), ObstacleSection([], 0, [], []))
    hindrance = replace(hindrance, channels=by_platform(hindrance.channels, order))
    under_way: list[Record] = attempt("campaigns", lambda: running_campaigns(campaigns, week.last_day), [])
    front = Front(
        previous=previous,
        known=weeks_known(previous, background.first_weeks, week, unread),
        levels=levels,
        neglected=left_out,
        raised=raised_dimensions(topics, previous, week),
        weeks=known_weeks(previous, background.first_weeks, week),
        unread=unread,
        targets=dict(background.targets),
        comparisons=attempt("comparison", lambda: comparisons(background, week, accounts), []),
        best=best,
        worst=worst,
        any_score=any(row["engagement_score"] is not None for row in posts),
        min_history=background.min_history,
        decisions=[],
        activities=attempt(
            "activities", lambda: make_table("activities", background.activities, ACTIVITIES, zone).records(), []
        ),
        media=attempt(
            "media", lambda: media_of_week(accounts, background.activities, (week.first_day, week.last_day)), []
        ),
        faults=tuple(background.faults),
        hindrance=hindrance,
        press=background.press,
        roles=dict(background.roles),
    )
    return replace(front, decisions=_decide(front, accounts, under_way, background, zone))


def _decide(
    front: Front, accounts: list[Record], campaigns: list[Record], background: Background, zone: ZoneInfo
) -> list[Decision]:
    """Choose what the page asks for; dimensions are judged only where enough weeks are known."""
    judged = front.neglected or [] if front.weeks == NEGLECTED_AFTER else []
    return decisions(
        accounts,
        front.hindrance,
        campaigns=campaigns,
        left_out=[topic for topic in judged if topic not in front.raised],
        below=[topic for topic in judged if topic in front.raised],
        programme_told=not silent_on_programme(front.levels),
        late={source: at.astimezone(zone).date() for source, at in background.late.items()},
        excused=background.excused,
    )


def is_final(data: WeekData, zone: ZoneInfo) -> bool:
    """Tell whether every post of the week has reached the age of seven days."""
    return data.as_of.astimezone(zone).date() > data.week.last_day + RIPE
