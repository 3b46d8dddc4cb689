"""Count topics of each source's posts once a night, and keep the counts that changed."""

# ruff: noqa: S608  # the statements are put together of our own names only

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, delete, select

from storage.analysis.conversation import as_date
from storage.db.bulk import write_columns
from storage.db.engine import reading, transaction
from storage.db.renew import parts_of
from storage.schema.selects.fragments import COMPARABLE, HOURS, OWN, statement_of
from storage.schema.tables import strategy_counts

Period = tuple[str, str]
PERIODS = 50  # that are written at once, each with some dozens of counts
_OWN = f"""
    SELECT p.published_local, l.topic, l.subtopic, l.programme_level, l.message_function, s.interactions,
           {COMPARABLE} AS comparable, {{hours}} AS age_hours
    FROM posts p
    JOIN sources o ON o.source_id = p.source_id
    LEFT JOIN labels l ON l.post_id = p.post_id AND l.current
    LEFT JOIN snapshots s ON s.post_id = p.post_id AND s.observed_at =
        (SELECT max(n.observed_at) FROM snapshots n WHERE n.post_id = p.post_id)
    WHERE {OWN} AND p.published_local IS NOT NULL AND p.source_id = :source"""


class Count(NamedTuple):
    """The number of posts of a period with a value, and their interactions; beside the whole period's.

    Compared are those of which all usual parts of the interactions are told.
    """

    period_type: str
    period: str
    aspect: str
    value: str | None
    posts: int
    interactions: int | None
    period_posts: int
    compared_posts: int
    compared_interactions: int | None
    youngest_age_hours: float | None
    period_compared_posts: int
    period_compared_interactions: int | None


def own_posts_of(conn: Connection, source_id: str) -> list[tuple[Any, ...]]:
    """Return a source's own posts of known day, as pipeline.transform.measures.strategy takes them."""
    statement = statement_of(_OWN.format(hours=HOURS[conn.dialect.name]))
    return [(as_date(at), *rest) for at, *rest in conn.execute(statement, {"source": source_id})]


def keep_counts(engine: Engine, source_id: str, found: Collection[Count]) -> None:
    """Make the store know exactly these counts of a source; periods that did not change are not written."""
    columns = [strategy_counts.c[name] for name in Count._fields]
    with reading(engine) as conn:
        held = {
            Count._make(row) for row in conn.execute(select(*columns).where(strategy_counts.c.source_id == source_id))
        }
    new: dict[Period, list[Count]] = {(one.period_type, one.period): [] for one in held.symmetric_difference(found)}
    for one in found:
        if (period := (one.period_type, one.period)) in new:
            new[period].append(one)
    for periods in parts_of(sorted(new), PERIODS):
        with transaction(engine) as conn:
            _replace(conn, source_id, {period: new[period] for period in periods})


def _replace(conn: Connection, source_id: str, new: Mapping[Period, Sequence[Count]]) -> None:
    """Replace a source's counts of periods, each as a whole."""
    mine = strategy_counts.c.source_id == source_id
    for period_type, period in new:
        of_period = (strategy_counts.c.period_type == period_type) & (strategy_counts.c.period == period)
        conn.execute(delete(strategy_counts).where(mine, of_period))
    counts = [one for of_period in new.values() for one in of_period]
    if counts:
        told = dict(zip(Count._fields, zip(*counts, strict=True), strict=True))
        write_columns(conn, strategy_counts, {"source_id": [source_id] * len(counts), **told})
