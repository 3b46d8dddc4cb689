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


def _obstacles(dialect: str) -> str:
    """Return the view's SELECT.

    A WHERE on the month reaches the responses' own index; how large a class is over the whole store is looked up, so
    that it costs only the queries that ask for it.
    """
    month, whole = _MONTH[dialect].format, _WHOLE[dialect].format
    class_n = """(SELECT s.n FROM class_sizes s WHERE s.evidence_source = f.evidence_source AND s.obstacle = f.obstacle
                  AND coalesce(s.city, '') = coalesce(f.city, '') AND coalesce(s.role, '') = coalesce(f.role, ''))"""
    return f"""
        WITH class_sizes AS MATERIALIZED (
            SELECT 'citizen' AS evidence_source, o.city, o.role, l.obstacle, count(*) AS n
            FROM response_labels l
            JOIN responses r ON r.response_id = l.response_id
            JOIN sources o ON o.source_id = r.source_id
            WHERE l.obstacle IS NOT NULL GROUP BY o.city, o.role, l.obstacle
            UNION ALL
            SELECT c.evidence_source, c.city, NULL, c.obstacle, count(*)
            FROM codings c WHERE c.question = 'hindering' AND c.obstacle IS NOT NULL
            GROUP BY c.evidence_source, c.city, c.obstacle
        )
        SELECT f.evidence_source, f.counted, f.month, f.obstacle, f.object, f.topic, f.source_id, f.platform, f.account,
               f.city, f.source_group, f.role, {whole("f.n")} AS n,
               CASE WHEN f.counted = 'response' THEN f.people END AS people, {whole(class_n)} AS class_n,
               {class_n} >= {TRENDED} AS trended, f.object <> 'other_service' AS headline
        FROM (SELECT 'citizen' AS evidence_source, 'response' AS counted, {SOURCE}, r.month AS month, l.obstacle,
                     l.object, t.topic, count(*) AS n, count(DISTINCT r.author_hash) AS people
              FROM responses r
              JOIN response_labels l ON l.response_id = r.response_id
              JOIN sources o ON o.source_id = r.source_id
              LEFT JOIN posts p ON p.post_id = r.post_id
              LEFT JOIN labels t ON t.label_id = p.label_id
              WHERE l.obstacle IS NOT NULL
              GROUP BY o.source_id, o.platform, o.account, o.city, o."group", o.role, r.month, l.obstacle, l.object,
                       t.topic
              UNION ALL
              SELECT c.evidence_source, 'coding', NULL, NULL, NULL, c.city, NULL, NULL, {month("c.observed_on")},
                     c.obstacle, c.object, c.topic, count(*), CAST(NULL AS BIGINT)
              FROM codings c WHERE c.question = 'hindering' AND c.obstacle IS NOT NULL
              GROUP BY c.evidence_source, c.city, {month("c.observed_on")}, c.obstacle, c.object, c.topic
              ) f"""


def definitions(dialect: str) -> dict[str, str]:
    """Return the views' SELECTs by name, in the database's own words."""
    return {
        "v_codings": """
        SELECT reference, evidence_source, observed_on, obstacle, object, topic, city, quote, note, coder, imported_at,
               question, factor, stage, element, informant, period, own_message
        FROM codings""",
        "v_triangulation": _triangulation(dialect),
        "v_obstacles": _obstacles(dialect),
    }


INFORMANTS = 3
"""Officers' evidence of a class is hidden under so many informants: they could be told apart."""
OPPOSITE = (
    ("budget", "budget"), ("infrastructure", "infrastructure"), ("collaboration", "partners"), ("capacity", "staff"),
    ("procedure", "regulation"), ("organisation", "leadership"),
)  # fmt: skip
"""Obstacles, and the supporting factors that speak against them."""


def _triangulation(dialect: str) -> str:
    """Count each factor by kind of source; media that carry the office's own message are no source of their own."""
    whole = _WHOLE[dialect].format
    named = ["n_document > 0", "n_media > 0", "n_citizen + n_response > 0", f"informants >= {INFORMANTS}"]
    kinds = " + ".join(f"CASE WHEN {one} THEN 1 ELSE 0 END" for one in named)
    against = " OR ".join(
        f"(f.question = 'hindering' AND f.factor = '{a}' AND c.question = 'supporting' AND c.factor = '{b}') OR "
        f"(f.question = 'supporting' AND f.factor = '{b}' AND c.question = 'hindering' AND c.obstacle = '{a}')"
        for a, b in OPPOSITE
    )
    counts = ", ".join(
        f"{whole(f'sum(CASE WHEN kind = {chr(39)}{kind}{chr(39)} THEN 1 ELSE 0 END)')} AS n_{kind}"
        for kind in ("officer", "document", "media", "citizen", "response")
    )
    return f"""
        WITH cases AS (
            SELECT c.city, c.question, c.evidence_source AS kind, c.informant,
                   CASE c.question WHEN 'hindering' THEN c.obstacle WHEN 'supporting' THEN c.factor
                        ELSE coalesce(c.stage, c.element) END AS factor
            FROM codings c
            WHERE NOT (c.evidence_source = 'media' AND c.own_message)
            UNION ALL
            SELECT o.city, 'hindering', 'response', NULL, l.obstacle
            FROM response_labels l
            JOIN responses r ON r.response_id = l.response_id
            JOIN sources o ON o.source_id = r.source_id
            WHERE l.obstacle IS NOT NULL AND o.role = 'own'
        ), f AS (
            SELECT city, question, factor, {counts},
                   count(DISTINCT CASE WHEN kind = 'officer' THEN informant END) AS informants
            FROM cases WHERE factor IS NOT NULL GROUP BY city, question, factor
        ), named AS (
            SELECT f.*, {kinds} AS kinds_named,
                   (SELECT count(*) FROM codings c
                    WHERE coalesce(c.city, '') = coalesce(f.city, '') AND ({against})
                          AND NOT (c.evidence_source = 'media' AND c.own_message)) AS contradicting
            FROM f
        )
        SELECT city, question, factor, CASE WHEN informants >= {INFORMANTS} THEN n_officer END AS n_officer,
               n_document, n_media, n_citizen, n_response, kinds_named,
               'named by ' || CAST(kinds_named AS TEXT) || ' of 4 kinds' AS named_by, contradicting
        FROM named
        WHERE kinds_named > 0"""
