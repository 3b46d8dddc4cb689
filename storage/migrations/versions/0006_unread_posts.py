"""Posts that came in an unknown shape, and wait for a parser that reads them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import storage.db.column_types

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; of what came before, a replay tells what waits."""
    op.create_table(
        "unread_posts",
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("post_id", sa.String(), nullable=False, comment="or the place in the page, where that told none"),
        sa.Column("page_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("url", storage.db.column_types.CleanText(), nullable=True),
        sa.Column("why", storage.db.column_types.CleanText(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["sources.source_id"], name=op.f("fk_unread_posts_source_id_sources")),
        sa.ForeignKeyConstraint(["page_id"], ["pages.page_id"], name=op.f("fk_unread_posts_page_id_pages")),
        sa.PrimaryKeyConstraint("source_id", "post_id", name=op.f("pk_unread_posts")),
        comment="Posts of an unknown shape, kept raw; a replay reads them when a parser can",
    )
