"""The figures of a period's report: the store's figures as of its end, and those of the period before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from storage.analysis.coverage import looked_days
from storage.db.engine import reading
from storage.queries.periods import overdue_at, posts_of_days, returned_texts, tones_of_days, topics_of_days
from storage.queries.weeks import source_roles
from storage.runs.runs import source_health

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Row

    from pipeline.reporting.periods import Period
    from pipeline.run.context import RunContext


@dataclass(frozen=True, slots=True)
class PeriodFigures:
    """The state at the end of a period, and how many posts each source had in the one before."""

    posts: Sequence[Row[Any]]
    before: dict[str, int]
    topics: dict[str, int]
    tones: dict[str, int] | None
    overdue: int | None
    channels: int
    """Own channels."""
    incomplete: Sequence[Row[Any]]
    """Own channels that were never read to their end since the period was over: what they hold is not all known."""
    returned: int = 0
    """Own posts that repeat, numbers and all, a text of half a year before or more."""
    days: tuple[int, int] = (1, 1)
    """The number of days of the period, and of the one before."""
    since: date | None = None
    """The first day of which every own channel with posts is known, where that lies within the period."""
    unknown: frozenset[str] = frozenset()
    """Sources of any role of which no post of the period is stored and some may exist: read too late, or not whole."""

    @property
    def whole(self) -> bool:
        """Whether all that the own channels published in the period is known."""
        return not self.incomplete and self.since is None


def period_figures(night: RunContext, period: Period) -> PeriodFigures:
    """Count what the store knows of a period as it stood at its end."""
    until, (first, last) = period.until(night.settings.zone), period.before
    listens = any(getattr(source, "responses", False) for source in night.settings.config.sources)
    with reading(night.engine) as connection:
        days_before = posts_of_days(connection, first, last, until)
        looked, roles = looked_days(connection, night.settings.zone), source_roles(connection)
        health = source_health(connection)
        posts = posts_of_days(connection, period.first, period.last, until)
        returned = returned_texts(connection, period.first, period.last)
        topics = topics_of_days(connection, period.first, period.last)
        tones = tones_of_days(connection, period.first, period.last) if listens else None
        overdue = overdue_at(connection, period.last, until) if listens else None
    earlier = {row.source_id: row.posts for row in days_before}
    # Of days before the oldest stored post nobody knows what was published: that is unknown, not zero.
    begins = {source: begin for source, (begin, _) in looked.items()}
    own = [row for row in health if roles.get(row.source_id) == "own"]
    counted = [row.source_id for row in posts] or [row.source_id for row in own]
    latest = max((begins[source] for source in counted if source in begins), default=period.first)
    return PeriodFigures(
        since=latest if latest > period.first else None,
        days=((period.last - period.first).days + 1, (last - first).days + 1),
        channels=len(own),
        returned=returned,
        incomplete=[row for row in own if row.last_complete_at is None or row.last_complete_at < until],
        posts=posts,
        before={source: earlier.get(source, 0) for source, begin in begins.items() if begin <= first},
        topics=topics,
        tones=tones,
        overdue=overdue,
        unknown=frozenset(
            row.source_id
            for row in health
            if row.last_complete_at is None
            or row.last_complete_at < until
            or begins.get(row.source_id, period.first) > period.first
        ),
    )
