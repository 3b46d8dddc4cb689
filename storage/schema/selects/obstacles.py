"""The views of what hinders, by what people say: obstacles by evidence source, and evidence coded by hand.

Kinds of evidence are counted in their own units (responses, codings) and never added up.
"""

# ruff: noqa: S608  # the statements are put together of our own names only

from __future__ import annotations

from collections.abc import Mapping

from storage.schema.selects.analysis import SOURCE
from storage.schema.selects.fragments import CODED_MONTH, coded_months

INFORMANTS = 3
"""Officers' evidence of a class is hidden under so many informants: they could be told apart."""
TRENDED = 30  # codebook, section 3: a class with fewer cases is listed, not charted or trended
_WHOLE: Mapping[str, str] = {"sqlite": "{}", "postgresql": "({})::bigint"}


# Passages without a code were coded before there were codes: how many people spoke in them is not known.
TOLD_CODINGS = f"""
            SELECT c.* FROM codings c
            WHERE c.question = 'hindering' AND c.obstacle IS NOT NULL
                  AND (c.evidence_source <> 'officer' OR c.informant IS NULL OR {INFORMANTS} <=
                       (SELECT count(DISTINCT k.informant) FROM codings k
                        WHERE k.evidence_source = 'officer' AND k.question = 'hindering' AND k.obstacle = c.obstacle
                              AND coalesce(k.city, '') = coalesce(c.city, '')))"""

# SQLite keeps the order of a CROSS JOIN: left to itself it reads every response, source by source, before its label.
_NAMED_BY_CITIZENS = """FROM response_labels l CROSS JOIN responses r
            JOIN sources o ON o.source_id = r.source_id
            WHERE r.response_id = l.response_id AND l.obstacle IS NOT NULL"""


def _obstacles(dialect: str) -> str:
    """Return the view's SELECT.

    A WHERE on the month reaches the responses' own index; how large a class is over the whole store is looked up, so
    that it costs only the queries that ask for it.
    """
    whole = _WHOLE[dialect].format
    period = f"coalesce(c.period, {CODED_MONTH[dialect]})"
    month = f"CASE WHEN length({period}) = 7 AND substr({period}, 6, 1) <> 'Q' THEN {period} END"
    class_n = """(SELECT s.n FROM class_sizes s WHERE s.evidence_source = f.evidence_source AND s.obstacle = f.obstacle
                  AND coalesce(s.city, '') = coalesce(f.city, '') AND coalesce(s.role, '') = coalesce(f.role, ''))"""
    return f"""
        WITH told_codings AS ({TOLD_CODINGS}
        ), class_sizes AS MATERIALIZED (
            SELECT 'citizen' AS evidence_source, o.city, o.role, l.obstacle, count(*) AS n
            {_NAMED_BY_CITIZENS} GROUP BY o.city, o.role, l.obstacle
            UNION ALL
            SELECT c.evidence_source, c.city, NULL, c.obstacle, count(*)
            FROM told_codings c
            GROUP BY c.evidence_source, c.city, c.obstacle
        )
        SELECT f.evidence_source, f.counted, f.month, f.obstacle, f.object, f.topic, f.source_id, f.platform, f.account,
               f.city, f.source_group, f.role, {whole("f.n")} AS n,
               CASE WHEN f.counted = 'response' THEN f.people END AS people, {whole(class_n)} AS class_n,
               {class_n} >= {TRENDED} AS trended, f.object <> 'other_service' AS headline, f.period
        FROM (SELECT 'citizen' AS evidence_source, 'response' AS counted, {SOURCE}, r.month AS month, l.obstacle,
                     l.object, t.topic, count(*) AS n, count(DISTINCT r.author_hash) AS people, r.month AS period
              FROM responses r
              JOIN response_labels l ON l.response_id = r.response_id
              JOIN sources o ON o.source_id = r.source_id
              LEFT JOIN posts p ON p.post_id = r.post_id
              LEFT JOIN labels t ON t.label_id = p.label_id
              WHERE l.obstacle IS NOT NULL
              GROUP BY o.source_id, o.platform, o.account, o.city, o."group", o.role, r.month, l.obstacle, l.object,
                       t.topic
              UNION ALL
              SELECT c.evidence_source, 'coding', NULL, NULL, NULL, c.city, NULL, NULL, {month},
                     c.obstacle, c.object, c.topic, count(*), CAST(NULL AS BIGINT), {period}
              FROM told_codings c
              GROUP BY c.evidence_source, c.city, {period}, c.obstacle, c.object, c.topic
              ) f"""


