"""The strategy, brought into the store: targets, what was spoken about, how it grew, and days without a post."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from typing import TYPE_CHECKING

from pipeline.analysis.changes import changed
from pipeline.run.context import RunContext
from pipeline.transform.measures.growth import Look, growth
from pipeline.transform.measures.periods import days_by_period
from pipeline.transform.measures.strategy import OwnPost, strategy
from storage.analysis.coverage import looked_days
from storage.analysis.growth import Growth, keep_growth, looks_of
from storage.analysis.strategy import published_days, replace_source_days, replace_targets
from storage.analysis.strategy_counts import Count, keep_counts, own_posts_of
from storage.db.engine import transaction
from storage.runs.identity import known_sources

if TYPE_CHECKING:
    from sqlalchemy import Connection

STEP = "strategy"
VERSION = "1"  # of the counting: another one counts every source anew


def measure_strategy(night: RunContext, *, everything: bool = False) -> None:
    """Take the targets from the configuration; count days afresh, and sources of which something changed, or all."""
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
        sources = sorted(known_sources(connection))
    for source in sources:
        night.stop.check()
        with transaction(night.engine) as connection, changed(connection, STEP, source, VERSION) as anew:
            if anew or everything:
                count_strategy(connection, [source])
                measure_growth(connection, [source])


def count_strategy(connection: Connection, sources: Collection[str] | None = None) -> None:
    """Count what each source spoke about, source by source: the counts of all would not fit into memory."""
    for source in sorted(known_sources(connection) if sources is None else sources):
        posts = own_posts_of(connection, source)
        keep_counts(connection, source, [Count(*row) for row in strategy(OwnPost(*post) for post in posts)])


def measure_growth(connection: Connection, sources: Collection[str] | None = None) -> None:
    """Tell how the engagement of each source's posts grew."""
    for source in sorted(known_sources(connection) if sources is None else sources):
        looks = looks_of(connection, source)
        keep_growth(connection, source, [Growth(*row) for row in growth(Look(*look) for look in looks)])
