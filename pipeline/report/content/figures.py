"""The numbers of report.html, counted from the tables; figures of different platforms are never added up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from pipeline.report.words.catalogue import TOPICS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from typing import Any

    from pipeline.clock import IsoWeek
    from pipeline.report.content.tables import Record, Value

MEDIAN_FROM = 5
"""Posts: a median of fewer says more of one post than of the channel."""
COMPARED_WEEKS = 4
UNSEEN = ("posts", "active_days", "longest_gap_days", "share_of_output")
SUMMED = ("posts", "interactions", "views")
"""Followers are not: one person may follow several accounts."""
OTHER_ROLES = ("agency", "media", "peer")


@dataclass(frozen=True, slots=True)
class Group:
    """The own accounts of one platform and their totals; a figure that no account is told is ``None``."""

    platform: str
    accounts: list[Record]
    totals: dict[str, int | None]


@dataclass(frozen=True, slots=True)
class Others:
    """The accounts of one role that is not the office's own: they stand beside its figures, without totals."""

    role: str
    accounts: list[Record]


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic's posts per platform: this week, and the mean of the weeks before."""

    topic: str | None
    now: dict[str, int | None]
    before: dict[str, float | None]


def groups(accounts: Iterable[Record], order: Collection[str]) -> list[Group]:
    """Gather the accounts by platform."""
    rows = list(accounts)
    return [
        Group(
            platform,
            mine := [row for row in rows if row["platform"] == platform],
            {name: told_sum(row[name] for row in mine) for name in SUMMED},
        )
        for platform in platforms(rows, order)
    ]


def other_accounts(accounts: Sequence[Record], roles: Mapping[str, str], order: Collection[str]) -> list[Others]:
    """Gather the accounts that are not the office's own by role, platforms in the given order."""
    rows = by_platform(accounts, order)
    found = ((role, [row for row in rows if roles.get(str(row["source_id"])) == role]) for role in OTHER_ROLES)
    return [Others(role, mine) for role, mine in found if mine]


def own_accounts(accounts: Iterable[Record], roles: Mapping[str, str]) -> list[Record]:
    """Leave out the accounts of agencies, media and other cities; an account of an unknown role is the office's."""
    return [row for row in accounts if roles.get(str(row["source_id"]), "own") == "own"]


def by_platform(rows: Sequence[Record], order: Collection[str]) -> list[Record]:
    """Set the rows of a platform together, platforms in the given order."""
    return [row for name in platforms(rows, order) for row in rows if row["platform"] == name]


def platforms(rows: Iterable[Record], order: Collection[str]) -> list[str]:
    """Name the platforms that occur, in the given order, unknown ones last."""
    found = {str(row["platform"]) for row in rows}
    return [name for name in order if name in found] + sorted(found - set(order))


def told_sum(values: Iterable[Value]) -> int | None:
    """Add up what was told; ``None`` when nothing was."""
    told = [value for value in values if isinstance(value, int)]
    return sum(told) if told else None


def topic_rows(
    topics: Sequence[Record],
    previous: Sequence[Record],
    order: Collection[str],
    weeks: Mapping[str, int],
    unread: Collection[str] = (),
) -> list[TopicRow]:
    """Count posts per topic and platform; a topic of the catalogue has a row even without posts.

    No post on a platform that is *unread* is unknown, and not zero. The mean of a platform is of the *weeks* that are
    known of it.
    """
    now, before = _count(topics), _count(previous)
    names = platforms([*topics, *previous], order)
    return [
        TopicRow(
            topic,
            {name: now[topic, name] or (None if name in unread else 0) for name in names},
            {name: before[topic, name] / weeks[name] if weeks.get(name) else None for name in names},
        )
        for topic in _in_order([*topics, *previous])
    ]


def weeks_known(
    previous: Iterable[Record], firsts: Mapping[str, str], week: IsoWeek, unread: Collection[str] = ()
) -> dict[str, int]:
    """Count for each platform the weeks before *week* that are known of it, four at most.

    All since the week of its first post (*firsts*), silent ones too; of a platform that is *unread* those with a post.
    """
    told: dict[str, set[str]] = {}
    for row in previous:
        if row["posts"]:
            told.setdefault(str(row["platform"]), set()).add(str(row["iso_week"]))
    oldest = {name: min(names) for name, names in told.items()}
    oldest |= {name: min(first, oldest.get(name, first)) for name, first in firsts.items()}
    before = [str(week.shifted(-back)) for back in range(1, COMPARED_WEEKS + 1)]
    return {
        name: len(told.get(name, ())) if name in unread else sum(one >= first for one in before)
        for name, first in oldest.items()
    }


def score_rows(posts: Iterable[Record]) -> list[tuple[Record, int, float]]:
    """Give the median score of each channel and kind that has five scored posts: one of them, their number, it."""
    groups: dict[tuple[str, str], list[Record]] = {}
    for row in posts:
        if row["engagement_score"] is not None:
            groups.setdefault((str(row["source_id"]), str(row["kind"])), []).append(row)
    return [
        (rows[0], len(rows), median(_number(row["engagement_score"]) for row in rows))
        for rows in groups.values()
        if len(rows) >= MEDIAN_FROM
    ]


def was_not_read(outcome: object) -> bool:
    """Whether nothing of a channel could be read at the last try: blocked, failed, skipped, or never tried."""
    return outcome not in {"complete", "partial"}


def not_wholly_known(account: Record) -> bool:
    """Tell whether not all of a channel's week is known: it was not read to its end, or is known since later."""
    return account["outcome"] != "complete" or account["posts"] is None


def unread_platforms(accounts: Iterable[Record]) -> frozenset[str]:
    """Name the platforms of whose week not all is known."""
    return frozenset(str(row["platform"]) for row in accounts if not_wholly_known(row))


def seen_campaign(campaign: Mapping[str, Any], unread: Collection[str]) -> dict[str, Any]:
    """Empty the figures of a campaign's channel of which no post was seen and some may exist.

    Its platform is *unread*, or any is where the campaign names none.
    """
    platform = campaign["platform"]
    unseen = campaign["posts"] == 0 and (platform in unread if isinstance(platform, str) and platform else bool(unread))
    return {name: None if unseen and name in UNSEEN else value for name, value in campaign.items()}


def _count(rows: Iterable[Record]) -> Counter[tuple[str | None, str]]:
    counts: Counter[tuple[str | None, str]] = Counter()
    for row in rows:
        topic = None if row["topic"] is None else str(row["topic"])
        counts[topic, str(row["platform"])] += int(_number(row["posts"]))
    return counts


def _in_order(rows: Iterable[Record]) -> list[str | None]:
    found = {row["topic"] for row in rows}
    others = sorted(str(topic) for topic in found - {None} - set(TOPICS))
    dimensions = [topic for topic in TOPICS if topic != "none"]
    return [*dimensions, *others, "none", *([None] if None in found else [])]


def _number(value: Value) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
