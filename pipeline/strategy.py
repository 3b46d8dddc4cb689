"""What the strategy is measured by, brought into the store: targets, and days without a post."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime, timedelta

from pipeline.night import Night
from pipeline.transform.silence import days_by_period
from storage.database import transaction
from storage.strategy import last_complete_looks, published_days, replace_source_days, replace_targets


def measure_strategy(night: Night) -> None:
    """Take the targets from the configuration and count the silent days of each source afresh.

    Days count up to the one before a source's last complete look: later ones may hold posts that were not seen.
    """
    with transaction(night.engine) as connection:
        replace_targets(connection, {str(t): share for t, share in night.settings.config.strategy.targets.items()})
        looks = last_complete_looks(connection)
        replace_source_days(
            connection,
            (
                {"source_id": source, **asdict(days)}
                for source, looked_at in looks.items()
                for days in days_by_period(published_days(connection, source), _last_whole_day(night, looked_at))
            ),
        )


def _last_whole_day(night: Night, looked_at: datetime) -> date:
    return looked_at.astimezone(night.settings.zone).date() - timedelta(days=1)
