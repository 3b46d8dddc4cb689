"""Activities tell title, address, dimension and medium of what people count by hand."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.db.column_types import CleanText

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

MEDIUM = "Medium that the kind names: one of those that people count by hand"


def upgrade() -> None:
    """Add the columns; the next night fills them."""
    for table in ("activities", "desk_activities"):
        op.add_column(table, sa.Column("title", CleanText()))
        op.add_column(table, sa.Column("url", CleanText()))
        op.add_column(table, sa.Column("topic", sa.String(), comment="Dimension that a person named"))
        op.add_column(table, sa.Column("medium", sa.String(), comment=MEDIUM))
