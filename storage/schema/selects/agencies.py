"""The view of the agencies' own accounts: useful posts, engagement and answers by period, each with its number.

A part for each kind of period, and in it one for periods with posts and one for those with questions alone: so that a
WHERE on the period reaches that period's own index.
"""

# ruff: noqa: S608  # the statements are put together of our own names only

from __future__ import annotations

from collections.abc import Mapping

from storage.schema.selects.analysis import SOURCE
from storage.schema.selects.fragments import MEDIAN_FROM, MIDDLE, OWN, WHOLE

USEFUL = ("service_info", "education", "invitation", "response")
"""Functions of a post that a citizen can use; reports of activities and greetings are not among them."""
SHARED_FROM = 20  # questions: of fewer, no share is told
PERIODS: Mapping[str, str] = {
    "week": "p.iso_week",
    "month": "p.month",
    "quarter": "p.quarter",
    "year": "CAST(substr(p.month, 1, 4) AS VARCHAR)",  # one type in all parts, else no WHERE reaches them
}
_USEFUL = ", ".join(f"'{name}'" for name in USEFUL)


def definitions(_dialect: str) -> dict[str, str]:
    """Return the view's SELECT; both databases take the same words."""
    parts = " UNION ALL ".join(part for kind in PERIODS for part in (_with_posts(kind), _without_posts(kind)))
    return {
        "v_agencies": f"""
        SELECT m.period_type, m.period, o.agency, {SOURCE}, m.posts, m.labelled_posts, m.useful_posts,
               CAST(m.useful_posts AS FLOAT) / nullif(m.labelled_posts, 0) AS useful_share, m.rated_posts,
               CASE WHEN m.rated_posts >= {MEDIAN_FROM} THEN m.middle END AS median_engagement_rate,
               coalesce(q.questions, 0) AS questions, coalesce(q.answered, 0) AS answered,
               coalesce(q.unanswered, 0) AS unanswered,
               coalesce(q.questions - q.answered - q.unanswered, 0) AS waiting,
               CASE WHEN q.questions >= {SHARED_FROM} THEN CAST(q.answered AS FLOAT) / q.questions END
                   AS answered_share, q.median_working_days,
               CAST(q.responses_seen AS FLOAT) / nullif(q.comments_told, 0) AS responses_seen_share
        FROM ({parts}) m
        JOIN sources o ON o.source_id = m.source_id
        LEFT JOIN conversations q
               ON q.source_id = m.source_id AND q.period_type = m.period_type AND q.period = m.period
        ORDER BY o.agency IS NULL, o.agency, o.source_id, m.period_type, m.period"""
    }


def _with_posts(kind: str) -> str:
    period = PERIODS[kind]
    return f"""
              SELECT '{kind}' AS period_type, period, source_id, posts, labelled_posts, useful_posts, rated_posts,
                     middle
              FROM (SELECT period, source_id, place, posts, labelled_posts, useful_posts, rated_posts,
                           avg(CASE WHEN {MIDDLE.format(n="rated_posts")} THEN rate END)
                               OVER (PARTITION BY period, source_id) AS middle
                    FROM (SELECT {period} AS period, p.source_id, e.rate, row_number() OVER same AS place,
                                 count(*) OVER same AS posts, count(l.message_function) OVER same AS labelled_posts,
                                 count(CASE WHEN l.message_function IN ({_USEFUL}) THEN 1 END) OVER same
                                     AS useful_posts, count(e.rate) OVER same AS rated_posts
                          FROM posts p
                          JOIN sources o ON o.source_id = p.source_id
                          LEFT JOIN labels l ON l.label_id = p.label_id
                          LEFT JOIN engagement e ON e.post_id = p.post_id
                          WHERE o.role = 'agency' AND {OWN} AND {period} IS NOT NULL
                          WINDOW same AS (PARTITION BY {period}, p.source_id
                                          ORDER BY e.rate IS NULL, e.rate {WHOLE})) ranked
                    WHERE place = 1 OR {MIDDLE.format(n="rated_posts")}) middled
              WHERE place = 1"""


def _without_posts(kind: str) -> str:
    return f"""
              SELECT '{kind}', c.period, c.source_id, 0, 0, 0, 0, CAST(NULL AS DOUBLE PRECISION)
              FROM conversations c JOIN sources o ON o.source_id = c.source_id
              WHERE o.role = 'agency' AND c.period_type = '{kind}'
                    AND NOT EXISTS (SELECT 1 FROM posts p WHERE p.source_id = c.source_id AND {OWN}
                                          AND {PERIODS[kind]} = c.period)"""
