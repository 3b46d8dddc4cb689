"""Responses that wait for an answer, and what people noted of it; tone and obstacles in short."""

# ruff: noqa: S608  # the statements are put together of our own names only

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, text

from storage.db.bulk import write_rows
from storage.db.engine import UTCDateTime
from storage.queries.packages import column_types
from storage.schema.desk_tables import answer_notes

NOTED: Final = ("answered", "needs_no_answer")
MOST = 200
_WAITING = f"""
    SELECT q.response_id, q.source_id, q.platform, q.post_id, q.published_at, q.status, r.text, r.intent
    FROM v_questions q JOIN v_responses r ON r.response_id = q.response_id
    LEFT JOIN answer_notes n ON n.response_id = q.response_id
    WHERE q.status IN ('waiting', 'unanswered') AND n.response_id IS NULL
    ORDER BY q.published_at LIMIT {MOST}"""
_REQUESTS = """
    SELECT q.response_id, q.platform, q.account, q.published_local, q.url, r.text, q.intent, q.due_on, q.status,
           s.agency, n.status AS noted, n.note, n.at AS noted_at
    FROM v_requests q
    JOIN responses r ON r.response_id = q.response_id
    JOIN sources s ON s.source_id = q.source_id
    LEFT JOIN answer_notes n ON n.response_id = q.response_id
    WHERE q.role = 'own' AND r.text IS NOT NULL AND r.deleted_at IS NULL
          AND (q.status <> 'answered' OR q.answered_at >= :since) AND (n.at IS NULL OR n.at >= :since)
    ORDER BY q.published_local, q.response_id"""
_TONES = """
    SELECT platform, sentiment, count(*) AS n FROM v_responses
    WHERE is_official = :no AND label_method <> 'none' AND iso_week >= (
        SELECT min(w.iso_week) FROM (SELECT DISTINCT iso_week FROM responses ORDER BY iso_week DESC LIMIT 4) w)
    GROUP BY platform, sentiment ORDER BY platform, sentiment"""
_OBSTACLES = """
    SELECT month, obstacle, CAST(sum(n) AS INTEGER) AS n FROM v_obstacles
    WHERE evidence_source = 'citizen' AND headline GROUP BY month, obstacle ORDER BY month DESC, n DESC LIMIT 40"""


def load_waiting(conn: Connection) -> Sequence[Row[Any]]:
    """Return the responses that wait for an answer and that nobody noted as settled, oldest first."""
    typed = text(_WAITING).columns(**column_types("v_questions", ["published_at"]))
    return conn.execute(typed).all()


def requests_to_answer(conn: Connection, answered_since: datetime) -> Sequence[Row[Any]]:
    """Return what asks the office for an answer, oldest first; what was answered before *answered_since* is left out.

    One that a person noted as settled counts as answered when that was noted. Texts are the masked ones.
    """
    typed = text(_REQUESTS).columns(**column_types("v_requests", ["published_local", "due_on"]), noted_at=UTCDateTime())
    bound = typed.bindparams(bindparam("since", type_=UTCDateTime()))
    return conn.execute(bound, {"since": answered_since}).all()


def note_answer(  # noqa: PLR0913, PLR0917  # one row
    conn: Connection, response_id: str, status: str, note: str, name: str, at: datetime
) -> None:
    """Keep what a person says of a response that waits."""
    row = {"response_id": response_id, "status": status, "note": note or None, "name": name, "at": at}
    write_rows(conn, answer_notes, [row], refresh=("status", "note", "name", "at"))


def tone_rows(conn: Connection) -> Sequence[Row[Any]]:
    """Count responses of the newest four weeks by channel and tone; those that say nothing do not count."""
    return conn.execute(text(_TONES), {"no": False}).all()


def obstacle_rows(conn: Connection) -> Sequence[Row[Any]]:
    """Count obstacles that citizens name, by month, newest first."""
    return conn.execute(text(_OBSTACLES)).all()
