"""Two more labels of a post: its audience and the places that it names."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let labels have an audience and places; those that were made before have neither."""
    op.add_column("labels", sa.Column("audience", sa.String(), nullable=True))
    op.add_column("labels", sa.Column("places", sa.String(), nullable=True, comment="names, comma-separated"))
