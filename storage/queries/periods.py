"""Load the figures of a period as of its end: posts, dimensions, tones, waiting questions, and what was looked at."""

# ruff: noqa: S608  # the statements are put together of our own names only

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Date, Row, bindparam, text

from storage.analysis.coverage import Days, load_coverage
from storage.analysis.issues import Counted, issues_counted
from storage.db.column_types import UTCDateTime
from storage.queries.period_posts import load_or_catch
from storage.queries.weeks import source_roles
from storage.runs.runs import source_health
from storage.runs.settings import stale_steps
from storage.schema.selects.fragments import OVERDUE, OWN, at_end

RECENT_WEEKS = 13
"""A quarter, whose questions and obstacles reports count: in a week too few people name an obstacle, and of an older
question nobody expects an answer any more."""
_OF_DAYS = f"p.published_date BETWEEN :first AND :last AND {OWN} AND o.role = 'own'"
POSTS = f"""
    SELECT o.source_id, o.platform, o.account, count(*) AS posts, count(l.programme_level) AS labelled,
           sum(CASE WHEN l.programme_level IN ('named', 'initiative') THEN 1 ELSE 0 END) AS naming,
           sum(s.interactions) AS interactions, count(s.interactions) AS told
    FROM posts p
    JOIN sources o ON o.source_id = p.source_id
    LEFT JOIN labels l ON l.post_id = p.post_id AND l.current
    LEFT JOIN snapshots s ON s.post_id = p.post_id AND s.observed_at =
        (SELECT max(n.observed_at) FROM snapshots n WHERE n.post_id = p.post_id AND n.observed_at < :until)
    WHERE {_OF_DAYS}
    GROUP BY o.source_id, o.platform, o.account
    ORDER BY o.source_id"""
TOPICS = f"""
    SELECT l.topic, count(*) AS posts
    FROM posts p
    JOIN sources o ON o.source_id = p.source_id
    JOIN labels l ON l.post_id = p.post_id AND l.current
    WHERE {_OF_DAYS}
    GROUP BY l.topic ORDER BY l.topic"""
TONES = """
    SELECT l.sentiment, count(*) AS n
    FROM responses r
    JOIN sources o ON o.source_id = r.source_id
    JOIN response_labels l ON l.response_id = r.response_id
    WHERE r.published_date BETWEEN :first AND :last AND NOT r.is_official AND l.method <> 'none' AND o.role = 'own'
    GROUP BY l.sentiment ORDER BY l.sentiment"""
RETURNED = """
    SELECT count(*)
    FROM v_recirculated r JOIN posts p ON p.post_id = r.post_id
    WHERE p.published_date BETWEEN :first AND :last AND r.role = 'own' AND NOT r.numbers_changed"""
OVERDUE_QUESTIONS = f"""
    SELECT count(*)
    FROM questions q
    JOIN responses r ON r.response_id = q.response_id
    JOIN sources o ON o.source_id = r.source_id
    WHERE q.intent = 'question' AND o.role = 'own' AND r.published_date >= :first AND r.published_at < :until
          AND {OVERDUE}"""


@dataclass(frozen=True, slots=True)
class PeriodState:
    """The store's figures of a period as it stood at its end, and how far its sources were looked at."""

    posts: Sequence[Row[Any]]
    before: Sequence[Row[Any]]
    """The posts of the days before."""
    topics: dict[str, int]
    tones: dict[str, int]
    overdue: int
    returned: int
    since: Mapping[str, date]
    """The first day from which all posts of each source are known; of one that is missing nothing is."""
    known_before: Collection[str]
    """The sources of which all posts of the days before are known."""
    roles: Mapping[str, str]
    health: Sequence[Row[Any]]
    stale: Mapping[str, datetime | None]
    """The steps that were not taken since data were fetched last, and when they were; None for never."""
    issues: Counted | Exception
    """The periods whose issues are counted, or what kept that from being read."""


def load_state(  # noqa: PLR0913  # the last are named
    conn: Connection,
    days: Days,
    before: Days,
    until: datetime,
    zone: ZoneInfo,
    *,
    steps: Collection[str],
    check: Callable[[], None],
    exact: Collection[str] = (),
) -> PeriodState:
    """Read the figures of these days, which end with the moment *until*, and which of *steps* are stale.

    *exact* are the platforms whose totals prove that all posts are stored. After issues that cannot be read *check*
    raises where the work was to end.
    """
    coverage = load_coverage(conn, zone, exact)
    return PeriodState(
        posts=posts_of_days(conn, *days, until),
        before=posts_of_days(conn, *before, until),
        topics=topics_of_days(conn, *days),
        tones=tones_of_days(conn, *days),
        overdue=overdue_at(conn, days[1], until),
        returned=returned_texts(conn, *days),
        since=coverage.begins,
        known_before=coverage.wholly_known(*before),
        roles=source_roles(conn),
        health=source_health(conn),
        stale=stale_steps(conn, steps),
        issues=load_or_catch(conn, lambda: issues_counted(conn), check),
    )


def _days(statement: str, *, until: bool = False) -> Any:
    bound = [bindparam("first", type_=Date()), bindparam("last", type_=Date())]
    return text(statement).bindparams(*bound, *([bindparam("until", type_=UTCDateTime())] if until else []))


def posts_of_days(conn: Connection, first: date, last: date, until: datetime) -> Sequence[Row[Any]]:
    """Count own posts by source, with the interactions that were seen before *until*; NULL where none were told."""
    return conn.execute(_days(POSTS, until=True), {"first": first, "last": last, "until": until}).all()


def returned_texts(conn: Connection, first: date, last: date) -> int:
    """Count own posts of these days that repeat an old text, its numbers unchanged."""
    return int(conn.scalar(_days(RETURNED), {"first": first, "last": last}) or 0)


def topics_of_days(conn: Connection, first: date, last: date) -> dict[str, int]:
    """Count labelled own posts by dimension."""
    rows = conn.execute(_days(TOPICS), {"first": first, "last": last})
    return {row.topic: row.posts for row in rows}


def tones_of_days(conn: Connection, first: date, last: date) -> dict[str, int]:
    """Count responses by tone; those that say nothing do not count."""
    return {row.sentiment: row.n for row in conn.execute(_days(TONES), {"first": first, "last": last})}


def overdue_at(conn: Connection, last: date, until: datetime) -> int:
    """Count the questions that at the end of *last* were past their day without an answer that was seen by then.

    Those of the last 13 weeks, as the week's report has them. One that a person had noted as settled does not count. Of
    a source that was not looked at since that day nobody knows: its questions wait still.
    """
    overdue = at_end(OVERDUE_QUESTIONS).bindparams(bindparam("first", type_=Date()))
    first = last - timedelta(weeks=RECENT_WEEKS, days=-1)
    return conn.scalar(overdue, {"first": first, "last_day": last, "until": until}) or 0
