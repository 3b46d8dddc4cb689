"""Campaign posts against the other posts of their weeks: a ratio with an interval that means what it says.

The posts of one week share its news, its holidays and its luck, and weeks beside each other are alike: that many posts
were compared says little where they stand in few weeks. So the week is the unit. The 7-day scores of a week's campaign
posts (their logarithms: twice as loud lies as far above as half as loud lies below) are compared with the level of the
other posts of that week, and Student's t over the weeks gives the interval. The level is the mean of the week's other
posts, drawn towards the mean of all others as far as weeks differ no more than chance makes them differ (shrinkage).

Only weeks in which others were published, too, tell a campaign from its time. benchmarks/verdicts.py measures how
often chance alone gives a verdict, and how often a true effect does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

FEWEST_POSTS, FEWEST_OTHERS = 8, 20
FEWEST_WEEKS = 5
"""Weeks with posts of both: fewer cannot show how much weeks differ."""
LOWEST = 0.05
"""The score that a post counts with at least: none at all has no logarithm."""
INFLATED = 1.5
"""The variance between weeks is taken to be higher than it was found by this: there are few of them."""
SMALLEST = 1e-12  # keeps equal scores from dividing by nothing
NORMAL = 1.959964  # the quantile of 95 %


@dataclass(frozen=True, slots=True)
class Ratio:
    """The number of times as loud the campaign's posts were, with its 95 % interval."""

    ratio: float
    low: float
    high: float


def weekly_ratio(scores: np.ndarray, weeks: np.ndarray, mine: np.ndarray) -> tuple[int, Ratio | None]:
    """Compare the posts of *mine* with the others by week; return the number of weeks compared, and the ratio.

    *scores*: 7-day scores; *weeks*: a number of each post's week; *mine*: which are the campaign's. There is no ratio
    under eight posts, twenty others or five weeks with both.
    """
    loud = np.log(np.maximum(scores, LOWEST))
    names, level, error, noise, shared = _levels(loud[~mine], weeks[~mine])
    places, of_post = np.unique(weeks[mine], return_inverse=True)
    paired = np.isin(places, names)
    count = int(paired.sum())
    if mine.sum() < FEWEST_POSTS or (~mine).sum() < FEWEST_OTHERS or count < FEWEST_WEEKS:
        return count, None
    posts = np.bincount(of_post)
    at = np.searchsorted(names, places[paired])
    above = (np.bincount(of_post, loud[mine]) / posts)[paired] - level[at]
    weights = 1 / (noise / posts[paired] + error[at] + SMALLEST)
    return count, _interval(above, weights / weights.sum(), shared[at])


def _levels(loud: np.ndarray, weeks: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, float, np.ndarray]:
    """Estimate the level of each week, its error, the variance of posts, and each level's part of the common mean.

    One-way random effects by moments (Searle, Casella and McCulloch, "Variance components", 1992, ch. 3). The last:
    how far the standard error of the common mean enters each level.
    """
    if not len(loud):
        return weeks, loud, loud, 0.0, loud
    names, of_post, posts = np.unique(weeks, return_inverse=True, return_counts=True)
    means = np.bincount(of_post, loud) / posts
    noise = float(((loud - means[of_post]) ** 2).sum() / max(len(loud) - len(names), 1))
    between = float((posts * (means - loud.mean()) ** 2).sum() / max(len(names) - 1, 1))
    usual = (len(loud) - (posts**2).sum() / len(loud)) / max(len(names) - 1, 1)
    true = max((INFLATED * between - noise) / max(usual, 1), 0.0)
    own = noise / posts
    precision = 1 / (true + own + SMALLEST)
    common = (precision * means).sum() / precision.sum()
    kept = true * precision
    return names, common + kept * (means - common), kept * own, noise, (1 - kept) / np.sqrt(precision.sum())


def _interval(above: np.ndarray, weights: np.ndarray, shared: np.ndarray) -> Ratio:
    middle = float((weights * above).sum())
    variance = (weights * (above - middle) ** 2).sum() / (len(above) - 1) + (weights * shared).sum() ** 2
    half = student(len(above) - 1) * float(np.sqrt(variance))
    low, ratio, high = (float(np.exp(value)) for value in (middle - half, middle, middle + half))
    return Ratio(ratio, low, high)


def student(freedom: int) -> float:
    """Return the 97.5 % quantile of Student's t, by an expansion (Abramowitz and Stegun 26.7.5), right to 0.1 %."""
    z = NORMAL
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / float(freedom) ** power for power, term in enumerate(terms, 1))
