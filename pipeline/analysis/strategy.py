"""The strategy, brought into the store: targets, what was spoken about, how it grew, and days without a post."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from pipeline.run.context import RunContext
from pipeline.transform.measures.growth import Look, growth
from pipeline.transform.measures.periods import days_by_period
from pipeline.transform.measures.strategy import OwnPost, strategy
from storage.analysis.coverage import looked_days
from storage.analysis.growth import Growth, looks_by_source, replace_growth
from storage.analysis.strategy import published_days, replace_source_days, replace_targets
from storage.analysis.strategy_counts import Count, counted_sources, keep_counts, own_posts_by_source
from storage.db.engine import transaction

if TYPE_CHECKING:
    from sqlalchemy import Connection


def measure_strategy(night: RunContext) -> None:
    """Take the targets from the configuration and count afresh, silent days among those that were looked at."""
    with transaction(night.engine) as connection:
        replace_targets(connection, {str(t): share for t, share in night.settings.config.strategy.targets.items()})
        looked = looked_days(connection, night.settings.zone)
        replace_source_days(
            connection,
            (
                {"source_id": source, **asdict(days)}
                for source, (first, last) in looked.items()
                for days in days_by_period(published_days(connection, source), first, last)
            ),
        )
        count_strategy(connection)
        measure_growth(connection)


def count_strategy(connection: Connection) -> None:
    """Count what each source spoke about, source by source: the counts of all would not fit into memory."""
    gone = counted_sources(connection)
    for source, posts in own_posts_by_source(connection):
        keep_counts(connection, source, [Count(*row) for row in strategy(OwnPost(*post) for post in posts)])
        gone.discard(source)
    for source in sorted(gone):
        keep_counts(connection, source, ())


def measure_growth(connection: Connection) -> None:
    """Tell how the engagement of each source's posts grew."""
    found = [
        (source, Growth(*row))
        for source, looks in looks_by_source(connection)
        for row in growth(Look(*look) for look in looks)
    ]
    replace_growth(connection, found)
