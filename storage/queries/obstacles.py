"""Load obstacles, behaviour and questions for page one of the weekly report; of people only their number."""

# ruff: noqa: S608  # the statements are put together of our own names only

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Date, bindparam, text

from storage.queries.frames import frame_of
from storage.schema.selects.fragments import MEDIAN_FROM, MIDDLE, OVERDUE, at_end
from storage.schema.selects.obstacles import INFORMANTS

if TYPE_CHECKING:
    from pandas import DataFrame

A_YEAR = timedelta(days=365)
# Officers' passages with a code count where enough informants speak; those without are of before there were codes.
_CODED = "CASE WHEN evidence_source = 'officer' THEN informant END"
_TOLD = f"""count(*) - CASE WHEN count(DISTINCT {_CODED}) < {INFORMANTS} THEN count({_CODED}) ELSE 0 END"""
OBSTACLE_COUNTS = f"""
    SELECT 'response' AS counted, 'citizen' AS evidence_source, l.obstacle, l.object <> 'other_service' AS headline,
           sum(CASE WHEN r.iso_week = :last THEN 1 ELSE 0 END) AS week_n, count(*) AS n,
           count(DISTINCT r.author_hash) AS people
    FROM responses r
    JOIN response_labels l ON l.response_id = r.response_id
    JOIN sources o ON o.source_id = r.source_id AND o.role = 'own'
    WHERE r.iso_week BETWEEN :first AND :last AND l.obstacle IS NOT NULL
    GROUP BY l.obstacle, l.object <> 'other_service'
    UNION ALL
    SELECT 'coding', evidence_source, obstacle, object <> 'other_service', 0, {_TOLD}, CAST(NULL AS INTEGER)
    FROM v_codings
    WHERE question = 'hindering' AND obstacle IS NOT NULL AND observed_on <= :until
          AND first_month <= :until_month AND last_month >= :since_month
          AND (period IS NOT NULL OR observed_on > :since)
          AND (city IS NULL OR CAST(:city AS TEXT) IS NULL OR lower(city) = lower(CAST(:city AS TEXT)))
    GROUP BY evidence_source, obstacle, object <> 'other_service'
    HAVING {_TOLD} > 0
    ORDER BY 1, 2, 3, 4"""


def _states(*names: str) -> str:
    return ", ".join(f"sum(CASE WHEN state = '{name}' THEN 1 ELSE 0 END) AS {name}" for name in names)


# The kept counts tell only that the week was counted: a question that was corrected away stays in them until a night.
_COUNTED = ", ".join(
    f"coalesce(a.{name}, CASE WHEN c.questions IS NOT NULL THEN 0 END) AS {name}"
    for name in ("questions", "answered", "unanswered", "waiting")
)
HEARD = f"""
    WITH asked AS (
        SELECT r.source_id, q.response_id, CASE WHEN q.answered_at < :until THEN q.working_days END AS working_days,
               CASE WHEN {OVERDUE} THEN 'unanswered' WHEN q.answered_at < :until OR EXISTS
                   (SELECT 1 FROM answer_notes n WHERE n.response_id = q.response_id AND n.at < :until) THEN 'answered'
                    ELSE 'waiting' END AS state
        FROM responses r JOIN questions q ON q.response_id = r.response_id
        WHERE r.iso_week = :last AND q.intent = 'question'
    ), ranked AS (
        SELECT source_id, working_days, row_number() OVER (PARTITION BY source_id ORDER BY working_days) AS place,
               count(*) OVER (PARTITION BY source_id) AS n
        FROM asked WHERE working_days IS NOT NULL
    )
    SELECT s.source_id, s.platform, s.account, coalesce(r.week_n, 0) AS week_n, coalesce(r.n, 0) AS n,
           d.days, d.days - d.active_days AS silent_days, m.missed,
           {_COUNTED}, w.median_working_days, c.comments_told, c.responses_seen
    FROM sources s
    LEFT JOIN (SELECT source_id, sum(CASE WHEN iso_week = :last THEN 1 ELSE 0 END) AS week_n, count(*) AS n
               FROM responses WHERE iso_week BETWEEN :first AND :last AND NOT is_official
               GROUP BY source_id) r ON r.source_id = s.source_id
    LEFT JOIN source_days d ON d.source_id = s.source_id AND d.period_type = 'week' AND d.period = :last
    LEFT JOIN conversations c ON c.source_id = s.source_id AND c.period_type = 'week' AND c.period = :last
    LEFT JOIN (SELECT source_id, count(*) AS questions, {_states("answered", "unanswered", "waiting")}
               FROM asked GROUP BY source_id) a ON a.source_id = s.source_id
    LEFT JOIN (SELECT source_id, avg(CAST(working_days AS FLOAT)) AS median_working_days
               FROM ranked WHERE n >= {MEDIAN_FROM} AND {MIDDLE.format(n="n")} GROUP BY source_id) w
        ON w.source_id = s.source_id
    LEFT JOIN (SELECT p.source_id, sum(length(q.missed) - length(replace(q.missed, ',', '')) + 1) AS missed
               FROM messages q JOIN posts p ON p.post_id = q.message_id
               WHERE q.missed <> '' AND p.iso_week = :last GROUP BY p.source_id) m ON m.source_id = s.source_id
    WHERE s.role = 'own'
    ORDER BY s.source_id"""
