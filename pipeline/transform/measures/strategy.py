"""What a source spoke about, counted by week, quarter and year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from pipeline.transform.measures.periods import PERIODS
from pipeline.transform.text.taxonomy import DIMENSIONS

COUNTED = ("week", "quarter", "year")
ASPECTS = ("topic", "subtopic", "programme_level", "message_function")
Sums = tuple[int, int | None]


class OwnPost(NamedTuple):
    """What is counted of a post; ``interactions`` are the newest."""

    day: date
    topic: str | None
    subtopic: str | None
    programme_level: str | None
    message_function: str | None
    interactions: int | None


def strategy(
    posts: Iterable[OwnPost],
) -> Iterator[tuple[str, str, str, str | None, int, int | None, int, int | None]]:
    """Yield period type, period, aspect, value, and the posts and interactions with it and of the whole period.

    Each dimension has a row in each period; a post without a sub-topic is in no row of the sub-topics. Interactions
    that no post was told stay ``None``.
    """
    totals: defaultdict[tuple[str, str], Sums] = defaultdict(lambda: (0, None))
    counts: defaultdict[tuple[str, str, str, str | None], Sums] = defaultdict(lambda: (0, None))
    for post in posts:
        told = post.interactions
        values = [(aspect, getattr(post, aspect)) for aspect in ASPECTS]
        for kind in COUNTED:
            period = kind, PERIODS[kind](post.day)
            totals[period] = _added(totals[period], told)
            for aspect, value in values:
                if aspect != "subtopic" or value is not None:
                    counts[*period, aspect, value] = _added(counts[*period, aspect, value], told)
    for period in totals:
        for topic in DIMENSIONS:
            counts[*period, "topic", str(topic)]  # a dimension without a post has a row too
    for (kind, name, aspect, value), sums in counts.items():
        yield kind, name, aspect, value, *sums, *totals[kind, name]


def _added(sums: Sums, told: int | None) -> Sums:
    posts, interactions = sums
    return posts + 1, interactions if told is None else (interactions or 0) + told
