"""Roles of sources, the parts of interactions that each tells, and the age at which a post was scored."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import storage.db.column_types

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; the next run tells the roles, the next night the rest."""
    role = sa.Column("role", sa.String(), nullable=False, server_default="own", comment="own, agency, media or peer")
    parts = sa.Column("parts", sa.String(), comment="which of likes, comments, shares its posts are compared on")
    for column in (role, sa.Column("agency", storage.db.column_types.CleanText()), parts):
        op.add_column("sources", column)
    op.add_column("engagement", sa.Column("age_bin", sa.String()))
    # What is about no dimension has no level of one, although a model or a person once said so.
    op.execute("UPDATE labels SET programme_level = 'none' WHERE topic = 'none' AND programme_level = 'dimension'")
