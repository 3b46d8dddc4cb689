"""PostgreSQL counts posts by an index alone; v_engagement_growth has one name for its groups (the views are made anew).

Version 18 asks of an index all columns of the view's joins, also where these are left out.
"""

from __future__ import annotations

from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Widen PostgreSQL's index of the month; SQLite needs no wider one."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.drop_index("ix_posts_month", "posts")
    of_joins = ["post_id", "observed_at", "label_id"]
    op.create_index("ix_posts_month", "posts", ["month", "source_id"], postgresql_include=of_joins)
