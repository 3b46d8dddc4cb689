"""Note the basis of campaigns, and the periods whose themes were counted: neither is done anew each night."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both; periods that have themes were counted."""
    column = sa.Column[str](
        "computed_from", sa.String(), comment="digests of what its posts and figures rest on, and of these"
    )
    op.add_column("campaigns", column)
    op.create_table(
        "issue_periods",
        sa.Column("period_type", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("period_type", "period", name=op.f("pk_issue_periods")),
        comment="The periods whose themes were counted, those without a theme too",
    )
    op.execute("INSERT INTO issue_periods SELECT DISTINCT period_type, period FROM issues")
