"""The strategy, brought into the store: targets, what was spoken about, how it grew, and days without a post."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pipeline.run.context import RunContext
from pipeline.transform.measures.growth import Look, growth
from pipeline.transform.measures.periods import days_by_period
from pipeline.transform.measures.strategy import OwnPost, strategy
from storage.analysis.coverage import load_coverage
from storage.analysis.growth import Growth, keep_growth, looks_of, renew_half_lives
from storage.analysis.marks import changed_sources, forget_mark, note_digest
from storage.analysis.strategy import published_days, renew_source_days, replace_targets
from storage.analysis.strategy_counts import Count, keep_counts, own_posts_of
from storage.db.engine import reading, transaction

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Engine

STEP = "strategy"
VERSION = "3"  # of the counting: another one counts every source anew


def measure_strategy(run: RunContext, *, everything: bool = False) -> None:
    """Take the targets from the configuration; count days afresh, and sources of which something changed, or all."""
    targets, zone = run.settings.config.strategy.targets, run.settings.zone
    with transaction(run.engine) as connection:
        replace_targets(connection, {str(topic): share for topic, share in targets.items()})
    with reading(run.engine) as connection:
        looked = load_coverage(connection, zone).looked
        published = {source: published_days(connection, source) for source in looked}
    days = [
        {"source_id": source, **asdict(one)}
        for source, (first, last) in looked.items()
        for one in days_by_period(published[source], first, last)
    ]
    renew_source_days(run.engine, days)
    for source, digest, posts in changed_sources(run.engine, STEP, VERSION, own_posts_of, everything=everything):
        run.stop.check()
        measure_source(run.engine, source, digest, posts)


def measure_source(engine: Engine, source: str, digest: str, posts: Iterable[tuple[Any, ...]]) -> None:
    """Count what the *posts* of a source speak about, and measure how their engagement grew; note their *digest*."""
    counts = [Count(*row) for row in strategy(OwnPost(*post) for post in posts)]
    with reading(engine) as connection:
        grown = growth(Look(*look) for look in looks_of(connection, source))
    with transaction(engine) as connection:
        forget_mark(connection, STEP, source)
    keep_counts(engine, source, counts)
    renew_half_lives(engine, source, [one._asdict() for one in grown.half_lives])
    with transaction(engine) as connection:
        keep_growth(connection, source, [Growth(*row) for row in grown.shares])
        note_digest(connection, STEP, source, digest)
