"""Write page one: funnel, neglected dimensions, comparisons, extreme posts, and the one decision asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING, Any

from pipeline.report.content.decision import Decision, decisions, running
from pipeline.report.content.figures import FEWEST, own_accounts, platforms, weeks_known
from pipeline.report.content.media import MediaRow, media_of_week
from pipeline.report.content.obstacles import ObstacleSection, hindrance_of
from pipeline.report.content.tables import make_table
from pipeline.report.words.catalogue import PROGRAMME_LEVELS, TOPICS
from pipeline.transform.measures.change import TOO_FEW, Change, changes_of_interactions, changes_of_shares

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from pipeline.clock import IsoWeek
    from pipeline.report.content.data import Background, Press, ReportSettings, WeekData
    from pipeline.report.content.tables import Record, Table
    from pipeline.report.guards.attempts import Attempts

UNCOUNTED = ("repost", "reply")
"""Kinds of posts that are somebody else's, or answer somebody."""
EXTREMES = 3
STANDS_OUT, FALLS_BEHIND = 1.5, 0.67
"""Scores from and up to which a post is called one of the strongest, or of the weakest: the others are as usual."""
JUDGED_FROM = 10  # labelled posts of a platform in four weeks: of fewer, chance leaves dimensions out
NEGLECTED_AFTER = 4  # weeks
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
PROGRAMME = ("named", "initiative")
COMPARISONS = ((24, 0), (168, 1))
"""Age in hours, and how many weeks back is the newest week whose posts all reached it."""


@dataclass(frozen=True, slots=True)
class LevelRow:
    """One level of the funnel on one platform: posts and share, now and as the mean of the weeks before."""

    level: str | None
    platform: str
    posts: int
    share: float | None
    before: float | None
    share_before: float | None
    word: str | None = None
    """Whether the share is higher or lower than in the weeks before, or not distinguishable from it."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A channel in two weeks at the same age; a median is ``None`` under five posts."""

    source_id: str
    platform: str
    account: str
    age_hours: int
    week: str
    earlier: str
    posts: int
    median: float | None
    posts_earlier: int
    median_earlier: float | None
    complete: bool
    test: Change = TOO_FEW

    @property
    def change(self) -> float | None:
        """The relative change, where the channel was complete and both medians stand."""
        if not self.complete or self.median is None or not self.median_earlier:
            return None
        return self.median / self.median_earlier - 1

    @property
    def word(self) -> str | None:
        """``higher``, ``lower``, ``not_distinguishable`` or ``too_few``; nothing for a channel not complete."""
        return self.test.word if self.complete else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The interval of the relative change; it holds the change of the medians.

        Of 95 %, or wider where the row failed among the others; nothing where its posts are too few for that level.
        """
        if self.change is None or self.test.low is None or self.test.high is None:
            return None
        return min(self.test.low, self.change), max(self.test.high, self.change)


@dataclass(frozen=True, slots=True)
class Front:
    """All that page one says, and the topics of the weeks before."""

    previous: list[Record]
    known: dict[str, int]
    """The weeks before that are known of each platform, four at most."""
    levels: list[LevelRow]
    neglected: list[str] | None
    """``None`` while there is too little to judge."""
    raised: frozenset[str]
    """The dimensions with a post in those weeks."""
    weeks: int
    """The number of the last four weeks that are known; nobody knows what was published before them."""
    unread: frozenset[str]
    """Platforms of own channels that were not read to their end: none of their zeros is known."""
    targets: dict[str, float]
    comparisons: list[Comparison]
    best: list[Record]
    worst: list[Record]
    any_score: bool
    decisions: list[Decision]
    activities: list[Record]
    media: list[MediaRow]
    faults: tuple[str, ...]
    """Rows of the office's own files that could not be read."""
    hindrance: ObstacleSection
    press: Press | None = None

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
    accounts = own_accounts(tables["accounts"].records(), background.roles)
    topics, campaigns = tables["topics"].records(), tables["campaigns"].records()
    own = {str(row["source_id"]) for row in accounts}
    unread = frozenset(str(row["platform"]) for row in accounts if row["outcome"] != "complete")
    posts = [row for row in tables["posts"].records() if str(row["source_id"]) in own or not background.roles]
    levels: list[LevelRow] = attempt("programme", lambda: funnel(background, week, order, unread), [])
    nothing: tuple[list[Record], list[Record]] = ([], [])
    best, worst = attempt("standout", lambda: extremes(posts), nothing)
    left_out = attempt("dimensions", lambda: neglected(topics, previous, background, week), None)
    hindrance = attempt("obstacles", lambda: hindrance_of(background, zone), ObstacleSection([], 0, [], []))
    weeks = known_weeks(previous, week)
    judged = left_out or [] if weeks == NEGLECTED_AFTER else []
    told = raised(topics, previous, week)
    asked = decisions(
        accounts,
        hindrance,
        campaigns=attempt("campaigns", lambda: running(campaigns, week.last_day), []),
        left_out=[topic for topic in judged if topic not in told],
        below=[topic for topic in judged if topic in told],
        programme_told=not _silent_on_programme(levels),
        late={source: at.astimezone(zone).date() for source, at in background.late.items()},
        excused=background.excused,
    )
    return Front(
        previous=previous,
        known=weeks_known(previous, background.first_weeks, week, unread),
        levels=levels,
        neglected=left_out,
        raised=told,
        weeks=weeks,
        unread=unread,
        targets=dict(background.targets),
        comparisons=attempt("comparison", lambda: comparisons(background, week, accounts), []),
        best=best,
        worst=worst,
        any_score=any(row["engagement_score"] is not None for row in posts),
        decisions=asked,
        activities=attempt(
            "activities", lambda: make_table("activities", background.activities, ACTIVITIES, zone).records(), []
        ),
        media=attempt(
            "media", lambda: media_of_week(accounts, background.activities, (week.first_day, week.last_day)), []
        ),
        faults=tuple(background.faults),
        hindrance=hindrance,
        press=background.press,
    )


