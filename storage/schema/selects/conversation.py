"""The views of the office's conduct: what was asked and answered, what waits, silent days and missed channels."""

# ruff: noqa: S608  # the statements are put together of our own names only

from __future__ import annotations

from collections.abc import Mapping

from storage.schema.selects.analysis import SOURCE
from storage.schema.selects.fragments import shown_agency

_WHOLE: Mapping[str, str] = {"sqlite": "{}", "postgresql": "({})::bigint"}
_ASKED = f"""
        SELECT q.response_id, {SOURCE}, p.post_id, t.topic, l.object, r.published_at, r.published_local, r.iso_week,
               q.status, q.answer_id, q.answered_at, q.working_days, q.due_on, q.url
        FROM questions q
        JOIN responses r ON r.response_id = q.response_id
        JOIN response_labels l ON l.response_id = q.response_id
        JOIN sources o ON o.source_id = r.source_id
        LEFT JOIN posts p ON p.post_id = r.post_id
        LEFT JOIN labels t ON t.label_id = p.label_id"""
# Of those that carried it (m, first said in p), too, only own channels count: the press is none of the city's channels.
_OTHERS = """CASE WHEN m.sources > 1 AND EXISTS (SELECT 1 FROM sources WHERE role <> 'own')
                            THEN (SELECT count(DISTINCT c.source_id) FROM message_posts k
                                  JOIN posts c ON c.post_id = k.post_id
                                  JOIN sources w ON w.source_id = c.source_id
                                  WHERE k.message_id = m.message_id AND c.source_id <> p.source_id
                                        AND w.role <> 'own') ELSE 0 END"""
_PERIODS: Mapping[str, str] = {
    "week": "p.iso_week",
    "month": "p.month",
    "quarter": "p.quarter",
    "year": "CAST(substr(p.month, 1, 4) AS VARCHAR)",  # one type in all parts, else no WHERE reaches them
}

_ISSUES = f"""
        SELECT i.period_type, i.period, i.issue, i.responses, i.people, i.earlier AS previous_responses,
               i.responses - i.earlier AS change, i.positive, i.neutral, i.negative, i.first_seen,
               {shown_agency("i")}, i.alert_on IS NOT NULL AS alert, i.alert_on, i.alert_responses, i.usual_responses
        FROM issues i"""


def definitions(dialect: str) -> dict[str, str]:
    """Return the views' SELECTs by name, in the database's own words."""
    return {
        "v_questions": f"{_ASKED}\n        WHERE q.intent = 'question'",
        "v_requests": _ASKED.replace("q.status,", "q.intent, q.status,", 1),
        "v_conversation": _conversation(),
        "v_conduct": _conduct(dialect),
        "v_issues": _ISSUES,
    }


def _conversation() -> str:
    kinds = ",\n               ".join(
        f"c.{kind}, c.{kind}_answered, c.{kind}_unanswered, "
        f"c.{kind} - c.{kind}_answered - c.{kind}_unanswered AS {kind}_waiting"
        for kind in ("complaints", "suggestions")
    )
    return f"""
        SELECT c.period_type, c.period, {SOURCE}, c.questions, c.answered, c.unanswered,
               c.questions - c.answered - c.unanswered AS waiting,
               CAST(c.answered AS FLOAT) / nullif(c.questions, 0) AS answered_share,
               c.median_working_days, c.comments_told, c.responses_seen,
               CAST(c.responses_seen AS FLOAT) / nullif(c.comments_told, 0) AS seen_share,
               {kinds}
        FROM conversations c JOIN sources o ON o.source_id = c.source_id"""


def _conduct(dialect: str) -> str:
    whole = _WHOLE[dialect].format
    asked = " UNION ALL ".join(
        f"""
            SELECT c.source_id, c.period_type, c.period, 'unanswered_{kind}', c.{unanswered}, c.{total}
            FROM conversations c WHERE c.{total} > 0"""
        for kind, total, unanswered in (
            ("question", "questions", "unanswered"),
            ("complaint", "complaints", "complaints_unanswered"),
            ("suggestion", "suggestions", "suggestions_unanswered"),
        )
    )
    missed = "CASE WHEN m.missed = '' THEN 0 ELSE length(m.missed) - length(replace(m.missed, ',', '')) + 1 END"
    # A part for each type: a WHERE on one leaves the others out, and one on a period reaches the index of the posts.
    channels = " UNION ALL ".join(
        f"""
            SELECT p.source_id, '{kind}', {period}, 'missed_channel', {whole(f"sum({missed})")},
                   {whole(f"sum(m.sources - 1 - {_OTHERS} + {missed})")}
            FROM messages m JOIN posts p ON p.post_id = m.message_id
            GROUP BY p.source_id, {period}"""
        for kind, period in _PERIODS.items()
    )
    return f"""
        WITH found (source_id, period_type, period, conduct, n, out_of) AS (
            SELECT d.source_id, d.period_type, d.period, 'silent_day', d.days - d.active_days, d.days
            FROM source_days d
            UNION ALL{channels}
            UNION ALL{asked}
        )
        SELECT f.period_type, f.period, {SOURCE}, f.conduct, f.n, f.out_of,
               CAST(f.n AS FLOAT) / nullif(f.out_of, 0) AS share
        FROM found f JOIN sources o ON o.source_id = f.source_id"""
