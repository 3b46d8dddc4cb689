"""Measure how a campaign went: plan against done, cadence, and its association with engagement.

The association compares the 7-day scores (engagement.py, observations aged 7 to 14 days, which is where the look at
seven days falls) of a campaign's posts with those of the same accounts' other posts of the same kinds, published up to
eight weeks before its first or after its last day, by weeks (association.py). Posts of any campaign are nobody's
history, and no campaign's others: else a loud campaign would raise what is expected of its own later posts. The groups
were not drawn by lot: it is an association, not an effect.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median
from typing import Any

import numpy as np
import pandas as pd

from pipeline.transform.measures.association import Ratio, weekly_ratio
from pipeline.transform.measures.engagement import DEFAULT_RULES, EngagementRules, engagement
from pipeline.transform.measures.middle_half import MEDIAN_FROM
from pipeline.transform.measures.periods import DAY

AROUND = timedelta(weeks=8)
WEEK, FORTNIGHT = 168, 336  # hours


@dataclass(frozen=True, slots=True)
class Association:
    """Medians of the 7-day scores, and their ratio week by week; ``None`` where the data do not suffice."""

    posts: int
    others: int
    weeks: int = 0
    median: float | None = None
    others_median: float | None = None
    ratio: Ratio | None = None

    @property
    def difference(self) -> float | None:
        """The difference of the medians, where there is an interval for it."""
        if self.ratio is None or self.median is None or self.others_median is None:
            return None
        return self.median - self.others_median

    @property
    def interval(self) -> tuple[float, float] | None:
        """The ratio's interval in units of the others' median; it holds the difference of the medians."""
        if self.ratio is None or self.others_median is None or self.difference is None:
            return None
        low, high = ((end - 1) * self.others_median for end in (self.ratio.low, self.ratio.high))
        return min(low, self.difference), max(high, self.difference)

    @property
    def verdict(self) -> str:
        """``better``, ``worse``, ``no_difference`` or ``insufficient_data``."""
        if self.interval is None:
            return "insufficient_data"
        low, high = self.interval
        if low > 0:
            return "better"
        return "worse" if high < 0 else "no_difference"


@dataclass(frozen=True, slots=True)
class Cadence:
    """On how many days something was published, and the longest run of days without."""

    active_days: int
    longest_gap_days: int


def seven_day_scores(
    posts: pd.DataFrame,
    snapshots: pd.DataFrame,
    followers: pd.DataFrame,
    rules: EngagementRules = DEFAULT_RULES,
    *,
    apart: Collection[str] = (),
) -> pd.Series:
    """Score each post by its observations aged 7 to 14 days; index ``post_id``, NULL where there is none.

    Posts of *apart*, those of campaigns, are nobody's history.
    """
    found = engagement(posts, week_old(posts, snapshots), followers, rules, apart=apart)
    return found.set_index("post_id")["engagement_score"]


def week_old(posts: pd.DataFrame, snapshots: pd.DataFrame) -> pd.DataFrame:
    """Keep the observations aged 7 to 14 days: ``post_id, observed_at, interactions``."""
    seen = snapshots.merge(posts[["post_id", "published_at"]], on="post_id", how="left", validate="m:1")
    age = pd.to_datetime(seen["observed_at"], utc=True) - pd.to_datetime(seen["published_at"], utc=True)
    hours = age.dt.total_seconds() / 3600
    return seen.loc[(hours >= WEEK) & (hours < FORTNIGHT), ["post_id", "observed_at", "interactions"]]


def gather_compared(campaigns: Sequence[tuple[date, date]]) -> Iterator[list[tuple[date, date]]]:
    """Gather campaigns that are compared with posts of the same days, by the first days of each group."""
    group: list[tuple[date, date]] = []
    for first, last in sorted(campaigns):
        if group and first - AROUND > max(end for _, end in group) + AROUND:
            yield group
            group = []
        group.append((first, last))
    if group:
        yield group


def keep_near(posts: pd.DataFrame, campaigns: Sequence[tuple[date, date]]) -> pd.DataFrame:
    """Keep the posts with a score whose day lies in one of the campaigns, or at most ``AROUND`` before or after it."""
    scored = posts.dropna(subset=["score", "day"])
    kept = np.zeros(len(scored), dtype=bool)
    for first, last in campaigns:
        kept |= scored["day"].between(first - AROUND, last + AROUND).to_numpy(dtype=bool)
    return scored[kept]


def association(
    posts: pd.DataFrame, chosen: Collection[str], first: date, last: date, *, campaigned: Collection[str]
) -> Association:
    """Compare the *chosen* posts with the others of their accounts and kinds; no others are those of *campaigned*.

    *posts*: ``post_id, source_id, kind, day`` (a date), ``score``, those of one platform.
    """
    scored = posts.dropna(subset=["score", "day"])
    own = scored["post_id"].isin(chosen)
    kinds = pd.MultiIndex.from_frame(scored.loc[own, ["source_id", "kind"]])
    alike = pd.MultiIndex.from_frame(scored[["source_id", "kind"]]).isin(kinds)
    around = scored["day"].between(first - AROUND, last + AROUND)
    compared = scored[own | (around & alike & ~scored["post_id"].isin(campaigned))]
    mine = compared["post_id"].isin(chosen).to_numpy()
    scores = compared["score"].to_numpy(dtype=float)
    monday = np.array([day.toordinal() - day.weekday() for day in compared["day"]], dtype=int)
    weeks, ratio = weekly_ratio(scores, monday, mine)
    middle, others = middle_of(scores[mine].tolist()), middle_of(scores[~mine].tolist())
    return Association(int(mine.sum()), int((~mine).sum()), weeks, middle, others, ratio)


def middle_of(scores: Sequence[float]) -> float | None:
    """Return the median, where there are five scores or more."""
    return float(median(scores)) if len(scores) >= MEDIAN_FROM else None


def cadence(days: list[date], first: date, last: date) -> Cadence:
    """Tell how evenly the days from *first* to *last* were covered; a future day is the caller's to leave out."""
    if last < first:
        return Cadence(0, 0)
    active = sorted({day for day in days if first <= day <= last})
    edges = [first - DAY, *active, last + DAY]
    gaps = [(later - earlier).days - 1 for earlier, later in pairwise(edges)]
    return Cadence(len(active), max(gaps))


def phases(first: date, last: date, until: date) -> Iterator[tuple[str, date, date]]:
    """Yield before, during and after a campaign, each with its first and last day.

    Before and after are as long as the campaign, eight weeks at most. A phase that has not begun by *until*, the last
    day that is over, is left out; one under way ends there.
    """
    length = min(last - first + DAY, AROUND)
    for phase, begin, end in (
        ("before", first - length, first - DAY),
        ("during", first, last),
        ("after", last + DAY, last + length),
    ):
        if begin <= until:
            yield phase, begin, min(end, until)


def share(part: int, whole: int) -> float | None:
    """Divide, where there is something to divide by."""
    return part / whole if whole else None


def outcome(result: Association) -> dict[str, Any]:
    """Return the association as the store keeps it."""
    low, high = result.interval or (None, None)
    ratio = result.ratio
    return {
        "posts_scored": result.posts,
        "others_scored": result.others,
        "weeks_compared": result.weeks,
        "posts_median": result.median,
        "others_median": result.others_median,
        "score_ratio": ratio.ratio if ratio else None,
        "ratio_low": ratio.low if ratio else None,
        "ratio_high": ratio.high if ratio else None,
        "score_difference": result.difference,
        "difference_low": low,
        "difference_high": high,
        "verdict": result.verdict,
    }
