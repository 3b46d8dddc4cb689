"""How a campaign went: plan against done, cadence, and its association with engagement.

The association compares the 7-day score (engagement.py, observations aged 7 to 14 days, which is where the look at
seven days falls) of a campaign's posts with that of the same accounts' other posts of the same kinds, published up
to eight weeks before its first or after its last day. It is a difference of medians with a percentile bootstrap
that draws whole days (posts of one day share its news). The groups were not drawn by lot: it is an association, not
an effect.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from pipeline.transform.measures.engagement import DEFAULT_RULES, EngagementRules, engagement

AROUND = timedelta(weeks=8)
FEWEST_POSTS, FEWEST_OTHERS = 8, 20
FEWEST_DAYS = 4
"""Fewer days than these cannot show how much days differ."""
DRAWS = 2000
WEEK, FORTNIGHT = 168, 336  # hours


@dataclass(frozen=True, slots=True)
class Association:
    """A difference of medians with its 95 % interval, all ``None`` where the data do not suffice."""

    posts: int
    others: int
    difference: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def verdict(self) -> str:
        """``better``, ``worse``, ``no_difference`` or ``insufficient_data``."""
        if self.low is None or self.high is None:
            return "insufficient_data"
        if self.low > 0:
            return "better"
        return "worse" if self.high < 0 else "no_difference"


@dataclass(frozen=True, slots=True)
class Cadence:
    """On how many days something was published, and the longest run of days without."""

    active_days: int
    longest_gap_days: int


def seven_day_scores(
    posts: pd.DataFrame, snapshots: pd.DataFrame, followers: pd.DataFrame, rules: EngagementRules = DEFAULT_RULES
) -> pd.Series:
    """Score each post by its observations aged 7 to 14 days; index ``post_id``, NULL where there is none."""
    seen = snapshots.merge(posts[["post_id", "published_at"]], on="post_id", how="left", validate="m:1")
    age = pd.to_datetime(seen["observed_at"], utc=True) - pd.to_datetime(seen["published_at"], utc=True)
    hours = age.dt.total_seconds() / 3600
    aged = seen.loc[(hours >= WEEK) & (hours < FORTNIGHT), ["post_id", "observed_at", "interactions"]]
    found = engagement(posts, aged, followers, rules)
    return found.set_index("post_id")["engagement_score"]


def near(posts: pd.DataFrame, campaigns: Sequence[tuple[date, date]]) -> pd.DataFrame:
    """Keep the posts with a score whose day lies in one of the campaigns, or at most ``AROUND`` before or after it."""
    scored = posts.dropna(subset=["score", "day"])
    kept = np.zeros(len(scored), dtype=bool)
    for first, last in campaigns:
        kept |= scored["day"].between(first - AROUND, last + AROUND).to_numpy(dtype=bool)
    return scored[kept]


def association(posts: pd.DataFrame, chosen: set[str], first: date, last: date, *, seed: str) -> Association:
    """Compare the *chosen* posts with the others of their accounts and kinds.

    *posts*: ``post_id, source_id, kind, day`` (a date), ``score``, those of one platform.
    """
    scored = posts.dropna(subset=["score", "day"])
    mine = scored[scored["post_id"].isin(chosen)]
    around = scored["day"].between(first - AROUND, last + AROUND)
    alike = pd.MultiIndex.from_frame(scored[["source_id", "kind"]]).isin(
        pd.MultiIndex.from_frame(mine[["source_id", "kind"]])
    )
    others = scored[around & alike & ~scored["post_id"].isin(chosen)]
    counts = Association(len(mine), len(others))
    if len(mine) < FEWEST_POSTS or len(others) < FEWEST_OTHERS or _few_days(mine) or _few_days(others):
        return counts
    random = np.random.default_rng(zlib.crc32(seed.encode()))  # the same store gives the same interval
    drawn = _medians(mine, random) - _medians(others, random)
    low, high = np.quantile(drawn, [0.025, 0.975])
    difference = float(mine["score"].astype(float).median() - others["score"].astype(float).median())
    return Association(len(mine), len(others), difference, float(low), float(high))


def _few_days(posts: pd.DataFrame) -> bool:
    return bool(posts["day"].nunique() < FEWEST_DAYS)


def _medians(posts: pd.DataFrame, random: np.random.Generator) -> np.ndarray:
    """Draw as many days as there are, with repetition, and take the median of their posts, again and again."""
    days = [group.astype(float).to_numpy() for _, group in posts.groupby("day")["score"]]
    picks = random.integers(0, len(days), size=(DRAWS, len(days)))
    return np.array([np.median(np.concatenate([days[day] for day in pick])) for pick in picks])


def cadence(days: list[date], first: date, last: date) -> Cadence:
    """Tell how evenly the days from *first* to *last* were covered; a future day is the caller's to leave out."""
    if last < first:
        return Cadence(0, 0)
    active = sorted({day for day in days if first <= day <= last})
    edges = [first - timedelta(days=1), *active, last + timedelta(days=1)]
    gaps = [(later - earlier).days - 1 for earlier, later in pairwise(edges)]
    return Cadence(len(active), max(gaps))


def share(part: int, whole: int) -> float | None:
    """Divide, where there is something to divide by."""
    return part / whole if whole else None


def outcome(result: Association) -> dict[str, Any]:
    """Return the association as the store keeps it."""
    return {
        "posts_scored": result.posts,
        "others_scored": result.others,
        "score_difference": result.difference,
        "difference_low": result.low,
        "difference_high": result.high,
        "verdict": result.verdict,
    }
