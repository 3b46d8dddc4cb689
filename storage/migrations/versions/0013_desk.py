"""The desk: users, sessions, changes, saved queries, notes on answers, and the full-text index of posts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.db.column_types import CleanText, UTCDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables; the night after the upgrade fills the index."""
    op.create_table(
        "desk_users",
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("role", sa.String(), nullable=False, comment="viewer, editor or admin"),
        sa.Column("password_hash", sa.String(), nullable=False, comment="argon2id"),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        comment="Who may use the desk",
    )
    op.create_table(
        "desk_sessions",
        sa.Column("token_hash", sa.String(), primary_key=True, comment="SHA-256 of the token in the cookie"),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("began_at", UTCDateTime(), nullable=False),
        sa.Column("ends_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["name"], ["desk_users.name"], ondelete="CASCADE"),
        comment="Who is logged in; a row that is gone is a session that ended",
    )
    op.create_index("ix_desk_sessions_name", "desk_sessions", ["name"])
    op.create_table(
        "desk_attempts",
        sa.Column("attempt_id", KEY, primary_key=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        comment="Failed log-ins, for the brake against guessing; kept for a day",
    )
    op.create_index("ix_desk_attempts_at", "desk_attempts", ["at"])
    op.create_table(
        "desk_changes",
        sa.Column("change_id", KEY, primary_key=True),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", CleanText(), nullable=False),
        sa.Column("before", CleanText()),
        sa.Column("after", CleanText()),
        comment="Every change that was made at the desk, by whom",
    )
    op.create_index("ix_desk_changes_at", "desk_changes", ["at"])
    op.create_table(
        "saved_queries",
        sa.Column("name", CleanText(), primary_key=True),
        sa.Column("query", CleanText(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("saved_at", UTCDateTime(), nullable=False),
        comment="Queries that people of the desk keep under a name",
    )
    op.create_table(
        "answer_notes",
        sa.Column("response_id", sa.String(), primary_key=True),
        sa.Column("status", sa.String(), nullable=False, comment="answered or needs_no_answer, as a person says"),
        sa.Column("note", CleanText()),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["response_id"], ["responses.response_id"]),
        comment="What people noted of responses that wait for an answer",
    )
    op.create_table(
        "search_documents",
        sa.Column("document_id", KEY, primary_key=True),
        sa.Column("post_id", sa.String(), nullable=False),
        sa.Column("text_digest", sa.String(), nullable=False, comment="of the text that was indexed"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.post_id"]),
        comment="Which text of each post stands in the full-text index",
    )
    op.create_index("ix_search_documents_post_id", "search_documents", ["post_id"], unique=True)
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE post_search USING fts5(title, text, tokenize='unicode61')")
    else:
        op.execute("ALTER TABLE search_documents ADD COLUMN document tsvector")
        op.execute("CREATE INDEX ix_search_documents_document ON search_documents USING gin (document)")
