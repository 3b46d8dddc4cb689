"""A rest tells whether the source may be read in another way meanwhile."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of rests that are under way the reason is not known, so that they lead nowhere."""
    column = sa.Column[bool](
        "leads_down",
        sa.Boolean(),
        nullable=False,
        server_default=sa.false(),
        comment="whether the next way of a ladder may be asked meanwhile",
    )
    op.add_column("rests", column)
