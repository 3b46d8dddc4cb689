"""The kecamatan of places have a table of their own; they stood among the settings of the store."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; the next labelling fills it."""
    op.create_table(
        "place_districts",
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("district", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_place_districts")),
        comment="The kecamatan of each place, by the gazetteer of the newest labelling",
    )
    op.execute("DELETE FROM settings WHERE name LIKE 'district of %'")
