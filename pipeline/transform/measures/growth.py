"""Measure how engagement grows with age: the share of its final interactions that a post had at each age."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from statistics import median
from typing import NamedTuple

AGES = (24, 48, 72, 168, 336, 672)  # hours: upper ends
FINAL = 336
"""From this age on a post's last look tells its final interactions."""
FEWEST = 5  # posts under which no median is told


class Look(NamedTuple):
    """The counts of a post when it was looked at."""

    post_id: str
    kind: str
    topic: str | None
    message_function: str | None
    age_hours: float
    interactions: int


def growth(looks: Iterable[Look]) -> Iterator[tuple[str, str | None, int, int, float | None]]:
    """Yield group, its value, age, number of posts and median share; ``None`` for a median of fewer than five.

    *looks*: those of one source, each post's together, oldest first. Of an age a post's last look counts.
    """
    shares: defaultdict[tuple[str, str | None, int], list[float]] = defaultdict(list)
    for _, of_post in groupby(looks, key=attrgetter("post_id")):
        told = list(of_post)
        last = told[-1]
        if last.age_hours < FINAL or last.interactions <= 0:
            continue
        groups = (
            ("all", "all"), ("kind", last.kind), ("topic", last.topic), ("message_function", last.message_function),
        )  # fmt: skip
        for age, interactions in _newest_by_age(told).items():
            for group in groups:
                shares[*group, age].append(interactions / last.interactions)
    for key, found in shares.items():
        yield *key, len(found), median(found) if len(found) >= FEWEST else None


def _newest_by_age(looks: Iterable[Look]) -> dict[int, int]:
    # later looks take the place of earlier ones of the same age
    return {AGES[bisect_left(AGES, look.age_hours)]: look.interactions for look in looks if look.age_hours <= AGES[-1]}
