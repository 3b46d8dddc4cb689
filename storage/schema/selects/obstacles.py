"""The views of what hinders, by what people say: obstacles by evidence source, and evidence coded by hand.

Kinds of evidence are counted in their own units (responses, codings) and never added up.
"""

# ruff: noqa: S608  # the statements are put together of our own names only

from __future__ import annotations

from collections.abc import Mapping

from storage.schema.selects.analysis import SOURCE

TRENDED = 30  # codebook, section 3: a class with fewer cases is listed, not charted or trended
_MONTH: Mapping[str, str] = {"sqlite": "substr({}, 1, 7)", "postgresql": "to_char({}, 'YYYY-MM')"}
_WHOLE: Mapping[str, str] = {"sqlite": "{}", "postgresql": "({})::bigint"}
_KEY = "source_id, platform, account, city, source_group, role, month, obstacle, object, topic"


def _obstacles(dialect: str) -> str:
    month, whole = _MONTH[dialect].format, _WHOLE[dialect].format
    return f"""
        WITH cases AS (
            SELECT 'citizen' AS evidence_source, 'response' AS counted, {SOURCE}, {month("r.published_local")} AS month,
                   l.obstacle, l.object, t.topic, r.author_hash
            FROM response_labels l
            JOIN responses r ON r.response_id = l.response_id
            JOIN sources o ON o.source_id = r.source_id
            LEFT JOIN labels t ON t.post_id = r.post_id AND t.current
            WHERE l.obstacle IS NOT NULL
            UNION ALL
            SELECT c.evidence_source, 'coding', NULL, NULL, NULL, c.city, NULL, NULL, {month("c.observed_on")},
                   c.obstacle, c.object, c.topic, NULL
            FROM codings c
        ), found AS (
            SELECT evidence_source, counted, {_KEY}, count(*) AS n, count(DISTINCT author_hash) AS people
            FROM cases GROUP BY evidence_source, counted, {_KEY}
        ), classed AS (
            SELECT found.*, sum(n) OVER (PARTITION BY evidence_source, counted, city, role, obstacle) AS class_n
            FROM found
        )
        SELECT evidence_source, counted, month, obstacle, object, topic, source_id, platform, account, city,
               source_group, role, {whole("n")} AS n,
               CASE WHEN counted = 'response' THEN people END AS people,
               {whole("class_n")} AS class_n, class_n >= {TRENDED} AS trended, object <> 'other_service' AS headline
        FROM classed"""


def definitions(dialect: str) -> dict[str, str]:
    """Return the views' SELECTs by name, in the database's own words."""
    return {
        "v_codings": """
        SELECT reference, evidence_source, observed_on, obstacle, object, topic, city, quote, note, coder, imported_at
        FROM codings""",
        "v_obstacles": _obstacles(dialect),
    }
