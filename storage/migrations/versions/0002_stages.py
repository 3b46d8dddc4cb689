"""The stage of a campaign's message, as one more label."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let labels have a stage; those that were made before have none."""
    op.add_column("labels", sa.Column("stage", sa.String(), nullable=True))
