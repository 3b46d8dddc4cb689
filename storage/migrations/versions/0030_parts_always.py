"""Sources know whether all their looks told the same parts: then an older week needs not all of them read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; the next night fills it."""
    told = "whether every look that told any part told the same ones"
    op.add_column("sources", sa.Column("parts_always", sa.Boolean(), comment=told))
