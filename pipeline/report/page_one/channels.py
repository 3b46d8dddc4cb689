"""One table by channel: posts, engagement at equal age, the programme's share, tone, and what waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.report.content.figures import by_platform, own_accounts
from pipeline.report.content.tables import numeric

if TYPE_CHECKING:
    from pipeline.clock import IsoWeek
    from pipeline.report.content.data import Background
    from pipeline.report.content.tables import Record
    from pipeline.report.page_one.comparisons import Comparison
    from pipeline.report.page_one.front import Front

MOST_ROWS = 8
"""Channels up to which each has a row of its own; of more, those of a platform share one."""
FIRST_DAY = 24
TONES = ("negative", "neutral", "positive")
Weeks = dict[str, tuple[int, int, int]]
"""Week → posts, labelled posts, posts that name the programme or a service."""


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """A channel's week, or that of all channels of a platform; ``None`` is not looked at."""

    platform: str
    account: str
    channels: int
    posts: int | None
    previous: int | None
    median: float | None
    word: str | None
    naming: int | None
    labelled: int | None
    tones: Mapping[str, int] | None
    unanswered: int | None
    complete: bool = True

    @property
    def comparable(self) -> bool:
        """Whether the posts of both weeks are wholly known: less than all of a week says nothing of a change."""
        return self.complete and self.posts is not None and self.previous is not None


def channel_rows(
    accounts: Sequence[Record], background: Background, front: Front, week: IsoWeek, order: Collection[str]
) -> list[ChannelRow]:
    """Make a row a channel, those of a platform together."""
    own = own_accounts(accounts, background.roles)
    counts = _weeks_by_source(background), _tones_by_source(background)
    return [_channel_row(account, background, front, week, *counts) for account in by_platform(own, order)]


def table_rows(rows: Sequence[ChannelRow]) -> list[ChannelRow]:
    """Give the rows of a table of one page: those of the channels, or a row a platform where there are many."""
    if len(rows) <= MOST_ROWS:
        return list(rows)
    names = dict.fromkeys(row.platform for row in rows)
    return [_add_up([row for row in rows if row.platform == name]) for name in names]


def _channel_row(  # noqa: PLR0913, PLR0917  # an account, and where its figures stand
    account: Record,
    background: Background,
    front: Front,
    week: IsoWeek,
    weeks_by_source: Mapping[str, Weeks],
    tones_by_source: Mapping[str, Counter[str]],
) -> ChannelRow:
    source = str(account["source_id"])
    weeks = weeks_by_source.get(source, {})
    now, complete = weeks.get(str(week)), account["outcome"] == "complete"
    posts = numeric(account["posts"])
    compared = _first_day(front.comparisons, source)
    heard = source in background.listened or any(
        row["source_id"] == source and row["n"] for row in front.hindrance.channels
    )
    counted = tones_by_source.get(source, Counter())
    tones = {tone: counted[tone] for tone in TONES} if heard else None
    unanswered = _unanswered_at(front, source) if heard else None
    return ChannelRow(
        platform=str(account["platform"]),
        account=str(account["account"] or source),
        channels=1,
        posts=int(posts) if posts is not None and (posts or complete) else None,
        previous=weeks.get(str(week.shifted(-1)), (0, 0, 0))[0] if source in background.known_before else None,
        median=compared.median if compared else None,
        word=compared.word if compared else None,
        naming=now[2] if now else None,
        labelled=now[1] if now else None,
        tones=tones if tones and (posts is not None or any(tones.values())) else None,
        unanswered=unanswered if posts is not None or unanswered else None,
        complete=complete,
    )


def _weeks_by_source(background: Background) -> dict[str, Weeks]:
    """Give each source's posts, labelled posts and posts that name the programme, by week."""
    frame, found = background.channel_weeks, dict[str, Weeks]()
    counts = zip(frame["posts"], frame["labelled"], frame["naming"], strict=True)
    for source, week, (posts, labelled, naming) in zip(frame["source_id"], frame["iso_week"], counts, strict=True):
        found.setdefault(str(source), {})[str(week)] = int(posts), int(labelled), int(naming)
    return found


def _first_day(comparisons: Iterable[Comparison], source: str) -> Comparison | None:
    return next((row for row in comparisons if row.source_id == source and row.age_hours == FIRST_DAY), None)


def _tones_by_source(background: Background) -> dict[str, Counter[str]]:
    frame, found = background.tones, dict[str, Counter[str]]()
    for source, sentiment, n in zip(frame["source_id"], frame["sentiment"], frame["n"], strict=True):
        found.setdefault(str(source), Counter())[str(sentiment)] += int(n)
    return found


def _unanswered_at(front: Front, source: str) -> int:
    return sum(int(numeric(row["questions"]) or 0) for row in front.hindrance.open if row["source_id"] == source)


def _add_up(rows: Sequence[ChannelRow]) -> ChannelRow:
    """Add up the channels of one platform; a median of several channels says nothing of any."""
    tones = [row.tones for row in rows if row.tones is not None]
    return ChannelRow(
        platform=rows[0].platform,
        account=rows[0].account if len(rows) == 1 else "",
        channels=len(rows),
        posts=_sum(row.posts for row in rows),
        previous=None if any(row.previous is None for row in rows) else _sum(row.previous for row in rows),
        median=rows[0].median if len(rows) == 1 else None,
        word=rows[0].word if len(rows) == 1 else None,
        naming=_sum(row.naming for row in rows),
        labelled=_sum(row.labelled for row in rows),
        tones={tone: sum(one[tone] for one in tones) for tone in TONES} if tones else None,
        unanswered=_sum(row.unanswered for row in rows),
        complete=all(row.complete for row in rows),
    )


def _sum(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None
