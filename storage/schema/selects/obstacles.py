"""The views of what hinders: obstacles by evidence source, questions and their answers, evidence coded by hand.

Kinds of evidence are counted in their own units (responses, codings, days, channels, questions) and never added up.
"""

# ruff: noqa: S608  # the statements are put together of our own names only

from __future__ import annotations

from collections.abc import Mapping

from storage.schema.selects.analysis import SOURCE

TRENDED = 30  # codebook, section 3: a class with fewer cases is listed, not charted or trended
_MONTH: Mapping[str, str] = {"sqlite": "substr({}, 1, 7)", "postgresql": "to_char({}, 'YYYY-MM')"}
_WHOLE: Mapping[str, str] = {"sqlite": "{}", "postgresql": "({})::bigint"}
_NOBODY = "CAST(NULL AS INTEGER)"
_KEY = "source_id, platform, account, city, source_group, role, month, obstacle, object, topic"


def _obstacles(dialect: str) -> str:
    month, whole = _MONTH[dialect].format, _WHOLE[dialect].format
    day = "p.published_local"
    missed = "sum(length(m.missed) - length(replace(m.missed, ',', '')) + 1)"
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
            SELECT 'behaviour', 'unanswered_question', {SOURCE}, {month("r.published_local")}, 'capacity',
                   'communication', t.topic, r.author_hash
            FROM questions q
            JOIN responses r ON r.response_id = q.response_id
            JOIN sources o ON o.source_id = r.source_id
            LEFT JOIN labels t ON t.post_id = r.post_id AND t.current
            WHERE q.status = 'unanswered'
            UNION ALL
            SELECT c.evidence_source, 'coding', NULL, NULL, NULL, c.city, NULL, NULL, {month("c.observed_on")},
                   c.obstacle, c.object, c.topic, NULL
            FROM codings c
        ), found AS (
            SELECT evidence_source, counted, {_KEY}, count(*) AS n, count(DISTINCT author_hash) AS people
            FROM cases GROUP BY evidence_source, counted, {_KEY}
            UNION ALL
            SELECT 'behaviour', 'silent_day', {SOURCE}, d.period, 'awareness', 'communication', NULL,
                   d.days - d.active_days, {_NOBODY}
            FROM source_days d JOIN sources o ON o.source_id = d.source_id
            WHERE d.period_type = 'month' AND d.active_days < d.days
            UNION ALL
            SELECT 'behaviour', 'missed_channel', {SOURCE}, {month(day)}, 'awareness', 'communication', t.topic,
                   {missed}, {_NOBODY}
            FROM messages m
            JOIN posts p ON p.post_id = m.message_id
            JOIN sources o ON o.source_id = p.source_id
            LEFT JOIN labels t ON t.post_id = p.post_id AND t.current
            WHERE m.missed <> ''
            GROUP BY o.source_id, o.platform, o.account, o.city, o."group", o.role, {month(day)}, t.topic
        ), classed AS (
            SELECT found.*, sum(n) OVER (PARTITION BY evidence_source, counted, city, role, obstacle) AS class_n
            FROM found
        )
        SELECT evidence_source, counted, month, obstacle, object, topic, source_id, platform, account, city,
               source_group, role, {whole("n")} AS n,
               CASE WHEN counted IN ('response', 'unanswered_question') THEN people END AS people,
               {whole("class_n")} AS class_n, class_n >= {TRENDED} AS trended, object <> 'other_service' AS headline
        FROM classed"""


QUESTIONS = f"""
        SELECT q.response_id, {SOURCE}, p.post_id, t.topic, l.object, r.published_at, r.published_local, r.iso_week,
               q.status, q.answer_id, q.answered_at, q.working_days
        FROM questions q
        JOIN responses r ON r.response_id = q.response_id
        JOIN response_labels l ON l.response_id = q.response_id
        JOIN sources o ON o.source_id = r.source_id
        LEFT JOIN posts p ON p.post_id = r.post_id
        LEFT JOIN labels t ON t.post_id = p.post_id AND t.current"""

CONVERSATION = f"""
        SELECT c.period_type, c.period, {SOURCE}, c.questions, c.answered, c.unanswered,
               c.questions - c.answered - c.unanswered AS waiting,
               CAST(c.answered AS FLOAT) / nullif(c.answered + c.unanswered, 0) AS answered_share,
               c.median_working_days, c.comments_told, c.responses_seen,
               CAST(c.responses_seen AS FLOAT) / nullif(c.comments_told, 0) AS seen_share
        FROM conversations c JOIN sources o ON o.source_id = c.source_id"""


def definitions(dialect: str) -> dict[str, str]:
    """Return the views' SELECTs by name, in the database's own words."""
    return {
        "v_codings": """
        SELECT reference, evidence_source, observed_on, obstacle, object, topic, city, quote, note, coder, imported_at
        FROM codings""",
        "v_questions": QUESTIONS,
        "v_conversation": CONVERSATION,
        "v_obstacles": _obstacles(dialect),
    }
