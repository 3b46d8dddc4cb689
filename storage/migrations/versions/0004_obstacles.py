"""Labels of responses, how questions are answered, and evidence coded by hand."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import storage.db.column_types

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the four tables; the next night fills those that are computed."""
    _responses()
    op.create_table(
        "conversations",
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("period_type", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("unanswered", sa.Integer(), nullable=False),
        sa.Column("median_working_days", sa.Float(), nullable=True),
        sa.Column("comments_told", sa.Integer(), nullable=True),
        sa.Column("responses_seen", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["source_id"], ["sources.source_id"], name=op.f("fk_conversations_source_id_sources")),
        sa.PrimaryKeyConstraint("source_id", "period_type", "period", name=op.f("pk_conversations")),
        comment="How each source answered the questions of each period, and how much of the responses was seen",
    )
    op.create_table(
        "codings",
        sa.Column("reference", storage.db.column_types.CleanText(), nullable=False),
        sa.Column("evidence_source", sa.String(), nullable=False),
        sa.Column("observed_on", sa.Date(), nullable=False),
        sa.Column("obstacle", sa.String(), nullable=False),
        sa.Column("object", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=True),
        sa.Column("city", storage.db.column_types.CleanText(), nullable=True),
        sa.Column("quote", storage.db.column_types.CleanText(), nullable=True, comment="masked"),
        sa.Column("note", storage.db.column_types.CleanText(), nullable=True, comment="masked"),
        sa.Column("coder", storage.db.column_types.CleanText(), nullable=False),
        sa.Column("imported_at", storage.db.column_types.UTCDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("reference", name=op.f("pk_codings")),
        comment="Evidence of obstacles that people coded by hand: interviews, documents, media",
    )


def _responses() -> None:
    op.create_table(
        "response_labels",
        sa.Column("response_id", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("labelled_at", storage.db.column_types.UTCDateTime(timezone=True), nullable=False),
        sa.Column("sentiment", sa.String(), nullable=False),
        sa.Column("intent", sa.String(), nullable=False),
        sa.Column("object", sa.String(), nullable=False),
        sa.Column("obstacle", sa.String(), nullable=True),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column(
            "evidence",
            storage.db.column_types.CleanText(),
            nullable=False,
            comment="JSON: phrase, offsets, answer, weight, source; goes with the text",
        ),
        sa.ForeignKeyConstraint(
            ["response_id"], ["responses.response_id"], name=op.f("fk_response_labels_response_id_responses")
        ),
        sa.PrimaryKeyConstraint("response_id", name=op.f("pk_response_labels")),
        comment="What each response says, by codebook section 3",
    )
    op.create_table(
        "questions",
        sa.Column("response_id", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("answer_id", sa.String(), nullable=True),
        sa.Column("answered_at", storage.db.column_types.UTCDateTime(timezone=True), nullable=True),
        sa.Column("working_days", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["response_id"], ["responses.response_id"], name=op.f("fk_questions_response_id_responses")
        ),
        sa.PrimaryKeyConstraint("response_id", name=op.f("pk_questions")),
        comment="The questions among the responses, and whether the account answered",
    )