OPEN_QUESTIONS = f"""
    SELECT o.source_id, o.platform, o.account, p.post_id, p.url, p.title, p.text, count(*) AS questions,
           min(r.published_local) AS oldest_local
    FROM questions q
    JOIN responses r ON r.response_id = q.response_id
    JOIN sources o ON o.source_id = r.source_id
    LEFT JOIN posts p ON p.post_id = r.post_id
    WHERE q.intent = 'question' AND o.role = 'own' AND r.iso_week BETWEEN :first AND :last AND {OVERDUE}
    GROUP BY o.source_id, o.platform, o.account, p.post_id, p.url, p.title, p.text
    ORDER BY count(*) DESC, o.source_id, p.post_id"""
TONES = """
    SELECT r.source_id, l.sentiment, count(*) AS n
    FROM responses r
    JOIN response_labels l ON l.response_id = r.response_id
    WHERE r.iso_week = :week AND NOT r.is_official AND l.method <> 'none'
    GROUP BY r.source_id, l.sentiment
    ORDER BY r.source_id, l.sentiment"""
OBSTACLES = ("counted", "evidence_source", "obstacle", "headline", "week_n", "n", "people")
CONVERSATION = (
    "source_id", "platform", "account", "week_n", "n", "days", "silent_days", "missed", "questions", "answered",
    "unanswered", "waiting", "median_working_days", "comments_told", "responses_seen",
)  # fmt: skip
OPEN = ("source_id", "platform", "account", "post_id", "url", "title", "text", "questions", "oldest_local")


def obstacle_counts(conn: Connection, first: str, last: str, until: date, city: str | None = None) -> DataFrame:
    """Count obstacles: of citizens in the weeks from *first* to *last*, and coded ones of the year up to *until*.

    A coding counts by the period that it is about, once it was found; without one by its day. With *city*, only codings
    about it or about no city count.
    """
    days = (bindparam("until", type_=Date()), bindparam("since", type_=Date()))
    since = until - A_YEAR
    months = {"until_month": f"{until:%Y-%m}", "since_month": f"{since + timedelta(days=1):%Y-%m}"}
    told = {"first": first, "last": last, "until": until, "since": since, "city": city, **months}
    return frame_of(conn, text(OBSTACLE_COUNTS).bindparams(*days), OBSTACLES, **told)


def conversation_of(conn: Connection, first: str, last: str, until: datetime, last_day: date) -> DataFrame:
    """Return a row a source: responses seen of late, and silent days, missed channels and questions of week *last*.

    Its questions as they stood at its end, the moment *until*: answered are also those that a person noted as settled.
    """
    return frame_of(conn, at_end(HEARD), CONVERSATION, first=first, last=last, until=until, last_day=last_day)


def tones_of(conn: Connection, week: str) -> DataFrame:
    """Count the responses of a week by source and tone; those that say nothing do not count."""
    return frame_of(conn, text(TONES), ("source_id", "sentiment", "n"), week=week)


def open_questions(conn: Connection, first: str, last: str, until: datetime, last_day: date) -> DataFrame:
    """Return the own posts under which questions of those weeks were overdue at the end, the moment *until*.

    How many; never who asked what.
    """
    return frame_of(conn, at_end(OPEN_QUESTIONS), OPEN, first=first, last=last, until=until, last_day=last_day)
