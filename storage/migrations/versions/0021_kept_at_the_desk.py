"""Campaigns, activities and pauses of sources that people keep at the desk."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.db.column_types import CleanText, UTCDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COUNT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables, still empty."""
    op.create_table(
        "desk_campaigns",
        sa.Column("campaign", CleanText(), primary_key=True),
        sa.Column("definition", CleanText(), nullable=False, comment="JSON, as config.yaml would say it"),
        sa.Column("saved_by", sa.String(), nullable=False),
        sa.Column("saved_at", UTCDateTime(), nullable=False),
        comment="Campaigns made at the desk, beside those of config.yaml",
    )
    op.create_table(
        "desk_activities",
        sa.Column("activity_id", KEY, primary_key=True),
        sa.Column("campaign", CleanText()),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("kind", CleanText(), nullable=False),
        sa.Column("district", CleanText()),
        sa.Column("reached", COUNT),
        sa.Column("cost", COUNT),
        sa.Column("proof", CleanText()),
        sa.Column("note", CleanText()),
        sa.Column("saved_by", sa.String(), nullable=False),
        sa.Column("saved_at", UTCDateTime(), nullable=False),
        comment="Activities off line that were told at the desk, beside those of activities.csv",
    )
    op.create_table(
        "paused_sources",
        sa.Column("source_id", sa.String(), primary_key=True),
        sa.Column("reason", CleanText(), nullable=False),
        sa.Column("paused_by", sa.String(), nullable=False),
        sa.Column("paused_at", UTCDateTime(), nullable=False),
        comment="Sources that nights pass over until a person ends the pause",
    )
