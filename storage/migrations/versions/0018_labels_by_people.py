"""Labels by people are found without reading those of the machine."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    by_people = sa.text("method = 'human'")
    op.create_index(
        "ix_labels_human", "labels", ["post_id", "annotator"], sqlite_where=by_people, postgresql_where=by_people
    )
