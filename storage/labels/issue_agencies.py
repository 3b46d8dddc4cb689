"""Agencies that people confirmed of issues: keeping them, taking them back, and showing them over what is counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from secrets import token_hex
from typing import Any

from sqlalchemy import Connection, delete, select, text, union, update

from storage.db.bulk import batches, write_rows
from storage.schema.tables import issues, settings
from storage.schema.tables.desk import issue_agencies
from storage.schema.tables.press import press_articles, press_issues

COUNTED = (issues, press_issues, press_articles)
DROPPED = {"issues": "issues dropped with a text", "press_issues": "issues of the press dropped with a text"}
"""Settings that tell a night what is left to do."""


def confirmed_agencies(conn: Connection) -> list[tuple[str, str]]:
    """Return each issue and the agency that a person confirmed for it."""
    rows = conn.execute(select(issue_agencies.c.issue, issue_agencies.c.agency).order_by(issue_agencies.c.issue))
    return [(row.issue, row.agency) for row in rows]


def confirm_agency(conn: Connection, issue: str, agency: str, name: str, at: datetime) -> str | None:
    """Keep which agency an issue concerns, and show it at once; return which one was confirmed before.

    It holds in every period whose issue has exactly these words, beside the agency that was counted: an empty *agency*
    takes it back, and the counted one shows again.
    """
    confirm_alone(conn)
    names = _of_these_words(conn, issue)
    mine = issue_agencies.c.issue.in_(names)
    before: str | None = conn.scalar(select(issue_agencies.c.agency).where(mine))
    conn.execute(delete(issue_agencies).where(mine))
    if agency:
        row = {"issue": issue, "agency": agency, "confirmed_by": name, "confirmed_at": at}
        write_rows(conn, issue_agencies, [row])
    for table in COUNTED:
        conn.execute(update(table).where(table.c.issue.in_(names)).values(confirmed_agency=agency or None))
    return before


def confirm_alone(conn: Connection) -> None:
    """Let no confirmation and no count of issues be written beside this transaction; SQLite has one writer anyway."""
    if conn.dialect.name == "postgresql":
        conn.execute(text("LOCK TABLE issue_agencies IN SHARE ROW EXCLUSIVE MODE"))


def _of_these_words(conn: Connection, issue: str) -> list[str]:
    """List the names of issues that have the same words, in whatever order."""
    words = frozenset(issue.split())
    tables = (*COUNTED, issue_agencies)
    named = conn.scalars(union(*(select(table.c.issue) for table in tables)))
    return [one for one in named if one and frozenset(one.split()) == words]


def overlay_confirmed(conn: Connection, rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return counted issues or articles with the agencies that people confirmed by now, beside the counted ones.

    A count takes long: it is done without confirmations, so that what was confirmed meanwhile is not lost.
    """
    confirm_alone(conn)
    told = {frozenset(issue.split()): agency for issue, agency in confirmed_agencies(conn)}
    return [{**row, "confirmed_agency": told.get(frozenset((row["issue"] or "").split()))} for row in rows]


def note_dropped(conn: Connection, kept: str) -> None:
    """Note that issues were dropped with a text: confirmations are looked through when they were counted anew."""
    write_rows(conn, settings, [{"name": DROPPED[kept], "value": token_hex(8)}], refresh=("value",))


def load_drop_mark(conn: Connection, kept: str) -> str | None:
    """Return the mark of the last dropping of issues that were not counted anew since."""
    return conn.scalar(select(settings.c.value).where(settings.c.name == DROPPED[kept]))


def settle_agencies(conn: Connection, kept: str, mark: str | None) -> None:
    """Note that issues dropped up to *mark* were counted anew, and drop confirmations whose issue stands nowhere."""
    if mark is None:
        return
    confirm_alone(conn)
    conn.execute(delete(settings).where(settings.c.name == DROPPED[kept], settings.c.value == mark))
    if conn.scalar(select(settings.c.name).where(settings.c.name.in_(DROPPED.values())).limit(1)):
        return
    named = {
        frozenset(one.split()) for one in conn.scalars(union(select(issues.c.issue), select(press_issues.c.issue)))
    }
    left = [issue for issue, _ in confirmed_agencies(conn) if frozenset(issue.split()) not in named]
    for part in batches(left):
        conn.execute(delete(issue_agencies).where(issue_agencies.c.issue.in_(part)))
