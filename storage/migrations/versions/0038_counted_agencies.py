"""Keep the agency that a person confirmed of an issue beside the one that was counted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import storage.db.engine

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

CleanText = storage.db.engine.CleanText
TABLES = ("issues", "press_issues", "press_articles")
PERIOD = ("period_type", "period")
MARK = "count press anew: "


def upgrade() -> None:
    """Add the columns; what was confirmed until now overwrote what was counted: those periods are counted anew."""
    for name in TABLES:
        comment = "that a person confirmed at the desk; wins over the counted one"
        op.add_column(name, sa.Column[str]("confirmed_agency", CleanText(), comment=comment))
    confirmed = sa.table("issue_agencies", sa.column("issue"), sa.column("agency"))
    told = {frozenset(row.issue.split()): row.agency for row in op.get_bind().execute(sa.select(confirmed))}
    for name in TABLES if told else ():
        _move(name, told)
    _count_marked_press()


def _move(name: str, told: dict[frozenset[str], str]) -> None:
    kept = sa.table(name, *map(sa.column, ("issue", "agency", "agency_origin", "confirmed_agency", *PERIOD, "post_id")))
    connection = op.get_bind()
    for issue in list(connection.scalars(sa.select(kept.c.issue).distinct().where(kept.c.issue.is_not(None)))):
        if agency := told.get(frozenset(issue.split())):
            mine = sa.update(kept).where(kept.c.issue == issue)
            connection.execute(mine.values(confirmed_agency=agency))
            overwritten = (kept.c.issue == issue) & (kept.c.agency == agency) & (kept.c.agency_origin == "confirmed")
            periods = [(row[0], row[1]) for row in connection.execute(_periods(kept, overwritten))]
            connection.execute(mine.where(overwritten).values(agency=None, agency_origin=None))
            for kind, period in periods:
                _count_anew(name, kind, period)


def _periods(kept: sa.TableClause, which: sa.ColumnElement[bool]) -> sa.Select[str, str]:
    if kept.name != "press_articles":
        return sa.select(kept.c.period_type, kept.c.period).distinct().where(which)
    posts = sa.table("posts", sa.column("post_id"), sa.column("month"))
    months = sa.select(sa.literal("month"), posts.c.month).distinct()
    return months.where(posts.c.post_id == kept.c.post_id, which)


def _count_anew(name: str, kind: str, period: str) -> None:
    """Let a night count a period again, unless citizens' texts of it have expired: it would find less."""
    connection, counted = op.get_bind(), "press_issues"
    if name == "issues":
        of = {"week": "iso_week", "month": "month", "quarter": "quarter"}[kind]
        responses = sa.table("responses", sa.column(of), sa.column("expired_at"))
        expired = sa.select(sa.literal(1)).where(responses.c[of] == period, responses.c.expired_at.is_not(None))
        if connection.scalar(expired.limit(1)):
            return
        counted = "issue_periods"
    known = sa.table(counted, *map(sa.column, PERIOD))
    connection.execute(sa.delete(known).where(known.c.period_type == kind, known.c.period == period))


def _count_marked_press() -> None:
    """Count the periods of the press that were marked when a confirmation was taken back; marks are no more."""
    settings = sa.table("settings", sa.column("name"))
    marked = settings.c.name.startswith(MARK)
    for mark in list(op.get_bind().scalars(sa.select(settings.c.name).where(marked))):
        kind, period = mark.removeprefix(MARK).split(" ")
        _count_anew("press_issues", kind, period)
    op.get_bind().execute(sa.delete(settings).where(marked))