def definitions(dialect: str) -> dict[str, str]:
    """Return the views' SELECTs by name, in the database's own words."""
    first, last = coded_months(dialect)
    return {
        "v_codings": f"""
        SELECT c.reference, c.evidence_source, c.observed_on, c.obstacle, c.object, c.topic, c.city, c.quote, c.note,
               c.coder, c.imported_at, c.question, c.factor, c.stage, c.element, c.informant, c.period, c.own_message,
               {first} AS first_month, {last} AS last_month
        FROM codings c""",
        "v_triangulation": _triangulation(dialect),
        "v_obstacles": _obstacles(dialect),
    }


OPPOSITE = (
    ("budget", "budget"), ("infrastructure", "infrastructure"), ("collaboration", "partners"), ("capacity", "staff"),
    ("procedure", "regulation"), ("organisation", "leadership"),
)  # fmt: skip
"""Obstacles, and the supporting factors that speak against them."""


_ANSWERS = (
    ("hindering", "obstacle"), ("supporting", "factor"), ("strategy", "stage"), ("strategy", "element"),
)  # fmt: skip
"""Question of a coding, and the column with an answer to it; one passage may tell stage and element."""
_OWN_MESSAGE = "(c.evidence_source = 'media' AND c.own_message)"


def _cases(dialect: str) -> str:
    """Return a row for each factor that a passage or a response names, with the months that it is about."""
    first, last = coded_months(dialect)
    coded = " UNION ALL ".join(
        f"""
            SELECT c.city, c.question, '{aspect}' AS aspect, c.evidence_source AS kind, c.informant,
                   c.{aspect} AS factor, {first} AS first_month, {last} AS last_month
            FROM codings c WHERE c.question = '{question}' AND c.{aspect} IS NOT NULL AND NOT {_OWN_MESSAGE}"""
        for question, aspect in _ANSWERS
    )
    return f"""{coded}
            UNION ALL
            SELECT o.city, 'hindering', 'obstacle', 'response', NULL, l.obstacle, r.month, r.month
            {_NAMED_BY_CITIZENS} AND o.role = 'own'"""


def _triangulation(dialect: str) -> str:
    """Count each factor by kind of source; media that carry the office's own message are no source of their own.

    Officers' passages count, here and for the opposite, only where enough of them speak: else they could be told apart.
    """
    whole = _WHOLE[dialect].format
    named = ["n_document > 0", "n_media > 0", "n_citizen + n_response > 0", "n_officer IS NOT NULL"]
    kinds = " + ".join(f"CASE WHEN {one} THEN 1 ELSE 0 END" for one in named)
    against = " OR ".join(
        f"(f.question = 'hindering' AND f.factor = '{a}' AND g.question = 'supporting' AND g.factor = '{b}') OR "
        f"(f.question = 'supporting' AND f.factor = '{b}' AND g.question = 'hindering' AND g.factor = '{a}')"
        for a, b in OPPOSITE
    )
    counts = ", ".join(
        f"{whole(f'sum(CASE WHEN kind = {chr(39)}{kind}{chr(39)} THEN 1 ELSE 0 END)')} AS n_{kind}"
        for kind in ("document", "media", "citizen", "response")
    )
    officers = "count(CASE WHEN kind = 'officer' THEN 1 END)"
    informants = "count(DISTINCT CASE WHEN kind = 'officer' THEN informant END)"
    contradicting = "sum(coalesce(g.n_officer, 0) + g.n_document + g.n_media + g.n_citizen)"
    return f"""
        WITH cases AS ({_cases(dialect)}
        ), f AS (
            SELECT city, question, aspect, factor, {counts},
                   CASE WHEN {informants} >= {INFORMANTS} THEN {officers} END AS n_officer,
                   min(CASE WHEN kind <> 'officer' THEN first_month END) AS first_month,
                   max(CASE WHEN kind <> 'officer' THEN last_month END) AS last_month
            FROM cases GROUP BY city, question, aspect, factor
        ), named AS (
            SELECT f.*, {kinds} AS kinds_named,
                   (SELECT {whole(f"coalesce({contradicting}, 0)")} FROM f g
                    WHERE coalesce(g.city, '') = coalesce(f.city, '') AND ({against})) AS contradicting
            FROM f
        )
        SELECT city, question, factor, n_officer, n_document, n_media, n_citizen, n_response, kinds_named,
               'named by ' || CAST(kinds_named AS TEXT) || ' of 4 kinds' AS named_by, contradicting, aspect,
               first_month, last_month
        FROM named
        WHERE kinds_named > 0"""
