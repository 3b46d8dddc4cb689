"""The posts of a month or quarter added up as they are read: by channel, function, weekday and part of the day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean, median, quantiles
from typing import Any

from sqlalchemy import Row

from storage.queries.period_posts import PeriodPost
from storage.schema.selects.analysis import BANDS
from storage.schema.selects.fragments import MEDIAN_FROM

NAMING = ("named", "initiative")
PARTS_OF_DAY = ((0, 6), (6, 12), (12, 18), (18, 24))
MEAN_FROM = 5
"""Posts: a mean rate of fewer says more of one post than of the account."""
LIKE_FROM = 5
"""Accounts of a platform and band: among fewer no quarter is lowest or highest."""


@dataclass(slots=True)
class Scores:
    """Posts of a kind with the scores of those that have one."""

    posts: int = 0
    scores: list[float] = field(default_factory=list)

    def add(self, score: float | None) -> None:
        """Count a post."""
        self.posts += 1
        if score is not None:
            self.scores.append(score)

    @property
    def middle(self) -> float | None:
        """The median score, of five posts at least."""
        return median(self.scores) if len(self.scores) >= MEDIAN_FROM else None


@dataclass(slots=True)
class SourceTally:
    """The period of one source; ``interactions`` is ``None`` where none was told."""

    source: Row[Any]
    posts: int = 0
    labelled: int = 0
    naming: int = 0
    together: int = 0
    interactions: int | None = None
    rates: list[float] = field(default_factory=list)

    def add(self, post: PeriodPost) -> None:
        """Count a post."""
        self.posts += 1
        self.labelled += post.programme_level is not None
        self.naming += post.programme_level in NAMING
        self.together += bool(post.together)
        if post.interactions is not None:
            self.interactions = (self.interactions or 0) + post.interactions
        followers = post.followers or self.source.followers
        if post.comparable is not None and followers:
            self.rates.append(post.comparable / followers)

    @property
    def rate(self) -> float | None:
        """The mean engagement rate, of five posts at least."""
        return fmean(self.rates) if len(self.rates) >= MEAN_FROM else None

    @property
    def band(self) -> tuple[int, int | None] | None:
        """The band of its followers: from so many up to below so many."""
        return band_of(self.source.followers)


@dataclass(slots=True)
class PeriodTally:
    """All that was added up: sources, and the own posts by function, weekday and part of the day."""

    sources: dict[str, SourceTally]
    functions: dict[str, Scores] = field(default_factory=dict)
    weekdays: dict[int, Scores] = field(default_factory=dict)
    parts: dict[tuple[int, int], Scores] = field(default_factory=dict)

    def of_role(self, role: str) -> list[SourceTally]:
        """Return the sources of a role, by platform and account."""
        mine = [tally for tally in self.sources.values() if tally.source.role == role]
        return sorted(mine, key=lambda tally: (tally.source.platform, str(tally.source.account)))


def tally_posts(sources: Sequence[Row[Any]], posts: Iterable[PeriodPost]) -> PeriodTally:
    """Add up the posts as they come."""
    found = PeriodTally({row.source_id: SourceTally(row) for row in sources})
    for post in posts:
        mine = found.sources[post.source_id]
        mine.add(post)
        if mine.source.role == "own":
            _add_own(found, post)
    return found


def _add_own(found: PeriodTally, post: PeriodPost) -> None:
    if post.message_function:
        found.functions.setdefault(post.message_function, Scores()).add(post.score)
    if post.exact:
        found.weekdays.setdefault(post.published_local.isoweekday(), Scores()).add(post.score)
        part = next(part for part in PARTS_OF_DAY if part[0] <= post.published_local.hour < part[1])
        found.parts.setdefault(part, Scores()).add(post.score)


def band_of(followers: int | None) -> tuple[int, int | None] | None:
    """Give the band in which so many followers lie; None where nobody knows how many."""
    if followers is None:
        return None
    edges = [0, *(limit for limit, _ in BANDS)]
    first = max(edge for edge in edges if edge <= followers)
    return first, next((edge for edge in edges if edge > followers), None)


def class_in_band(mine: SourceTally, sources: Mapping[str, SourceTally]) -> str | int:
    """Tell whether a rate lies in the lowest or highest quarter of its band; with under five accounts, how many."""
    like = [
        tally.rate
        for tally in sources.values()
        if tally.source.platform == mine.source.platform and tally.band == mine.band and tally.rate is not None
    ]
    if len(like) < LIKE_FROM or mine.rate is None:
        return len(like)
    low, _, high = quantiles(like, n=4, method="inclusive")
    return "low" if mine.rate < low else "high" if mine.rate > high else "normal"
