"""The figures of a period's report: the store's figures as of its end, and those of the period before."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import Row

    from pipeline.reporting.periods import Period
    from storage.queries.periods import PeriodState


@dataclass(frozen=True, slots=True)
class PeriodFigures:
    """The state at the end of a period, and how many posts each source had in the one before."""

    posts: Sequence[Row[Any]]
    before: dict[str, int]
    """Those of which all posts of the days before are known."""
    topics: dict[str, int]
    tones: dict[str, int] | None
    overdue: int | None
    channels: int
    """Own channels."""
    incomplete: Sequence[Row[Any]]
    """Own channels of which not all is known: not read to their end since the period was over, or nobody knows how far.
    """
    returned: int = 0
    """Own posts that repeat, numbers and all, a text of half a year before or more."""
    days: tuple[int, int] = (1, 1)
    """The number of days of the period, and of the one before."""
    since: date | None = None
    """The first day of which every own channel with posts is known, where that lies within the period."""
    unknown: frozenset[str] = frozenset()
    """Sources of any role of which no post of the period is stored and some may exist: read too late, or not whole."""

    stale: Mapping[str, datetime | None] = field(default_factory=dict)
    """Steps that were not taken since data were fetched last, and when they were; None for never."""
    platforms: Mapping[str, str] = field(default_factory=dict)
    """Own channels, silent ones too, and their platforms."""
    unread: frozenset[str] = frozenset()
    """Platforms of own channels that were read too late, or not whole."""
    partly_before: frozenset[str] = frozenset()
    """Own channels with posts on the days before that are not all known, such as one that is no longer configured."""

    @property
    def known(self) -> bool:
        """Whether anything is known of the period: else nothing is said to be absent."""
        return bool(self.posts) or not self.platforms or not self.platforms.keys() <= self.unknown

    @property
    def whole(self) -> bool:
        """Whether all that the own channels published in the period is known."""
        return not self.incomplete and self.since is None


def period_figures(
    state: PeriodState, period: Period, until: datetime, *, listens: bool, watched: Collection[str]
) -> PeriodFigures:
    """Return the figures of a period as it stood at its end, the moment *until*.

    Of tones and questions nothing is known where nobody *listens* to responses. Of the channels that are no longer
    *watched* those with a post count.
    """
    first, last = period.before
    earlier = {row.source_id: row.posts for row in state.before}
    # Of days before the oldest stored post nobody knows what was published: that is unknown, not zero.
    begins = state.since
    shown = {*watched, *(row.source_id for row in state.posts)}
    own = [row for row in state.health if state.roles.get(row.source_id) == "own" and row.source_id in shown]
    counted = [row.source_id for row in state.posts] or [row.source_id for row in own]
    latest = max((begins[source] for source in counted if source in begins), default=period.first)
    unread = frozenset(row.source_id for row in state.health if _is_unread(row, begins, until))
    late = frozenset(source for source, begin in begins.items() if begin > period.first)
    return PeriodFigures(
        since=latest if latest > period.first else None,
        days=((period.last - period.first).days + 1, (last - first).days + 1),
        channels=len(own),
        returned=state.returned,
        incomplete=[row for row in own if row.source_id in unread],
        posts=state.posts,
        before={source: earlier.get(source, 0) for source in state.known_before},
        topics=state.topics,
        tones=state.tones if listens else None,
        overdue=state.overdue if listens else None,
        unknown=unread | late,
        stale=state.stale,
        platforms={
            row.source_id: row.platform
            for row in state.health
            if state.roles.get(row.source_id) == "own" and row.source_id in shown | earlier.keys()
        },
        unread=frozenset(row.platform for row in own if row.source_id in unread | late),
        partly_before=frozenset(earlier.keys() - state.known_before),
    )


def _is_unread(row: Row[Any], begins: Collection[str], until: datetime) -> bool:
    """Tell whether a source was not read to its end since *until*, or has a gap behind which no day is known."""
    if row.last_complete_at is None or row.last_complete_at < until:
        return True
    return bool(row.open_gaps) and row.source_id not in begins
