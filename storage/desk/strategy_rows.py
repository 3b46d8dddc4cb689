"""The topics of the office's own channels in a quarter, over all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Literal

from sqlalchemy import Connection, Row, text

_NEWEST = "SELECT max(period) FROM strategy_counts WHERE period_type = 'quarter'"
_SOURCES = """
    SELECT DISTINCT c.source_id FROM strategy_counts c JOIN sources o ON o.source_id = c.source_id
    WHERE c.period_type = 'quarter' AND c.period = :quarter AND o.role = 'own'"""
# NULL is what nobody judges: a dimension is neglected where every own channel neglects it.
_STRATEGY = """
    SELECT aspect, value, CAST(sum(posts) AS INTEGER) AS posts,
           CASE WHEN value IS NOT NULL THEN CAST(sum(posts) AS FLOAT) / nullif((SELECT sum(t.posts) FROM v_strategy t
               WHERE t.period_type = 'quarter' AND t.period = :quarter AND t.role = 'own' AND t.aspect = s.aspect
               AND t.value IS NOT NULL), 0) END AS share,
           max(target_share) AS target, min(CASE WHEN neglected THEN 1 WHEN NOT neglected THEN 0 END) AS neglected
    FROM v_strategy s WHERE period_type = 'quarter' AND period = :quarter AND role = 'own'
    GROUP BY aspect, value ORDER BY aspect, posts DESC"""
CountedColumn = Literal["stage", "audience"]
_PROGRAMME = "AND programme_level IN ('named', 'initiative')"
COUNTED_COLUMNS: tuple[CountedColumn, ...] = ("stage", "audience")
_COUNTED = """
    SELECT {column} AS value, count(*) AS n FROM v_posts
    WHERE quarter = :quarter AND role = 'own' AND {column} IS NOT NULL AND kind NOT IN ('repost', 'reply') {within}
    GROUP BY {column} ORDER BY n DESC, {column}"""
_PLACES = """
    SELECT places FROM v_posts
    WHERE quarter = :quarter AND role = 'own' AND places <> '' AND kind NOT IN ('repost', 'reply')"""


def counted_sources(conn: Connection, quarter: str) -> set[str]:
    """Return the own sources with counted posts in a quarter."""
    return set(conn.scalars(text(_SOURCES), {"quarter": quarter}))


def newest_quarter(conn: Connection) -> str:
    """Return the newest quarter with counted posts; empty without one."""
    return str(conn.scalar(text(_NEWEST)) or "")


def strategy_rows(conn: Connection, quarter: str) -> Sequence[Row[Any]]:
    """Return aspect, value, posts, share of the labelled posts, target and whether it is neglected."""
    return conn.execute(text(_STRATEGY), {"quarter": quarter}).all()


def counted_rows(conn: Connection, quarter: str, column: CountedColumn) -> Sequence[Row[Any]]:
    """Count own posts by stage, those tied to the programme only, or by whom they address: value, n."""
    statement = _COUNTED.format(column=column, within=_PROGRAMME if column == "stage" else "")
    return conn.execute(text(statement), {"quarter": quarter}).all()


def place_rows(conn: Connection, quarter: str) -> list[tuple[str, int]]:
    """Count own posts by the kecamatan and kelurahan that they name; counts only, most first."""
    counted = Counter[str]()
    for (places,) in conn.execute(text(_PLACES), {"quarter": quarter}):
        counted.update(place.strip() for place in places.split(",") if place.strip())
    return counted.most_common(60)
