"""The topics of a source, counted by week, quarter and year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from pipeline.transform.measures.periods import PERIODS
from pipeline.transform.text.taxonomy import DIMENSIONS

COUNTED = ("week", "quarter", "year")
ASPECTS = ("topic", "subtopic", "programme_level", "message_function")
Counted = tuple[str, str, str, str | None, int, int | None, int, int, int | None, float | None, int, int | None]


class OwnPost(NamedTuple):
    """The counted values of a post; ``interactions`` are the newest, ``comparable`` is empty where a part is hidden."""

    day: date
    topic: str | None
    subtopic: str | None
    programme_level: str | None
    message_function: str | None
    interactions: int | None
    comparable: int | None = None
    age_hours: float | None = None


@dataclass
class Sums:
    """Sums up posts; what none of them tells stays ``None``."""

    posts: int = 0
    interactions: int | None = None
    compared_posts: int = 0
    compared: int | None = None
    youngest: float | None = None

    def add(self, post: OwnPost) -> None:
        """Count one post more."""
        self.posts += 1
        if post.interactions is not None:
            self.interactions = (self.interactions or 0) + post.interactions
        if post.comparable is not None:
            self.compared_posts += 1
            self.compared = (self.compared or 0) + post.comparable
        if post.age_hours is not None:
            self.youngest = post.age_hours if self.youngest is None else min(self.youngest, post.age_hours)


def strategy(posts: Iterable[OwnPost]) -> Iterator[Counted]:
    """Yield the rows of the counts by period, aspect and value, as the store keeps them.

    Period type, period, aspect, value; the posts with it, their interactions, and the posts of the whole period; then
    of those that can be compared: posts, interactions, age of the youngest post, and the posts and interactions of the
    whole period. Each dimension has a row in each period; a post without a sub-topic is in no row of the sub-topics.
    """
    totals: defaultdict[tuple[str, str], Sums] = defaultdict(Sums)
    counts: defaultdict[tuple[str, str, str, str | None], Sums] = defaultdict(Sums)
    for post in posts:
        values = [(aspect, getattr(post, aspect)) for aspect in ASPECTS]
        for kind in COUNTED:
            period = kind, PERIODS[kind](post.day)
            totals[period].add(post)
            for aspect, value in values:
                if aspect != "subtopic" or value is not None:
                    counts[*period, aspect, value].add(post)
    for period in totals:
        for topic in DIMENSIONS:
            counts[*period, "topic", str(topic)]  # a dimension without a post has a row too
    for (kind, name, aspect, value), own in counts.items():
        total = totals[kind, name]
        compared = own.compared_posts, own.compared, own.youngest, total.compared_posts, total.compared
        yield kind, name, aspect, value, own.posts, own.interactions, total.posts, *compared