def is_final(data: WeekData, zone: ZoneInfo) -> bool:
    """Tell whether every post of the week has reached the age of seven days."""
    return data.as_of.astimezone(zone).date() > data.week.last_day + RIPE


def funnel(
    background: Background, week: IsoWeek, order: Collection[str], unread: Collection[str] = ()
) -> list[LevelRow]:
    """Compare the programme levels of *week* with the mean of the weeks before, platform by platform.

    Platforms that are *unread* have no word: the rest of their posts may change it.
    """
    rows: list[dict[str, Any]] = background.programme.astype(object).to_dict("records")  # type: ignore[assignment]  # the columns are named
    weeks = weeks_known((row for row in rows if row["iso_week"] < str(week)), background.first_weeks, week, unread)
    counts: Counter[tuple[bool, str, str | None]] = Counter()
    for row in rows:
        level = row["programme_level"] if isinstance(row["programme_level"], str) else None
        counts[row["iso_week"] == str(week), row["platform"], level] += int(row["posts"])
    levels: list[str | None] = [*PROGRAMME_LEVELS, *([None] if any(key[2] is None for key in counts) else [])]
    shown = platforms(_named(rows), order)
    found = [_level_row(counts, platform, level, weeks.get(platform, 0)) for platform in shown for level in levels]
    words = changes_of_shares([shares for _, shares in found])
    return [
        replace(row, word=None if row.platform in unread else word) for (row, _), word in zip(found, words, strict=True)
    ]


def _named(rows: Iterable[dict[str, Any]]) -> list[Record]:
    return [{"platform": str(row["platform"])} for row in rows]


def _level_row(
    counts: Counter[tuple[bool, str, str | None]], platform: str, level: str | None, weeks: int
) -> tuple[LevelRow, tuple[int, int, int, int]]:
    """Make a row of the funnel without its word, and the numbers that are compared for it."""
    totals = {now: sum(n for key, n in counts.items() if key[:2] == (now, platform)) for now in (True, False)}
    now, before = counts[True, platform, level], counts[False, platform, level]
    row = LevelRow(
        level=level,
        platform=platform,
        posts=now,
        share=now / totals[True] if totals[True] else None,
        before=before / weeks if weeks else None,
        share_before=before / totals[False] if totals[False] else None,
    )
    return row, (now, totals[True], before, totals[False])


def _silent_on_programme(levels: Sequence[LevelRow]) -> bool:
    """Tell whether none of the week's posts names the programme; few posts, or some without a label, tell nothing."""
    posts = {told: sum(row.posts for row in levels if (row.level is not None) is told) for told in (True, False)}
    return posts[True] >= FEWEST and not posts[False] and not any(row.posts for row in levels if row.level in PROGRAMME)


def known_weeks(previous: Sequence[Record], week: IsoWeek) -> int:
    """Count the weeks up to *week* of which posts are known, four at most."""
    names = [str(week.shifted(-back)) for back in range(NEGLECTED_AFTER)]
    oldest = min((str(row["iso_week"]) for row in previous), default=str(week))
    return sum(name >= min(oldest, str(week)) for name in names)


def neglected(
    topics: Sequence[Record], previous: Sequence[Record], background: Background, week: IsoWeek
) -> list[str] | None:
    """Name the dimensions that on every platform lay below their target in the four weeks up to *week*.

    A dimension without a target is neglected when nothing at all was published about it. ``None`` while no
    platform has ten labelled posts in those weeks.
    """
    counts = _of_four_weeks(topics, previous, week)
    totals: Counter[str] = Counter()
    for (platform, _), posts in counts.items():
        totals[platform] += posts
    judged = {platform: posts for platform, posts in totals.items() if posts >= JUDGED_FROM}
    if not judged:
        return None
    return [
        topic for topic in TOPICS if topic != "none" and _left_out(topic, counts, judged, background.targets.get(topic))
    ]


