"""Small counts for the desk's first page; each is quick at a million posts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Date, Row, bindparam, func, select, text

from storage.db.column_types import UTCDateTime
from storage.queries.periods import RECENT_WEEKS
from storage.schema.tables import decisions, posts, responses, runs, source_runs, sources
from storage.schema.tables.desk import desk_changes

RECENT_CHANGES = 100
_NEWEST = select(func.max(responses.c.published_at))
# Each list is read once, and one row counted: joins and GROUP BY took half as much again on SQLite.
_TO_ANSWER = text("""
    SELECT count(*), count(CASE WHEN q.status = 'unanswered' THEN 1 END),
           count(CASE WHEN q.status = 'unanswered' AND q.intent = 'question' AND r.published_at > :since THEN 1 END)
    FROM questions q JOIN responses r ON r.response_id = q.response_id
    WHERE q.status IN ('waiting', 'unanswered')
          AND r.source_id NOT IN (SELECT source_id FROM sources WHERE role <> 'own')
          AND q.response_id NOT IN (SELECT response_id FROM answer_notes)""").bindparams(
    bindparam("since", type_=UTCDateTime())
)


class ToAnswer(NamedTuple):
    """The numbers of responses on the list to answer, of the overdue ones among them, and of overdue questions.

    The questions are those of the newest 13 weeks, as in the reports.
    """

    listed: int
    overdue: int
    questions_overdue: int


def count_to_answer(conn: Connection) -> ToAnswer | None:
    """Count what waits for the office's answer: none was seen to it, and nobody noted it as settled.

    None where no response is stored: that is unknown, not 0.
    """
    newest = conn.scalar(_NEWEST)
    if newest is None:
        return None
    return ToAnswer(*conn.execute(_TO_ANSWER, {"since": newest - timedelta(weeks=RECENT_WEEKS)}).one())


def week_counts(conn: Connection, first: date, last: date) -> Sequence[Row[Any]]:
    """Count own posts by platform from *first* to *last*; reposts and replies do not count."""
    within = posts.c.published_date.between(first, last) & posts.c.kind.not_in(("repost", "reply"))
    own = sources.c.role == "own"
    statement = select(sources.c.platform, func.count().label("posts")).join(
        sources, sources.c.source_id == posts.c.source_id
    )
    return conn.execute(statement.where(within, own).group_by(sources.c.platform).order_by(sources.c.platform)).all()


def last_night(conn: Connection) -> Row[Any] | None:
    """Return the newest nightly run."""
    statement = select(runs).where(runs.c.command == "nightly").order_by(runs.c.run_id.desc()).limit(1)
    return conn.execute(statement).first()


def missed_nights(conn: Connection, since: date) -> int:
    """Count the planned nights since a day that did not run."""
    statement = text("SELECT count(*) FROM v_nights WHERE state = 'missed' AND night >= :since")
    return conn.scalar(statement.bindparams(bindparam("since", since, type_=Date()))) or 0


def open_decision(conn: Connection) -> Row[Any] | None:
    """Return the newest decision that a report asked for and of which nobody noted anything."""
    asked = select(decisions).where(decisions.c.done.is_(None)).order_by(decisions.c.iso_week.desc()).limit(1)
    return conn.execute(asked).first()


def state_of_store(conn: Connection) -> tuple[Any, ...]:
    """Return what changes whenever a run begins or ends, a source's turn ends, or somebody changes something."""
    run = conn.execute(select(runs.c.run_id, runs.c.exit_code).order_by(runs.c.run_id.desc()).limit(1)).first()
    ended = source_runs.c.finished_at.is_not(None) & (source_runs.c.run_id == (run.run_id if run else None))
    turns = conn.scalar(select(func.count()).select_from(source_runs).where(ended))
    # A change may become visible after one with a greater number: PostgreSQL numbers before it commits. Both are asked
    # for in one statement, since a change that comes in between would give a state that never was.
    newest = select(func.coalesce(func.max(desk_changes.c.change_id), 0)).scalar_subquery()
    late = select(func.count()).where(desk_changes.c.change_id > newest - RECENT_CHANGES).scalar_subquery()
    return (*(run or ()), turns, tuple(conn.execute(select(newest, late)).one()))
