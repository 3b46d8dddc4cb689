"""Every run tells the night to which it belongs, in the configured time zone."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, and fill it for the runs that are known."""
    op.add_column(
        "runs", sa.Column("night", sa.Date(), comment="the day on which it began, in the configured time zone")
    )
    connection = op.get_bind()
    zone = ZoneInfo(connection.scalar(sa.text("SELECT value FROM settings WHERE name = 'timezone'")) or "UTC")
    begun = connection.execute(sa.text("SELECT run_id, started_at FROM runs")).all()
    runs = sa.table("runs", sa.column("run_id", sa.Integer), sa.column("night", sa.Date))
    for run, at in begun:
        night = _moment(at).astimezone(zone).date()
        connection.execute(runs.update().where(runs.c.run_id == run).values(night=night))


def _moment(at: datetime | str) -> datetime:
    return datetime.fromisoformat(at) if isinstance(at, str) else at.replace(tzinfo=at.tzinfo or UTC)
