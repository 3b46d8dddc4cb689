"""The decisions that page one asks for: the first things, in a fixed order, that want one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from pipeline.report.content.figures import unread_platforms, was_not_read
from pipeline.report.content.tables import numeric

if TYPE_CHECKING:
    from pipeline.report.content.obstacles import ObstacleSection
    from pipeline.report.content.tables import Record

HALF = 0.5
LACKING = 2
"""Posts that a campaign lacks before anybody is asked: of a small plan, less than one may be wanted by now."""


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
    planned: int = 0
    places: tuple[tuple[str, int], ...] = ()
    """Platforms with their questions, those with most first."""
    since: date | None = None


MOST = 3


def decisions(  # noqa: PLR0913  # all that may be pressing
    accounts: Sequence[Record],
    hindrance: ObstacleSection,
    *,
    campaigns: Sequence[Record],
    left_out: Sequence[str],
    below: Sequence[str] = (),
    programme_told: bool,
    late: Mapping[str, date] | None = None,
    excused: Collection[str] = (),
) -> list[Decision]:
    """Pick the most pressing, one of a kind, worst first.

    The order: data that could not be seen, questions that wait, promises, dimensions left out. *campaigns*: as
    ``running_campaigns`` gives them. *left_out*: the dimensions without a post; *below*: those below their target.
    *programme_told*: whether any post named the programme. *late*: since when sources are never wholly read though
    nights try; *excused*: those of whose reading nobody is asked. What a channel that was not read may hold, nobody is
    asked about; where all of them are excused, dimensions are told as far as the others were read.
    """
    unread = unread_platforms(accounts)
    required = [account for account in accounts if account["source_id"] not in excused]
    if unread_platforms(required):
        left_out, below = (), ()
    so_far = "_so_far" if unread else ""
    if unread:
        programme_told = True
        campaigns = [row for row in campaigns if row["platform"] and row["platform"] not in unread]
    found: list[Decision] = [
        *_unread(required, late or {}),
        *_silent(accounts),
        *_waiting(hindrance),
        *_behind(campaigns),
        *(Decision(f"decide_dimension{so_far}", topic=topic) for topic in left_out),
        *(Decision(f"decide_target{so_far}", topic=topic) for topic in below),
        *(() if programme_told else (Decision("decide_programme"),)),
        *_hindering(hindrance),
    ]
    kinds: dict[str, Decision] = {}
    for one in found:
        kinds.setdefault(one.key, one)
    return list(kinds.values())[:MOST] or [Decision("decide_nothing")]


def _unread(accounts: Iterable[Record], late: Mapping[str, date]) -> Iterator[Decision]:
    """Name the first channel that failed, and the one that was longest only partly read; count the others."""
    partly, wrong = [], []
    for account in accounts:
        if was_not_read(account["outcome"]):
            wrong.append(account)
        elif account["outcome"] == "partial":
            partly.append(account)
    if wrong:
        first = wrong[0]
        like = sum(account["outcome"] == first["outcome"] for account in wrong[1:])
        yield Decision("decide_channel", *channel_of(first), reason=str(first["outcome"] or ""), n=like)
    behind = [(late[name], account) for account in partly if (name := str(account["source_id"])) in late]
    if behind:
        since, oldest = min(behind, key=lambda one: one[0])
        yield Decision("decide_late", *channel_of(oldest), since=since, n=len(behind) - 1)


def _silent(accounts: Iterable[Record]) -> Iterator[Decision]:
    silent = [account for account in accounts if account["posts"] == 0 and account["outcome"] == "complete"]
    if silent:
        yield Decision("decide_silent", *channel_of(silent[0]), n=len(silent) - 1)


def _waiting(hindrance: ObstacleSection) -> Iterator[Decision]:
    """Ask who answers, and name the platforms where questions wait."""
    places: Counter[str] = Counter()
    for row in hindrance.open:
        places[str(row["platform"])] += int(numeric(row["questions"]) or 0)
    oldest = [at for row in hindrance.open if isinstance(at := row.get("oldest_local"), datetime)]
    if hindrance.unanswered:
        since = min(oldest, default=None)
        yield Decision(
            "decide_questions",
            n=hindrance.unanswered,
            places=tuple(places.most_common()),
            since=since.date() if since else None,
        )


def _behind(campaigns: Sequence[Record]) -> Iterator[Decision]:
    """Name the running campaign that is furthest behind, where it is under half of its plan."""
    row = min(campaigns, key=_done, default=None)
    if row and _done(row) < HALF and _lacking(row) >= LACKING:
        yield Decision(
            "decide_campaign",
            str(row["platform"] or ""),
            campaign=str(row["campaign"]),
            n=int(numeric(row["posts"]) or 0),
            planned=int(numeric(row["planned_posts"]) or 0),
        )


def _hindering(hindrance: ObstacleSection) -> Iterator[Decision]:
    """Name what citizens say hinders them most, where there are cases enough and it was said this week, too."""
    for row in hindrance.obstacles:
        if row.charted and row.week_n:
            yield Decision("decide_obstacle", obstacle=row.obstacle, n=row.n)


def channel_of(row: Record) -> tuple[str, str]:
    """Give a channel's platform and account."""
    return str(row["platform"]), str(row["account"] or row["source_id"])


def running_campaigns(campaigns: Iterable[Record], today: date) -> list[Record]:
    """Give the rows of the campaigns that run on *today*, with the share of their days that is over by then."""
    return [
        row | {"elapsed": ((today - first).days + 1) / ((last - first).days + 1)}
        for row in campaigns
        if isinstance(first := row["starts_on"], date)
        and isinstance(last := row["ends_on"], date)
        and first <= today <= last
    ]


def _lacking(campaign: Record) -> float:
    """Count the posts that the plan wants by now and that were not published."""
    planned, posts, elapsed = (numeric(campaign.get(name)) or 0 for name in ("planned_posts", "posts", "elapsed"))
    return planned * elapsed - posts


def _done(campaign: Record) -> float:
    """Tell which part of what the plan wants by now was published; 1 where nothing is planned."""
    planned, posts, elapsed = (numeric(campaign.get(name)) for name in ("planned_posts", "posts", "elapsed"))
    return posts / (planned * elapsed) if planned and elapsed and posts is not None else 1.0
