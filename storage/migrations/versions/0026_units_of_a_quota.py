"""The ledger counts the units of a quota beside money; the views that show it are made anew."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what was read before took none."""
    op.add_column("reads", sa.Column("units", sa.Integer(), nullable=False, server_default="0", comment="of a quota"))
