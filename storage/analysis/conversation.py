"""The conversation with citizens: what asks for an answer, the account's answers, and how much of it all is seen."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, Text, bindparam, select, text

from storage.db.bulk import AT_ONCE, write_rows
from storage.db.column_types import LocalDateTime, UTCDateTime
from storage.db.renew import renew_rows
from storage.schema.tables import conversations, questions, responses

# An answer is the account's reply to the response itself, or, where threads are one level deep, the account's next
# reply in the thread of the response. {of_one} and {told_one} narrow it to a single response.
_ASKED = """
    WITH told AS (
        SELECT response_id, source_id, platform, parent_id, published_at, published_local
        FROM v_responses WHERE is_official {told_one}
    ), asked AS (
        SELECT r.response_id, r.source_id, o.platform, r.post_id, r.parent_id, r.published_at, r.published_local,
               r.text, l.intent
        FROM responses r
        JOIN response_labels l
            ON l.response_id = r.response_id AND l.intent IN ('question', 'complaint', 'suggestion')
        JOIN sources o ON o.source_id = r.source_id
        {of_one}
    ), pairs AS (
        SELECT q.response_id, a.response_id AS answer_id, a.published_at, a.published_local
        FROM asked q JOIN told a ON a.parent_id = q.response_id
        UNION ALL
        SELECT q.response_id, a.response_id, a.published_at, a.published_local
        FROM asked q JOIN told a ON a.parent_id = q.parent_id AND a.published_at >= q.published_at
        WHERE q.platform IN :flat AND q.parent_id <> coalesce(q.post_id, '')
    ), first AS (
        SELECT pairs.*, row_number() OVER (PARTITION BY response_id ORDER BY published_at, answer_id) AS place
        FROM pairs
    )
    SELECT q.response_id, q.source_id, q.platform, q.post_id, q.parent_id, q.intent, q.text,
           q.published_local AS asked_local, f.answer_id, f.published_at AS answered_at,
           f.published_local AS answered_local
    FROM asked q LEFT JOIN first f ON f.response_id = q.response_id AND f.place = 1"""

_ONE = "CAST(:response_id AS TEXT)"
_OF_ONE = {
    "of_one": f"WHERE r.response_id = {_ONE}",
    "told_one": f"AND parent_id IN ({_ONE}, (SELECT parent_id FROM responses WHERE response_id = {_ONE}))",  # noqa: S608
}

_SEEN = """
    SELECT p.source_id, p.published_local, s.comments, coalesce(r.seen, 0) AS seen
    FROM posts p
    JOIN snapshots s ON s.post_id = p.post_id AND s.observed_at =
        (SELECT max(n.observed_at) FROM snapshots n WHERE n.post_id = p.post_id AND n.comments IS NOT NULL)
    LEFT JOIN (SELECT post_id, count(*) AS seen FROM v_responses GROUP BY post_id) r ON r.post_id = p.post_id
    WHERE p.kind <> 'repost' AND p.published_local IS NOT NULL
          AND p.source_id IN (SELECT DISTINCT source_id FROM responses)"""


def responses_asking(conn: Connection, flat: Collection[str], response_id: str = "") -> Iterable[Row[Any]]:
    """Return every question, complaint and suggestion, or one, with the account's first answer; rows are streamed.

    On the *flat* platforms threads are one level deep.
    """
    names = bindparam("flat", expanding=True, type_=Text())
    local = {"asked_local": LocalDateTime(), "answered_local": LocalDateTime()}
    asked = _ASKED.format_map(_OF_ONE if response_id else dict.fromkeys(_OF_ONE, ""))
    statement = text(asked).bindparams(names).columns(answered_at=UTCDateTime(), **local)
    bound = {"flat": list(flat)} | ({"response_id": response_id} if response_id else {})
    return conn.execute(statement, bound, execution_options={"yield_per": AT_ONCE})


def known_to_ask(conn: Connection) -> set[str]:
    """Return those that asked for an answer when their text was still there."""
    gone = select(questions.c.response_id).join(responses, responses.c.response_id == questions.c.response_id)
    return set(conn.scalars(gone.where(responses.c.text.is_(None))))


def comments_seen(conn: Connection) -> Iterable[Row[Any]]:
    """Return the posts of sources with responses: the comments each is said to have, and those stored."""
    statement = text(_SEEN).columns(published_local=LocalDateTime())
    return conn.execute(statement, execution_options={"yield_per": AT_ONCE})


def as_date(told: datetime | str) -> date:
    """Read the day of a local moment: SQLite gives it as text."""
    return told.date() if isinstance(told, datetime) else date.fromisoformat(told[:10])


def is_listed(conn: Connection, response_id: str) -> bool:
    """Tell whether a response stands among all that asks for an answer."""
    return conn.scalar(select(questions.c.response_id).where(questions.c.response_id == response_id)) is not None


def add_question(conn: Connection, row: Mapping[str, Any]) -> None:
    """Add a response that asks for an answer to the others."""
    write_rows(conn, questions, [row])


def renew_questions(engine: Engine, rows: Iterable[Mapping[str, Any]]) -> None:
    """Make the store know exactly these, read as they come."""
    renew_rows(engine, questions, rows)


def renew_periods(engine: Engine, rows: Iterable[Mapping[str, Any]]) -> None:
    """Make the store know exactly these periods."""
    renew_rows(engine, conversations, rows)
