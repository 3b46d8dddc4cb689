"""Small counts for the desk's first page; each is quick at a million posts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, func, select

from storage.schema.desk_tables import answer_notes
from storage.schema.tables import posts, questions, runs, sources


def count_waiting(conn: Connection) -> int:
    """Count the overdue questions of citizens that no answer was seen to, and that nobody noted as settled."""
    noted = select(answer_notes.c.response_id).where(answer_notes.c.response_id == questions.c.response_id)
    waiting = (questions.c.status == "unanswered") & ~noted.exists()
    return conn.scalar(select(func.count()).select_from(questions).where(waiting)) or 0


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
