"""Messages are linked anew from the oldest day whose posts changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; the next night links everything once."""
    op.create_table(
        "message_days",
        sa.Column("city", sa.Text(), nullable=False, comment="empty for the sources without one"),
        sa.Column("day", sa.Date(), nullable=False, comment="UTC"),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("city", "day", name=op.f("pk_message_days")),
        comment="Of which posts of each city and day the messages were last linked",
    )
