"""Articles of the press have an issue and an agency; keys of texts tell by which date and city they were compared."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import storage.db.column_types

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

CleanText = storage.db.column_types.CleanText


def upgrade() -> None:
    """Make tables and columns; the next night fills them, and compares all texts once more."""
    op.create_table(
        "press_articles",
        sa.Column("post_id", sa.String(), nullable=False),
        sa.Column("issue", CleanText(), comment="among the articles of its month"),
        sa.Column("agency", CleanText(), comment="that it concerns"),
        sa.Column("agency_origin", sa.String(), comment="named, confirmed or proposed"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.post_id"], name=op.f("fk_press_articles_post_id_posts")),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_press_articles")),
        comment="The issue and the agency of each article of the press; no tone, which is told of many articles alone",
    )
    op.create_table(
        "press_issues",
        sa.Column("period_type", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("issue", CleanText(), nullable=False, comment="empty: all articles of the period"),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.Column("outlets", sa.Integer(), nullable=False),
        sa.Column("earlier", sa.Integer(), comment="articles in the period before; empty where not wholly watched"),
        sa.Column(
            "own_messages",
            sa.Integer(),
            nullable=False,
            comment="articles that carry a message of the office or an agency",
        ),
        *(
            sa.Column(tone, sa.Integer(), comment="empty for too few articles")
            for tone in ("positive", "neutral", "negative")
        ),
        sa.Column("first_seen", sa.Date(), nullable=False),
        sa.Column("agency", CleanText()),
        sa.Column("agency_origin", sa.String(), comment="confirmed or proposed"),
        sa.PrimaryKeyConstraint("period_type", "period", "issue", name=op.f("pk_press_issues")),
        comment="Themes of the press, of five articles at least; tone of ten by three outlets at least",
    )
    op.add_column(
        "text_keys",
        sa.Column("published_at", storage.db.column_types.UTCDateTime(), comment="of the post when it was compared"),
    )
    op.add_column("text_keys", sa.Column("city", CleanText(), comment="of its source when it was compared"))
