"""Measure how a post did, compared with its own account at the same age.

The score is CrowdTangle's "overperforming" score (CrowdTangle Help Center, "How do you calculate
overperforming scores?", 2019-2024)::

    score    = actual / expected
    expected = mean of the middle half (25th to 75th percentile) of the interactions that the last 100
               earlier posts of the same account and kind had in the same age bin

CrowdTangle writes a result below 1 as the negative inverse (half as much as expected is -2); here it
stays the plain ratio (0.5), so that scores can be sorted, averaged and put into a median. If the
number of posts is no multiple of four, the posts at the quartiles count with the fraction that lies
inside the middle half (the interquartile mean), so that every number of posts has one defined answer.

"Earlier" means published before; posts published in the same instant are not each other's history. The
first harvest sees every old post once, mostly at the age of 28 days or more: there the old posts score
each other, while young posts stay ``unknown`` until enough earlier posts were seen at their age.

A level waits for more interactions than a score: of five expected ones, chance alone leaves two or fewer to every
eighth post (Poisson). A level is told where less than one post in twenty would be ``low`` by chance.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.transform.measures.middle_half import BIN_STARTS, middle_means

AGE_BINS = ("0-24h", "1-2d", "2-3d", "3-7d", "7-14d", "14-28d", "28d+")
LEVELS = ("low", "normal", "high", "very_high")
RESULT_TYPES = {
    "interactions": "Int64",
    "followers": "Int64",
    "engagement_rate": "Float64",
    "age_bin": "string",
    "engagement_score": "Float64",
    "engagement_level": "string",
    "score_n": "Int64",
}
CHANCE = 0.05
"""A level is told where chance alone makes fewer posts than this share ``low``."""
SURE = 200.0  # expected interactions: of more, chance takes hardly any post under four fifths


@dataclass(frozen=True, slots=True)
class EngagementRules:
    """The history that a score needs, and where one level ends and the next begins."""

    history: int = 100
    min_history: int = 20
    min_expected: float = 5.0
    low: float = 0.5
    high: float = 2.0
    very_high: float = 5.0


DEFAULT_RULES = EngagementRules()


def engagement(
    posts: pd.DataFrame,
    snapshots: pd.DataFrame,
    followers: pd.DataFrame,
    rules: EngagementRules = DEFAULT_RULES,
    *,
    apart: Collection[str] = (),
) -> pd.DataFrame:
    """Tell rate, score and level of every post, in the order of *posts*, one row each.

    *posts*: ``post_id, source_id, kind, published_at``, the posts to score together with their history.
    *snapshots*: ``post_id, observed_at, interactions``, NULL where they cannot be compared (parts.py).
    *followers*: ``source_id, observed_at, followers``. Posts of *apart* are scored, but are nobody's history.

    Result: ``post_id``; ``interactions``, the latest told (NULL for a repost: its counts belong to
    somebody else's post); ``followers``, the count nearest in time to the publication;
    ``engagement_rate``, interactions per follower; ``engagement_score`` (see above) of the oldest age
    bin that has enough history; ``age_bin`` and ``score_n``, the bin and the number of earlier posts in
    it, of the oldest bin seen where none has enough; ``engagement_level``: low < 0.5 <= normal < 2 <=
    high < 5 <= very_high, or ``unknown`` where there is no score or chance alone could make the post ``low``.
    """
    found = posts[["post_id"]].reset_index(drop=True)
    known = _usable_snapshots(posts, snapshots)
    latest = known.drop_duplicates("post_id", keep="last")
    found = found.merge(latest[["post_id", "interactions"]], on="post_id", how="left", validate="m:1")
    found["followers"] = _nearest_followers(posts, followers)
    found["engagement_rate"] = found["interactions"] / found["followers"].replace(0, pd.NA)
    found = found.merge(_scores(known, rules, apart), on="post_id", how="left", validate="m:1")
    by_chance = low_by_chance(found["expected"].to_numpy(dtype=float, na_value=np.nan), rules.low)
    found["engagement_level"] = _levels(found["engagement_score"].mask(by_chance >= CHANCE), rules)
    return found[["post_id", *RESULT_TYPES]].astype(RESULT_TYPES)


def short_of_history(
    posts: pd.DataFrame, snapshots: pd.DataFrame, rules: EngagementRules, *, apart: Collection[str] = ()
) -> set[str]:
    """Name the posts whose oldest age bin holds less than a whole history: of them, more earlier posts would count.

    *posts*, *snapshots* and *apart* as in ``engagement``; posts that were not seen are not among them.
    """
    binned = _latest_per_bin(_usable_snapshots(posts, snapshots))
    first, past = _history(binned, ~binned["post_id"].isin(apart).to_numpy(), rules.history)
    oldest = binned.assign(earlier=past - first).sort_values("bin").drop_duplicates("post_id", keep="last")
    return set(oldest.loc[oldest["earlier"] < rules.history, "post_id"])


def _usable_snapshots(posts: pd.DataFrame, snapshots: pd.DataFrame) -> pd.DataFrame:
    """Join what was told of the posts that have interactions of their own, oldest observation first."""
    told = snapshots[["post_id", "observed_at", "interactions"]].dropna(subset=["interactions"])
    own = posts.loc[posts["kind"] != "repost", ["post_id", "source_id", "kind", "published_at"]]
    known = told.merge(own, on="post_id", validate="m:1")
    known["interactions"] = known["interactions"].astype("Float64")
    known["observed_at"] = _moments(known["observed_at"])
    known["published_at"] = _moments(known["published_at"])
    return known.sort_values(["observed_at", "interactions"], kind="stable", ignore_index=True)


def _moments(values: pd.Series) -> pd.Series:
    """Bring moments of any resolution, or only NULLs, to one type."""
    moments: pd.Series = pd.to_datetime(values, utc=True).astype("datetime64[us, UTC]")
    return moments


def _nearest_followers(posts: pd.DataFrame, followers: pd.DataFrame) -> pd.Series:
    """Find, for each post by position, its account's follower count nearest in time to its publication."""
    told = followers.dropna(subset=["followers", "observed_at"])
    told = told.assign(at=_moments(told["observed_at"])).sort_values("at", kind="stable")
    wanted = posts[["source_id"]].assign(at=_moments(posts["published_at"]), position=range(len(posts)))
    wanted = wanted.dropna(subset=["at"]).sort_values("at", kind="stable")
    if told.empty or wanted.empty:
        return pd.Series(pd.NA, index=range(len(posts)), dtype="Float64")
    near = pd.merge_asof(wanted, told[["source_id", "at", "followers"]], on="at", by="source_id", direction="nearest")
    return near.set_index("position")["followers"].astype("Float64").reindex(range(len(posts)))


def low_by_chance(expected: np.ndarray, low: float) -> np.ndarray:
    """Return the share of posts that chance alone (Poisson) brings under *low* times the *expected* interactions."""
    mean = np.clip(expected, 0, SURE)
    limit, term = low * mean, np.exp(-mean)
    below: np.ndarray = np.zeros_like(mean)
    for count in range(int(low * SURE) + 1):
        term = term * mean / count if count else term
        below += np.where(count < limit, term, 0)
    return below


def _scores(known: pd.DataFrame, rules: EngagementRules, apart: Collection[str]) -> pd.DataFrame:
    """Score each post in its oldest age bin with enough history.

    One row a post: ``post_id, age_bin, score_n, expected, engagement_score``.
    """
    binned = _latest_per_bin(known)
    history = ~binned["post_id"].isin(apart).to_numpy()
    first, past = _history(binned, history, rules.history)
    binned["score_n"] = past - first
    enough = binned["score_n"] >= max(rules.min_history, 1)
    order = np.lexsort((binned["bin"], enough))  # the last row of a post is its oldest bin, enough first
    chosen = binned.iloc[order].drop_duplicates("post_id", keep="last")
    ready = chosen.index[enough[chosen.index]].to_numpy()
    values = binned["interactions"].to_numpy(dtype=float)[history]
    expected = pd.Series(np.nan, index=chosen.index)
    expected[ready] = middle_means(values, first[ready], past[ready], rules.history)
    expected = expected.where((expected >= rules.min_expected) & (expected > 0))
    return pd.DataFrame(
        {
            "post_id": chosen["post_id"],
            "age_bin": np.array(AGE_BINS, dtype=object)[chosen["bin"].to_numpy()],
            "score_n": chosen["score_n"],
            "expected": expected,
            "engagement_score": chosen["interactions"].astype(float) / expected,
        },
    )


def _latest_per_bin(known: pd.DataFrame) -> pd.DataFrame:
    """Keep a post's last snapshot of each age bin, ordered so that a row's history lies just before it.

    A snapshot older than its post (a platform's clock that runs ahead) counts as seen at age 0.
    """
    dated = known.dropna(subset=["published_at", "observed_at"])
    hours = (dated["observed_at"] - dated["published_at"]).dt.total_seconds() / 3600
    bins = np.searchsorted(BIN_STARTS, hours.clip(lower=0).to_numpy(), side="right") - 1
    dated = dated.assign(bin=bins).drop_duplicates(["post_id", "bin"], keep="last")
    groups = dated.groupby(["source_id", "kind", "bin"], sort=False, dropna=False)
    dated = dated.assign(group=groups.ngroup())
    return dated.sort_values(["group", "published_at", "post_id"], ignore_index=True)


def _history(binned: pd.DataFrame, history: np.ndarray, most: int) -> tuple[np.ndarray, np.ndarray]:
    """Give each row's history as positions [first, past) among the rows of *history*: the last *most* before it."""
    before = np.concatenate([[0], np.cumsum(history)])  # rows of history before each position
    group_start = before[_run_starts(binned, ["group"])]
    past = before[_run_starts(binned, ["group", "published_at"])]
    return np.maximum(group_start, past - most), past


def _run_starts(ordered: pd.DataFrame, columns: list[str]) -> np.ndarray:
    """Give each row the position at which its run of equal *columns* starts."""
    starts = ~ordered.duplicated(columns).to_numpy()
    return np.maximum.accumulate(np.where(starts, np.arange(len(ordered)), 0))


def _levels(scores: pd.Series, rules: EngagementRules) -> pd.Series:
    """Name the level of each score; ``unknown`` where there is none."""
    edges = [rules.low, rules.high, rules.very_high]
    numbers = scores.to_numpy(dtype=float, na_value=np.nan)
    names = np.array(LEVELS, dtype=object)[np.searchsorted(edges, numbers, side="right").clip(max=3)]
    return pd.Series(np.where(np.isnan(numbers), "unknown", names), index=scores.index)
