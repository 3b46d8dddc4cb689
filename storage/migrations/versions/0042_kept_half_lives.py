"""Half-lives are kept: the view computed them of all looks each time it was asked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

COUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the table; the next night fills it."""
    op.create_table(
        "half_lives",
        sa.Column("post_id", sa.String(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("topic", sa.String()),
        sa.Column("message_function", sa.String()),
        sa.Column("final_interactions", COUNT, nullable=False),
        sa.Column("half_life_hours", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.post_id"], name=op.f("fk_half_lives_post_id_posts")),
        sa.ForeignKeyConstraint(["source_id"], ["sources.source_id"], name=op.f("fk_half_lives_source_id_sources")),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_half_lives")),
        comment="The age at which each post had half of its final interactions, as last computed",
    )
    op.create_index("ix_half_lives_source_id", "half_lives", ["source_id"])
