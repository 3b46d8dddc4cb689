"""Name the dimensions that were raised in four weeks, and those that were left out or lie below their target."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pipeline.report.words.catalogue import TOPICS

if TYPE_CHECKING:
    from pipeline.clock import IsoWeek
    from pipeline.report.content.data import Background
    from pipeline.report.content.tables import Record

JUDGED_FROM = 10  # labelled posts of a platform in four weeks: of fewer, chance leaves dimensions out
NEGLECTED_AFTER = 4  # weeks


def known_weeks(previous: Sequence[Record], firsts: Mapping[str, str], week: IsoWeek) -> int:
    """Count the weeks up to *week* that are known, four at most: all since the first stored post, silent ones too."""
    names = [str(week.shifted(-back)) for back in range(NEGLECTED_AFTER)]
    oldest = min([str(week), *firsts.values(), *(str(row["iso_week"]) for row in previous)])
    return sum(name >= oldest for name in names)


def neglected_dimensions(
    topics: Sequence[Record], previous: Sequence[Record], background: Background, week: IsoWeek
) -> list[str] | None:
    """Name the dimensions that on every platform lay below their target in the four weeks up to *week*.

    A dimension without a target is neglected when nothing at all was published about it. ``None`` while no
    platform has ten labelled posts in those weeks.
    """
    counts = _of_four_weeks(topics, previous, week)
    totals: Counter[str] = Counter()
    for (platform, _), posts in counts.items():
        totals[platform] += posts
    judged = {platform: posts for platform, posts in totals.items() if posts >= JUDGED_FROM}
    if not judged:
        return None
    return [
        topic for topic in TOPICS if topic != "none" and _left_out(topic, counts, judged, background.targets.get(topic))
    ]


def raised_dimensions(topics: Sequence[Record], previous: Sequence[Record], week: IsoWeek) -> dict[str, int]:
    """Count the posts of each dimension that has any, and of none, on all platforms in the four weeks up to *week*."""
    counts: Counter[str] = Counter()
    for (_, topic), posts in _of_four_weeks(topics, previous, week).items():
        counts[topic] += posts
    return dict(+counts)


def _of_four_weeks(topics: Sequence[Record], previous: Sequence[Record], week: IsoWeek) -> Counter[tuple[str, str]]:
    """Count the labelled posts by platform and topic."""
    first = str(week.shifted(1 - NEGLECTED_AFTER))
    counts: Counter[tuple[str, str]] = Counter()
    for row in [*topics, *(row for row in previous if str(row["iso_week"]) >= first)]:
        if row["topic"] is not None:
            counts[str(row["platform"]), str(row["topic"])] += int(str(row["posts"]))
    return counts


def _left_out(topic: str, counts: Counter[tuple[str, str]], judged: Mapping[str, int], target: float | None) -> bool:
    if target is None:  # a post on any platform raises it, however few posts that platform has
        return not any(posts for (_, name), posts in counts.items() if name == topic)
    return all(counts[name, topic] / posts < target for name, posts in judged.items())
