"""Responses that wait for an answer, and what people noted of it; tone and obstacles in short."""

# ruff: noqa: S608  # the statements are put together of our own names only

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, Text, bindparam, delete, func, select, text

from storage.db.bulk import write_rows
from storage.db.column_types import UTCDateTime
from storage.queries.packages import column_types
from storage.schema.tables import responses
from storage.schema.tables.desk import answer_notes

NOTED: Final = ("answered", "needs_no_answer")
TAKEN_BACK: Final = "waiting"
MOST, NOTED_SHOWN = 10_000, 20
FOUR_WEEKS, OBSTACLE_DAYS = timedelta(weeks=4), timedelta(days=92)
_WAITING = """
    SELECT q.response_id, q.status, q.intent, r.source_id, r.published_at, r.text, r.expired_at, o.platform, p.post_id
    FROM questions q
    JOIN responses r ON r.response_id = q.response_id
    JOIN sources o ON o.source_id = r.source_id
    LEFT JOIN posts p ON p.post_id = r.post_id
    WHERE q.response_id IN :ids
          AND NOT EXISTS (SELECT 1 FROM answer_notes n WHERE n.response_id = q.response_id)
    ORDER BY r.published_at DESC, q.response_id"""
_WAITING_IDS = f"""
    SELECT q.response_id FROM questions q JOIN responses r ON r.response_id = q.response_id
    JOIN sources o ON o.source_id = r.source_id
    WHERE q.status IN ('waiting', 'unanswered') AND o.role = 'own'
          AND NOT EXISTS (SELECT 1 FROM answer_notes n WHERE n.response_id = q.response_id)
    ORDER BY r.published_at DESC, q.response_id LIMIT {MOST}"""
_NOTED_LAST = f"""
    SELECT n.response_id, n.status, n.note, n.name, n.at, q.intent, o.platform, r.text
    FROM (SELECT * FROM answer_notes ORDER BY at DESC, response_id LIMIT {NOTED_SHOWN}) n
    JOIN responses r ON r.response_id = n.response_id
    JOIN sources o ON o.source_id = r.source_id
    LEFT JOIN questions q ON q.response_id = n.response_id
    ORDER BY n.at DESC, n.response_id"""
_REQUESTS = """
    SELECT q.response_id, q.platform, q.account, q.published_local, q.url, r.text, q.intent, q.due_on, q.status,
           s.agency, n.status AS noted, n.note, n.at AS noted_at
    FROM v_requests q
    JOIN responses r ON r.response_id = q.response_id
    JOIN sources s ON s.source_id = q.source_id
    LEFT JOIN answer_notes n ON n.response_id = q.response_id
    WHERE q.role = 'own' AND r.published_at >= :oldest AND r.deleted_at IS NULL AND r.forgotten_at IS NULL
          AND (r.text IS NOT NULL OR r.expired_at IS NOT NULL)
          AND (q.status <> 'answered' OR q.answered_at >= :since) AND (n.at IS NULL OR n.at >= :since)
    ORDER BY q.published_local, q.response_id"""
_TONES = """
    SELECT o.platform, l.sentiment, count(*) AS n
    FROM responses r
    JOIN response_labels l ON l.response_id = r.response_id
    JOIN sources o ON o.source_id = r.source_id
    WHERE r.is_official = :no AND l.method <> 'none' AND o.role = 'own'
          AND r.published_at > :since
    GROUP BY o.platform, l.sentiment ORDER BY o.platform, l.sentiment"""
_OBSTACLES = """
    SELECT r.month, l.obstacle, count(*) AS n
    FROM responses r JOIN response_labels l ON l.response_id = r.response_id
    JOIN sources o ON o.source_id = r.source_id AND o.role = 'own'
    WHERE r.month >= :first AND l.obstacle IS NOT NULL AND l.object <> 'other_service'
    GROUP BY r.month, l.obstacle ORDER BY r.month DESC, n DESC, l.obstacle"""


def waiting_ids(conn: Connection) -> list[str]:
    """Return which questions, complaints and suggestions wait, and nobody noted as settled, newest first."""
    return list(conn.scalars(text(_WAITING_IDS)))


def load_waiting(conn: Connection, ids: Sequence[str]) -> Sequence[Row[Any]]:
    """Return those responses that still wait for an answer, newest first."""
    typed = text(_WAITING).columns(**column_types("v_questions", ["published_at"]))
    return conn.execute(typed.bindparams(bindparam("ids", expanding=True, type_=Text())), {"ids": list(ids)}).all()


def noted_last(conn: Connection) -> Sequence[Row[Any]]:
    """Return the newest notes on responses that waited, with who wrote them."""
    return conn.execute(text(_NOTED_LAST).columns(at=UTCDateTime())).all()


def requests_to_answer(conn: Connection, answered_since: datetime, oldest: datetime) -> Sequence[Row[Any]]:
    """Return what has asked the office for an answer since *oldest*, oldest first, with the masked text.

    The text is None where only its age took it away. What was answered before *answered_since* is left out; one that a
    person noted as settled counts as answered when that was noted.
    """
    typed = text(_REQUESTS).columns(**column_types("v_requests", ["published_local", "due_on"]), noted_at=UTCDateTime())
    bound = typed.bindparams(*(bindparam(name, type_=UTCDateTime()) for name in ("since", "oldest")))
    return conn.execute(bound, {"since": answered_since, "oldest": oldest}).all()


def note_answer(  # noqa: PLR0913, PLR0917  # one row
    conn: Connection, response_id: str, status: str, note: str, name: str, at: datetime
) -> None:
    """Keep what a person says of a response that waits."""
    row = {"response_id": response_id, "status": status, "note": note or None, "name": name, "at": at}
    write_rows(conn, answer_notes, [row], refresh=("status", "note", "name", "at"))


def noted_by(conn: Connection, response_id: str) -> str | None:
    """Return who noted a response as settled, None where nobody did; nobody does before the transaction ends."""
    mine = select(responses.c.response_id).where(responses.c.response_id == response_id)
    conn.execute(mine.with_for_update(key_share=True))
    found: str | None = conn.scalar(select(answer_notes.c.name).where(answer_notes.c.response_id == response_id))
    return found


def take_back_note(conn: Connection, response_id: str) -> bool:
    """Let a response wait again that somebody noted as settled; tell whether there was such a note."""
    return conn.execute(delete(answer_notes).where(answer_notes.c.response_id == response_id)).rowcount > 0


def tone_rows(conn: Connection) -> Sequence[Row[Any]]:
    """Count responses of the newest four weeks by channel and tone; those that say nothing do not count."""
    newest = _newest_response(conn)
    if newest is None:
        return []
    bound = text(_TONES).bindparams(bindparam("since", type_=UTCDateTime()))
    return conn.execute(bound, {"no": False, "since": newest - FOUR_WEEKS}).all()


def obstacle_rows(conn: Connection) -> Sequence[Row[Any]]:
    """Count obstacles that citizens name, by month over a quarter of a year, newest first."""
    newest = _newest_response(conn)
    if newest is None:
        return []
    return conn.execute(text(_OBSTACLES), {"first": f"{newest - OBSTACLE_DAYS:%Y-%m}"}).all()


def _newest_response(conn: Connection) -> datetime | None:
    found: datetime | None = conn.scalar(select(func.max(responses.c.published_at)))
    return found
