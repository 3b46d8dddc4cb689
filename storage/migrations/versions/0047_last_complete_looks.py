"""The last complete look at a source is found by an index: the views asked for it among the looks of all nights.

Whatever a store of version 0046 was made with, its views are made again as they are today.
"""

from __future__ import annotations

from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    op.create_index("ix_source_runs_source_id", "source_runs", ["source_id", "outcome", "run_id"])
