"""Texts have keys by which old ones that come back are found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; the next night fills them."""
    op.create_table(
        "text_keys",
        sa.Column("post_id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False, comment="of the text that has them"),
        sa.Column(
            "bands", sa.LargeBinary(), comment="by which nearly equal texts meet; empty for a short text or a greeting"
        ),
        sa.Column("rules", sa.String(), nullable=False, comment="by which they were made"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.post_id"], name=op.f("fk_text_keys_post_id_posts")),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_text_keys")),
        comment="Keys of each text, for finding old ones that come back",
    )
    op.create_table(
        "recirculated",
        sa.Column("post_id", sa.String(), nullable=False),
        sa.Column("first_post_id", sa.String(), nullable=False),
        sa.Column("similarity", sa.Float(), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=False),
        sa.Column("numbers_changed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.post_id"], name=op.f("fk_recirculated_post_id_posts")),
        sa.ForeignKeyConstraint(["first_post_id"], ["posts.post_id"], name=op.f("fk_recirculated_first_post_id_posts")),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_recirculated")),
        comment="Posts whose text was first published long before",
    )
    op.create_index("ix_recirculated_first_post_id", "recirculated", ["first_post_id"])
