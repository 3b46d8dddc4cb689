"""Themes of citizens' words are counted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import storage.db.column_types

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; the next night fills it."""
    op.create_table(
        "issues",
        sa.Column("period_type", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column(
            "issue",
            storage.db.column_types.CleanText(),
            nullable=False,
            comment="words that five people used, no person's name",
        ),
        sa.Column("responses", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column(
            "earlier", sa.Integer(), comment="responses in the period before; empty where not wholly listened to"
        ),
        *(sa.Column(tone, sa.Integer(), nullable=False) for tone in ("positive", "neutral", "negative")),
        sa.Column("first_seen", sa.Date(), nullable=False),
        sa.Column("agency", storage.db.column_types.CleanText()),
        sa.Column("agency_origin", sa.String(), comment="source, confirmed or proposed"),
        sa.Column("alert_on", sa.Date()),
        sa.Column("alert_responses", sa.Integer()),
        sa.Column("usual_responses", sa.Float()),
        sa.PrimaryKeyConstraint("period_type", "period", "issue", name=op.f("pk_issues")),
        comment="Themes of what citizens wrote, of five people at least; counts alone, no text",
    )


def downgrade() -> None:
    """Take it away again."""
    op.drop_table("issues")
