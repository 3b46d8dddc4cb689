"""Posts and responses are found by day, month and quarter; a post names its newest snapshot and current label."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import storage.db.column_types

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_DAY = "published_local"
# Made by the database, so that they follow published_local when the time zone changes. PostgreSQL wants expressions
# that no setting of the session can change, hence no to_char.
_CALENDAR = {
    "sqlite": {
        "published_date": ("DATE", f"substr({_DAY}, 1, 10)"),
        "month": ("VARCHAR", f"substr({_DAY}, 1, 7)"),
        "quarter": (
            "VARCHAR",
            f"substr({_DAY}, 1, 4) || '-Q' || ((CAST(substr({_DAY}, 6, 2) AS INTEGER) + 2) / 3)",
        ),
    },
    "postgresql": {
        "published_date": ("DATE", f"CAST({_DAY} AS DATE)"),
        "month": (
            "VARCHAR",
            (
                f"lpad(CAST(extract(year FROM {_DAY}) AS TEXT), 4, '0') || '-' || "
                f"lpad(CAST(extract(month FROM {_DAY}) AS TEXT), 2, '0')"
            ),
        ),
        "quarter": (
            "VARCHAR",
            (
                f"lpad(CAST(extract(year FROM {_DAY}) AS TEXT), 4, '0') || '-Q' || "
                f"CAST(extract(quarter FROM {_DAY}) AS TEXT)"
            ),
        ),
    },
}


def upgrade() -> None:
    """Add the columns, fill those that point elsewhere, and make the indexes."""
    dialect = op.get_bind().dialect.name
    op.add_column(
        "posts", sa.Column("observed_at", storage.db.column_types.UTCDateTime(), comment="of its newest snapshot")
    )
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("posts", sa.Column("label_id", key, comment="of its current label"))
    stored = "STORED" if dialect == "postgresql" else "VIRTUAL"
    for table in ("posts", "responses"):
        for name, (kind, words) in _CALENDAR[dialect].items():
            op.execute(f"ALTER TABLE {table} ADD COLUMN {name} {kind} GENERATED ALWAYS AS ({words}) {stored}")
    op.execute(
        "UPDATE posts SET observed_at = (SELECT max(s.observed_at) FROM snapshots s WHERE s.post_id = posts.post_id), "
        "label_id = (SELECT max(l.label_id) FROM labels l WHERE l.post_id = posts.post_id AND l.current)"
    )
    for column in ("published_at", "published_date", "month", "quarter"):
        op.create_index(f"ix_posts_{column}", "posts", [column])
    op.create_index("ix_responses_month", "responses", ["month"])
