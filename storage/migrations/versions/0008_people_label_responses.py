"""Labels of responses say how they came about; people may give them, and a response without evidence has no score."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import storage.db.column_types

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

EDITED = "whether the text was edited since a person labelled it"


def upgrade() -> None:
    """Let labels be a person's or without evidence, and keep what each annotator said."""
    with op.batch_alter_table("response_labels") as table:
        table.add_column(
            sa.Column("method", sa.String(), nullable=False, server_default="model", comment="model, none or human")
        )
        table.add_column(sa.Column("annotator", storage.db.column_types.CleanText(), nullable=True))
        table.add_column(sa.Column("outdated", sa.Boolean(), nullable=False, server_default=sa.false(), comment=EDITED))
        table.alter_column("object", existing_type=sa.String(), nullable=True)
        table.alter_column("score", existing_type=sa.Float(), nullable=True)
    op.create_table(
        "response_reviews",
        sa.Column("response_id", sa.String(), nullable=False),
        sa.Column("annotator", storage.db.column_types.CleanText(), nullable=False),
        sa.Column("drawn", sa.String(), nullable=False, comment="random or uncertain"),
        sa.Column("reviewed_at", storage.db.column_types.UTCDateTime(), nullable=False),
        sa.Column("sentiment", sa.String(), nullable=False),
        sa.Column("intent", sa.String(), nullable=False),
        sa.Column("object", sa.String(), nullable=True),
        sa.Column("obstacle", sa.String(), nullable=True),
        sa.Column("outdated", sa.Boolean(), nullable=False, server_default=sa.false(), comment=EDITED),
        sa.ForeignKeyConstraint(
            ["response_id"], ["responses.response_id"], name=op.f("fk_response_reviews_response_id_responses")
        ),
        sa.PrimaryKeyConstraint("response_id", "annotator", name=op.f("pk_response_reviews")),
        comment="What each annotator last said of each response",
    )
