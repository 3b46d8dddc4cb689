"""Complaints and suggestions that ask for an answer wait, too, each kind by itself."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import storage.db.column_types

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; the next night fills them."""
    words = "question, complaint or suggestion"
    op.add_column(
        "questions", sa.Column("intent", sa.String(), nullable=False, server_default="question", comment=words)
    )
    op.add_column("questions", sa.Column("due_on", sa.Date()))
    op.add_column("questions", sa.Column("url", storage.db.column_types.CleanText(), comment="where it stands"))
    if op.get_bind().dialect.name == "postgresql":
        op.create_table_comment("questions", "The responses that ask for an answer, and whether the account answered")
    for kind in ("complaints", "suggestions"):
        for state in ("", "_answered", "_unanswered"):
            name = f"{kind}{state}"
            op.add_column("conversations", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
