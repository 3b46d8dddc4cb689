"""The one decision that page one asks for: the first thing, in a fixed order, that wants one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pipeline.report.content.tables import numeric

if TYPE_CHECKING:
    from pipeline.report.content.obstacles import ObstacleSection
    from pipeline.report.content.tables import Record

HALF = 0.5


@dataclass(frozen=True, slots=True)
class Decision:
    """The most pressing thing: a sentence of the catalogue and what it names."""

    key: str
    platform: str = ""
    account: str = ""
    reason: str = ""
    topic: str = ""
    campaign: str = ""
    obstacle: str = ""
    n: int = 0


def decision(
    accounts: Sequence[Record],
    hindrance: ObstacleSection,
    *,
    campaigns: Sequence[Record],
    left_out: Sequence[str],
    programme_told: bool,
) -> Decision:
    """Pick the most pressing: what could not be seen, who waits for an answer, what was promised, what is left out.

    *campaigns*: those that run, as ``running`` gives them. *left_out*: the neglected dimensions. *programme_told*:
    whether any post named the programme.
    """
    found: list[Decision] = [
        *_unread(accounts),
        *_silent(accounts),
        *_waiting(hindrance),
        *_behind(campaigns),
        *(Decision("decide_dimension", topic=topic) for topic in left_out),
        *(() if programme_told else (Decision("decide_programme"),)),
        *_hindering(hindrance),
        Decision("decide_nothing"),
    ]
    return found[0]


def _unread(accounts: Iterable[Record]) -> Iterator[Decision]:
    for account in accounts:
        if account["outcome"] != "complete":
            yield Decision("decide_channel", *_channel(account), reason=str(account["reason"] or "–"))


def _silent(accounts: Iterable[Record]) -> Iterator[Decision]:
    for account in accounts:
        if account["posts"] == 0:
            yield Decision("decide_silent", *_channel(account))


def _waiting(hindrance: ObstacleSection) -> Iterator[Decision]:
    """Ask who answers, and name the channel where most questions wait."""
    places: Counter[tuple[str, str]] = Counter()
    for row in hindrance.open:
        places[_channel(row)] += int(numeric(row["questions"]) or 0)
    if hindrance.unanswered:
        [(place, _)] = places.most_common(1)
        yield Decision("decide_questions", *place, n=hindrance.unanswered)


def _behind(campaigns: Sequence[Record]) -> Iterator[Decision]:
    """Name the running campaign that is furthest behind, where it is under half of its plan."""
    row = min(campaigns, key=_done, default=None)
    if row and _done(row) < HALF:
        yield Decision("decide_campaign", str(row["platform"] or ""), campaign=str(row["campaign"]))


def _hindering(hindrance: ObstacleSection) -> Iterator[Decision]:
    """Name what citizens say hinders them most, where there are cases enough and it was said this week, too."""
    for row in hindrance.obstacles:
        if row.charted and row.week_n:
            yield Decision("decide_obstacle", obstacle=row.obstacle, n=row.n)


def _channel(row: Record) -> tuple[str, str]:
    return str(row["platform"]), str(row["account"] or row["source_id"])


def running(campaigns: Iterable[Record], today: date) -> list[Record]:
    """Give the rows of the campaigns that run on *today*, with the share of their days that is over by then."""
    return [
        row | {"elapsed": ((today - first).days + 1) / ((last - first).days + 1)}
        for row in campaigns
        if isinstance(first := row["starts_on"], date)
        and isinstance(last := row["ends_on"], date)
        and first <= today <= last
    ]


def _done(campaign: Record) -> float:
    """Tell which part of what the plan wants by now was published; 1 where nothing is planned."""
    planned, posts, elapsed = (numeric(campaign.get(name)) for name in ("planned_posts", "posts", "elapsed"))
    return posts / (planned * elapsed) if planned and elapsed and posts is not None else 1.0
