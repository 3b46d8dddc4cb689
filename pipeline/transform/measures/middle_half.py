"""The mean of the middle half of values: what a score compares with, and what is usual at an age.

It is the interquartile mean: where the number of values is no multiple of four, those at the quartiles count with the
fraction that lies inside the middle half.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

BIN_STARTS = (0, 24, 48, 72, 168, 336, 672)
"""The hours at which the ages begin of which a score compares posts."""
MEDIAN_FROM = 5
"""Values: the median of fewer tells more of one of them than of all."""
ROWS_AT_ONCE = 20_000  # x 100 history posts x 8 bytes: 16 MB a step


def middle_mean(values: Sequence[float]) -> float:
    """Return the interquartile mean of one value or more."""
    (mean,) = middle_means(np.array(values, dtype=float), np.array([0]), np.array([len(values)]), len(values))
    return float(mean)


def middle_means(values: np.ndarray, first: np.ndarray, past: np.ndarray, most: int) -> np.ndarray:
    """Take the interquartile mean of ``values[first:past]`` for each pair; every range holds 1 to *most*."""
    means = np.empty(len(first))
    for start in range(0, len(first), ROWS_AT_ONCE):
        part = slice(start, start + ROWS_AT_ONCE)
        means[part] = _middle_means_step(values, first[part], past[part], most)
    return means


def _middle_means_step(values: np.ndarray, first: np.ndarray, past: np.ndarray, most: int) -> np.ndarray:
    ranks = np.arange(most)
    counts = (past - first)[:, None]
    inside = ranks < counts
    windows = np.where(inside, values[np.where(inside, first[:, None] + ranks, 0)], np.inf)
    windows.sort(axis=1)  # what lies outside sorts to the end, where it weighs nothing
    windows[~inside] = 0
    weights = np.minimum(ranks + 1, counts * 0.75) - np.maximum(ranks, counts * 0.25)
    weights = weights.clip(0, 1)
    means: np.ndarray = (windows * weights).sum(axis=1) / weights.sum(axis=1)
    return means