def raised(topics: Sequence[Record], previous: Sequence[Record], week: IsoWeek) -> frozenset[str]:
    """Name the dimensions with a post on any platform in the four weeks up to *week*."""
    return frozenset(topic for (_, topic), posts in _of_four_weeks(topics, previous, week).items() if posts)


def _of_four_weeks(topics: Sequence[Record], previous: Sequence[Record], week: IsoWeek) -> Counter[tuple[str, str]]:
    """Count the labelled posts by platform and topic."""
    first = str(week.shifted(1 - NEGLECTED_AFTER))
    counts: Counter[tuple[str, str]] = Counter()
    for row in [*topics, *(row for row in previous if str(row["iso_week"]) >= first)]:
        if row["topic"] is not None:
            counts[str(row["platform"]), str(row["topic"])] += int(str(row["posts"]))
    return counts


def _left_out(topic: str, counts: Counter[tuple[str, str]], judged: Mapping[str, int], target: float | None) -> bool:
    if target is None:  # a post on any platform raises it, however few posts that platform has
        return not any(posts for (_, name), posts in counts.items() if name == topic)
    return all(counts[name, topic] / posts < target for name, posts in judged.items())


def comparisons(background: Background, week: IsoWeek, accounts: Sequence[Record]) -> list[Comparison]:
    """Compare weeks at equal ages: the newest by its values at 24 hours, the one before by those at 7 days."""
    values: dict[tuple[int, str, str], list[float]] = {}
    aged = background.aged
    keys = zip(aged["age_hours"].astype(int), aged["iso_week"], aged["source_id"], strict=True)
    for key, interactions in zip(keys, aged["interactions"].astype(float), strict=True):
        values.setdefault(key, []).append(interactions)
    return [
        one
        for hours, back in COMPARISONS
        for one in _compared_at(values, _with_values(values, accounts, hours), hours, week.shifted(-back))
    ]


def _with_values(
    values: dict[tuple[int, str, str], list[float]], accounts: Sequence[Record], hours: int
) -> list[Record]:
    sources = {key[2] for key in values if key[0] == hours}
    return [account for account in accounts if account["source_id"] in sources]


def _compared_at(
    values: dict[tuple[int, str, str], list[float]], accounts: Sequence[Record], hours: int, week: IsoWeek
) -> list[Comparison]:
    """Compare all channels at one age; their words are tested together, those of channels not complete stand apart."""
    pairs = {
        str(account["source_id"]): (
            values.get((hours, str(week), str(account["source_id"])), []),
            values.get((hours, str(week.shifted(-1)), str(account["source_id"])), []),
        )
        for account in accounts
    }
    complete = [str(account["source_id"]) for account in accounts if account["outcome"] == "complete"]
    tests = dict(zip(complete, changes_of_interactions([pairs[source] for source in complete]), strict=True))
    return [
        _compared(
            account, hours, week, *pairs[str(account["source_id"])], tests.get(str(account["source_id"]), TOO_FEW)
        )
        for account in accounts
    ]


def _compared(  # noqa: PLR0913, PLR0917  # a channel's two weeks
    account: Record, hours: int, week: IsoWeek, now: list[float], before: list[float], test: Change
) -> Comparison:
    source, earlier = str(account["source_id"]), week.shifted(-1)
    return Comparison(
        source_id=source,
        platform=str(account["platform"]),
        account=str(account["account"] or source),
        age_hours=hours,
        week=str(week),
        earlier=str(earlier),
        posts=len(now),
        median=_median(now),
        posts_earlier=len(before),
        median_earlier=_median(before),
        complete=account["outcome"] == "complete",
        test=test,
    )


def _median(values: Sequence[float]) -> float | None:
    return median(values) if len(values) >= FEWEST else None


def extremes(posts: Iterable[Record]) -> tuple[list[Record], list[Record]]:
    """Choose the three posts with the highest and the three with the lowest score, where they stand out."""
    scored = [
        row
        for row in posts
        if isinstance(row["engagement_score"], float)
        and row["kind"] not in UNCOUNTED
        and row["engagement_level"] != "unknown"  # so few are usual that chance alone makes such a score
    ]
    ranked = sorted(scored, key=lambda row: (-float(str(row["engagement_score"])), str(row["post_id"])))
    best = [row for row in ranked if float(str(row["engagement_score"])) >= STANDS_OUT]
    worst = [row for row in ranked[::-1] if float(str(row["engagement_score"])) <= FALLS_BEHIND]
    return best[:EXTREMES], worst[:EXTREMES]


def carried_by(post: Record) -> tuple[str, float] | None:
    """Tell which of likes, comments and shares made the largest part of the interactions, and its share."""
    counts = {name: value for name in ("likes", "comments", "shares") if isinstance(value := post[name], int)}
    total = sum(counts.values())
    if len(counts) < 2 or total <= 0:  # noqa: PLR2004  # one part alone is always the largest
        return None
    name = max(counts, key=lambda one: counts[one])
    return name, counts[name] / total
