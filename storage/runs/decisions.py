"""The decisions that reports asked for, and what people noted of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from storage.db.bulk import write_rows
from storage.schema.tables import decisions


def load_decisions(conn: Connection) -> Sequence[Row[Any]]:
    """Return every decision, newest week first."""
    return conn.execute(select(decisions).order_by(decisions.c.iso_week.desc())).all()


def decision_of(conn: Connection, iso_week: str) -> Row[Any] | None:
    """Return the decision that the report of a week asked for."""
    return conn.execute(select(decisions).where(decisions.c.iso_week == iso_week)).first()


def record_decision(conn: Connection, iso_week: str, decision: str) -> None:
    """Keep the request of a week's report; one of which a person noted something stays as that person saw it."""
    held = decision_of(conn, iso_week)
    if held is None or (held.done is None and not held.note):
        row = {"iso_week": iso_week, "decision": decision, "done": None, "note": None}
        write_rows(conn, decisions, [row], refresh=("decision",))


def note_decision(conn: Connection, iso_week: str, done: bool | None, note: str | None, decision: str) -> None:
    """Keep what a person noted of a week's decision; *decision* counts where the store has none of that week."""
    held = decision_of(conn, iso_week)
    row = {"iso_week": iso_week, "decision": held.decision if held else decision, "done": done, "note": note}
    write_rows(conn, decisions, [row], refresh=("done", "note"))
