"""The second reader of posts: what it is asked, what it answered, and what that cost."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import storage.db.column_types

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; nothing was asked before."""
    op.create_table(
        "reader_answers",
        sa.Column("question", sa.String(), nullable=False, comment="digest of codebook, text and title as sent"),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("answered_at", storage.db.column_types.UTCDateTime(), nullable=False),
        sa.Column(
            "answer",
            storage.db.column_types.CleanText(),
            nullable=True,
            comment="JSON: labels, and offsets of quotes; no word of the post",
        ),
        sa.Column(
            "refused", storage.db.column_types.CleanText(), nullable=True, comment="why an answer does not count"
        ),
        sa.PrimaryKeyConstraint("question", "model", name=op.f("pk_reader_answers")),
        comment="What the second reader answered, so that no question is paid twice",
    )
    op.create_table(
        "reader_calls",
        sa.Column("call_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_at", storage.db.column_types.UTCDateTime(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("host", storage.db.column_types.CleanText(), nullable=False),
        sa.Column("address", sa.String(), nullable=True, comment="that the connection was made to"),
        sa.Column("model", storage.db.column_types.CleanText(), nullable=False),
        sa.Column("tokens", sa.Integer(), nullable=False, comment="at most, until the server told how many"),
        sa.Column("usd", sa.Float(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_reader_calls")),
        comment="Questions to the second reader, and their cost",
    )
    op.create_index("ix_reader_calls_asked_at", "reader_calls", ["asked_at"])
