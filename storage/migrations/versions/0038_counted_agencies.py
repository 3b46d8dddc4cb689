"""Keep the agency that a person confirmed of an issue beside the one that was counted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import storage.db.column_types

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

CleanText = storage.db.column_types.CleanText
TABLES = ("issues", "press_issues", "press_articles")


def upgrade() -> None:
    """Add the columns; what was confirmed until now overwrote what was counted, which the next count tells again.

    No count is dropped for that: nights count recent periods alone.
    """
    for name in TABLES:
        comment = "that a person confirmed at the desk; wins over the counted one"
        op.add_column(name, sa.Column[str]("confirmed_agency", CleanText(), comment=comment))
    confirmed = sa.table("issue_agencies", sa.column("issue"), sa.column("agency"))
    told = {frozenset(row.issue.split()): row.agency for row in op.get_bind().execute(sa.select(confirmed))}
    for name in TABLES if told else ():
        _move(name, told)
    op.execute("DELETE FROM settings WHERE name LIKE 'count press anew: %'")


def _move(name: str, told: dict[frozenset[str], str]) -> None:
    kept = sa.table(name, *map(sa.column, ("issue", "agency", "agency_origin", "confirmed_agency")))
    connection = op.get_bind()
    for issue in list(connection.scalars(sa.select(kept.c.issue).distinct().where(kept.c.issue.is_not(None)))):
        if agency := told.get(frozenset(issue.split())):
            mine = sa.update(kept).where(kept.c.issue == issue)
            connection.execute(mine.values(confirmed_agency=agency))
            overwritten = (kept.c.agency == agency) & (kept.c.agency_origin == "confirmed")
            connection.execute(mine.where(overwritten).values(agency=None, agency_origin=None))
