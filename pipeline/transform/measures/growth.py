"""Measure how engagement grows with age: the share of its final interactions that a post had, and when it had half."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from statistics import median
from typing import NamedTuple

from pipeline.transform.measures.middle_half import MEDIAN_FROM

AGES = (24, 48, 72, 168, 336, 672)  # hours: upper ends
FINAL = 336
"""From this age on a post's last look tells its final interactions."""
SEEN_WITHIN = 48
"""Hours: of a post first seen later, the half of its interactions may lie anywhere before."""


class Look(NamedTuple):
    """The counts of a post when it was looked at."""

    post_id: str
    kind: str
    topic: str | None
    message_function: str | None
    age_hours: float
    interactions: int
    own: bool = True
    """Whether it counts among the account's posts; a reply does not, and has a half-life of its own."""


class HalfLife(NamedTuple):
    """A post's half-life in hours: its age when it had half of its final interactions."""

    post_id: str
    kind: str
    topic: str | None
    message_function: str | None
    final_interactions: int
    half_life_hours: float


class Grown(NamedTuple):
    """The growth of the engagement of a source's posts, by age and as half-lives."""

    shares: list[tuple[str, str | None, int, int, float | None]]
    """Group, its value, age, number of posts and median share; ``None`` for a median of fewer than five."""
    half_lives: list[HalfLife]


def growth(looks: Iterable[Look]) -> Grown:
    """Measure the growth of a source's posts that have a final count above zero.

    *looks*: those of one source, each post's together, oldest first. Of an age a post's last look counts.
    """
    shares: defaultdict[tuple[str, str | None, int], list[float]] = defaultdict(list)
    half_lives: list[HalfLife] = []
    for _, of_post in groupby(looks, key=attrgetter("post_id")):
        told = list(of_post)
        if told[-1].age_hours < FINAL or told[-1].interactions <= 0:
            continue
        half_lives.extend(_half_life(told))
        if told[-1].own:
            for key, share in _shares(told):
                shares[key].append(share)
    medians = (
        (*key, len(found), median(found) if len(found) >= MEDIAN_FROM else None) for key, found in shares.items()
    )
    return Grown(list(medians), half_lives)


def _shares(told: Sequence[Look]) -> Iterator[tuple[tuple[str, str | None, int], float]]:
    last = told[-1]
    groups = (
        ("all", "all"), ("kind", last.kind), ("topic", last.topic), ("message_function", last.message_function),
    )  # fmt: skip
    for age, interactions in _newest_by_age(told).items():
        for group in groups:
            yield (*group, age), interactions / last.interactions


def _half_life(told: Sequence[Look]) -> Iterator[HalfLife]:
    """Yield the half-life of a post seen early: on the line between the first look with half and the one before.

    Example: 40 at 12 hours, 80 at 36 and 100 in the end; 50 lie a quarter of the way between the two looks, at 18.
    """
    last, final = told[-1], told[-1].interactions
    if told[0].age_hours <= SEEN_WITHIN:
        at = next(number for number, look in enumerate(told) if 2 * look.interactions >= final)
        # A look before its post (a platform's clock that runs ahead) counts as one at its birth.
        until = max(told[at].age_hours, 0.0)
        age, interactions = (max(told[at - 1].age_hours, 0.0), told[at - 1].interactions) if at else (0.0, 0)
        way = (final / 2 - interactions) * (until - age) / (told[at].interactions - interactions)
        yield HalfLife(last.post_id, last.kind, last.topic, last.message_function, final, age + way)


def _newest_by_age(looks: Iterable[Look]) -> dict[int, int]:
    # later looks take the place of earlier ones of the same age
    return {AGES[bisect_left(AGES, look.age_hours)]: look.interactions for look in looks if look.age_hours <= AGES[-1]}
